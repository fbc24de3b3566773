"""Files: schemas that tools read, groups of bounded size, shards, and folders laid elsewhere."""

import dataclasses
import hashlib
import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
from PIL import Image as Pillow

from bottega.consent.models import Right
from bottega.datasets.cards import Party, Picture, Sample
from bottega.datasets.columns import columns_of
from bottega.datasets.models import ExportKind
from bottega.datasets.writing import parquet
from bottega.datasets.writing.folder import copy_folder
from bottega.datasets.writing.parquet import ParquetRows, schema_of
from bottega.datasets.writing.rows import Row
from bottega.datasets.writing.shards import ShardRows
from tests import make

T2I = ExportKind.TEXT_TO_IMAGE
VALUES: dict[str, Any] = {
    "string": "words",
    "bool": True,
    "int64": 7,
    "float64": 0.5,
    "timestamp": datetime(2026, 11, 23, tzinfo=UTC),
    "messages": [{"role": "user", "content": [{"type": "image", "text": None}]}],
    "list<string>": ["a", "b"],
    "list<int64>": [1, None],
    "list<float64>": [0.5, None],
    "list<bool>": [True],
}


def row(kind: ExportKind, number: int = 0) -> Row:
    """A made row of that kind, with a small PNG in every picture's place."""
    roles = [
        column.name if column.type != "list<image>" else f"{column.name}.0"
        for column in columns_of(kind)
        if column.type in ("image", "binary", "list<image>")
    ]
    content = make.png()
    sample = Sample(
        id=f"{number:032x}",
        kind=kind,
        author_id=1,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        pictures=tuple(Picture(role, 1, "0" * 64, "png", 64, 64) for role in roles),
        fields={column.name: VALUES[column.type] for column in columns_of(kind) if column.type in VALUES},
        parties=(Party(1, Right.WORK, 1, 0, 1, "0" * 64),),
    )
    return Row(sample, dict.fromkeys(roles, content), "someone", "CC-BY-4.0", ["r"])


@pytest.mark.parametrize("kind", list(ExportKind))
def test_every_kind_is_written_with_its_columns_and_read_back(tmp_path: Path, kind: ExportKind) -> None:
    rows = ParquetRows(tmp_path, columns_of(kind))
    rows.write(row(kind))
    (written,) = rows.close()
    table = pq.read_table(tmp_path / written.path)
    assert table.column_names == [column.name for column in columns_of(kind)]
    assert (written.rows, table.num_rows) == (1, 1)
    assert table.column("author").to_pylist() == ["someone"]
    features = orjson.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    assert list(features) == table.column_names


def test_pictures_are_a_struct_where_they_load_as_pictures_and_bytes_where_trainers_read_bytes() -> None:
    t2i, dpo = schema_of(columns_of(T2I)), schema_of(columns_of(ExportKind.DPO))
    assert [field.name for field in t2i.field("image").type] == ["bytes", "path"]
    assert str(dpo.field("jpg_0").type) == "binary"
    assert str(dpo.field("label_0").type) == "double"


def test_a_group_and_a_file_end_when_they_are_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(make.png())
    monkeypatch.setattr(parquet, "GROUP_BYTES", 3 * size)
    monkeypatch.setattr(parquet, "FILE_BYTES", 5 * size)
    rows = ParquetRows(tmp_path, columns_of(T2I))
    for number in range(8):
        rows.write(row(T2I, number))
    files = rows.close()
    assert [file.rows for file in files] == [6, 2]
    assert pq.ParquetFile(tmp_path / files[0].path).num_row_groups == 2
    assert [file.path for file in files] == ["data/train-00000.parquet", "data/train-00001.parquet"]


def test_what_is_told_of_a_file_is_what_lies_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "FILE_BYTES", 1)
    monkeypatch.setattr(parquet, "GROUP_ROWS", 2)
    rows = ParquetRows(tmp_path, columns_of(T2I))
    for number in range(5):
        rows.write(row(T2I, number))
    told = rows.close()
    assert [file.rows for file in told] == [2, 2, 1]
    for file in told:
        content = (tmp_path / file.path).read_bytes()
        assert (file.sha256, file.byte_count) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    hashes = []
    for name in ("first", "second"):
        rows = ParquetRows(tmp_path / name, columns_of(T2I))
        shards = ShardRows(tmp_path / name, columns_of(T2I))
        for number in range(3):
            rows.write(row(T2I, number))
            shards.write(row(T2I, number))
        hashes.append([file.sha256 for file in (*rows.close(), *shards.close())])
    assert hashes[0] == hashes[1]


def test_a_shard_holds_a_picture_its_words_and_the_rest_under_one_key(tmp_path: Path) -> None:
    shards = ShardRows(tmp_path, columns_of(T2I))
    shards.write(row(T2I, 5))
    (written,) = shards.close()
    key = f"{5:032x}"
    with tarfile.open(tmp_path / written.path) as archive:
        assert archive.getnames() == [f"{key}.png", f"{key}.txt", f"{key}.json"]
        opened = archive.extractfile(f"{key}.png")
        told = archive.extractfile(f"{key}.json")
        assert opened
        assert told
        assert Pillow.open(io.BytesIO(opened.read())).size == (64, 64)
        assert orjson.loads(told.read())["licence"] == "CC-BY-4.0"


def test_two_pictures_of_a_sample_have_two_names_in_a_shard(tmp_path: Path) -> None:
    shards = ShardRows(tmp_path, columns_of(ExportKind.DPO))
    shards.write(row(ExportKind.DPO))
    (written,) = shards.close()
    with tarfile.open(tmp_path / written.path) as archive:
        names = [name.partition(".")[2] for name in archive.getnames()]
    assert names == ["jpg_0.png", "jpg_1.png", "txt", "json"]


def test_requests_of_one_picture_and_of_three_have_the_same_files_in_every_entry(tmp_path: Path) -> None:
    from datasets import load_dataset  # heavy: only here

    full = ExportKind.FULL
    shards = ShardRows(tmp_path, columns_of(full), by_picture=True)
    for number, count in enumerate((1, 3, 2)):
        one = row(full, number)
        pictures = tuple(
            dataclasses.replace(one.sample.pictures[0], role=f"images.{place}") for place in range(count)
        )
        contents = {picture.role: make.png() for picture in pictures}
        words = {**one.sample.fields, "caption": "" if number else "a fox"}
        sample = dataclasses.replace(one.sample, pictures=pictures, fields=words)
        shards.write(dataclasses.replace(one, sample=sample, contents=contents))
    path = tmp_path / shards.close()[0].path
    rows = load_dataset("webdataset", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))
    assert rows["__key__"] == [
        f"{number:032x}-{place}" for number, count in enumerate((1, 3, 2)) for place in range(count)
    ]
    assert [told["image_place"] for told in rows["json"]] == [0, 0, 1, 2, 0, 1]
    assert rows["txt"] == ["a fox", "", "", "", "", ""]


def test_what_the_first_entries_lack_does_not_keep_a_loader_from_what_later_ones_have(tmp_path: Path) -> None:
    from datasets import load_dataset  # heavy: only here

    columns = columns_of(ExportKind.FULL)
    shards = ShardRows(tmp_path, columns, by_picture=True)
    for number in range(12):
        one = row(ExportKind.FULL, number)
        if number < 10:  # loaders look at five
            fields = {
                column.name: [] if number % 2 else [None]
                for column in columns
                if column.type.startswith("list<") and column.name in one.sample.fields
            }
            fields |= {"parent_uid": None, "params": None, "policy": None}
            sample = dataclasses.replace(one.sample, fields={**one.sample.fields, **fields})
            one = dataclasses.replace(one, sample=sample)
        shards.write(one)
    path = tmp_path / shards.close()[0].path
    rows = load_dataset("webdataset", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))
    first, last = rows["json"][0], rows["json"][11]
    assert (first["parent_uid"], first["positions"], first["propensities"]) == ("", [-1], [-1.0])
    assert (last["parent_uid"], last["positions"], last["propensities"]) == ("words", [1, -1], [0.5, -1.0])


def test_a_folder_is_laid_elsewhere_whole_and_never_over_another(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "deep" / "out"
    (source / "data").mkdir(parents=True)
    (source / "data" / "a").write_bytes(b"1")
    copy_folder(source, out)
    assert (out / "data" / "a").read_bytes() == b"1"
    with pytest.raises(FileExistsError):
        copy_folder(source, out)
    assert [path.name for path in out.parent.iterdir()] == ["out"]
