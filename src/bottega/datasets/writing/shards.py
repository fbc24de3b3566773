"""Shards of WebDataset: plain tar files, each sample as files of one name, pictures beside words beside JSON.

Every entry of a dataset has the same files, and its JSON the same types: loaders take both from the first few
entries and refuse the first that differs. So there is no null here. Unpacked, a shard is the folder of
pictures and .txt files that hobbyists' trainers read. Keys hold no dots, because the first dot ends a key.
"""

import io
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from bottega.datasets.cards import Column, Written, part_of
from bottega.datasets.writing.hashed import HashedFile
from bottega.datasets.writing.rows import Row, values_of

SHARD_BYTES: Final = 256 * 1024 * 1024  # of pictures; then another shard begins
SHARD_ROWS: Final = 10_000
_FOLDER: Final = "wds"
_WORDS: Final = ("text", "caption", "edit_prompt", "prompt")  # the first that a kind has goes into .txt
_NONE: Final[Mapping[str, Any]] = {
    "string": "",
    "timestamp": "",
    "int64": -1,
    "float64": -1.0,
    "bool": False,
}
_BYTES: Final = ("image", "list<image>", "binary")


class ShardRows:
    """Writes rows into tar files below a folder; the last one is whole after close().

    by_picture: one entry for each picture of a sample, KEY-0 and on, each with the whole sample's JSON and
    `image_place`. For samples that have now fewer pictures and now more.
    """

    def __init__(self, folder: Path, columns: Sequence[Column], *, by_picture: bool = False) -> None:
        self._folder, self._columns = folder / _FOLDER, columns
        self._by_picture = by_picture
        self._words = next((name for name in _WORDS if _has(columns, name)), None)
        self._tar: tarfile.TarFile | None = None
        self._file: HashedFile | None = None
        self._bytes = self._rows = 0
        self._ended: list[Written] = []
        self._folder.mkdir(parents=True)

    def write(self, row: Row) -> None:
        """Write one sample. Raises OSError as files do."""
        if self._tar is None:
            self._file = HashedFile(self._folder / f"train-{len(self._ended):06}.tar")
            # It asks its file to write and to tell, never to read or seek.
            self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.USTAR_FORMAT)  # type: ignore[arg-type]
        for name, content in self._files_of(row):
            entry = tarfile.TarInfo(name)  # its moment is 0 and its owner nobody, whoever writes it
            entry.size = len(content)
            self._tar.addfile(entry, io.BytesIO(content))
        self._bytes += row.byte_count
        self._rows += 1
        if self._bytes >= SHARD_BYTES or self._rows >= SHARD_ROWS:
            self._end()

    def close(self) -> list[Written]:
        """End the last shard; all of them, in order. A dataset of nothing has none."""
        self._end()
        return self._ended

    def abandon(self) -> None:
        """Let go of the open file; what was written stays for whoever removes the folder."""
        if self._file is not None:
            self._file.close()
        self._tar = self._file = None

    def _end(self) -> None:
        if self._tar is not None and self._file is not None:
            self._tar.close()
            self._ended.append(self._file.ended(self._folder.parent, rows=self._rows))
            self._tar = self._file = None
            self._bytes = self._rows = 0

    def _files_of(self, row: Row) -> list[tuple[str, bytes]]:
        key, pictures = row.sample.id, row.sample.pictures
        told = {
            column.name: _without_null(values_of([row], column)[0], column.type)
            for column in self._columns
            if column.type not in _BYTES
        }
        if self._by_picture:
            return [
                file
                for place, picture in enumerate(pictures)
                for file in self._entry(
                    f"{key}-{place}",
                    [(picture.kind, row.contents[picture.role])],
                    {**told, "image_place": place},
                )
            ]
        named = [(f"{_suffix(each.role)}{each.kind}", row.contents[each.role]) for each in pictures]
        return self._entry(key, named, told)

    def _entry(
        self, key: str, pictures: Sequence[tuple[str, bytes]], told: Mapping[str, Any]
    ) -> list[tuple[str, bytes]]:
        words = [("txt", told[self._words].encode())] if self._words is not None else []
        as_json = ("json", orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
        return [(f"{key}.{suffix}", content) for suffix, content in (*pictures, *words, as_json)]


def _has(columns: Sequence[Column], name: str) -> bool:
    return any(column.name == name and column.type == "string" for column in columns)


def _without_null(value: Any, named: str) -> Any:
    """The value, or what stands for none of its type; every number that an export holds is 0 or more."""
    if part := part_of(named):
        return [_without_null(each, part) for each in value or [None]]
    return _NONE.get(named) if value is None else value


def _suffix(role: str) -> str:
    """Nothing for the one picture of a sample, so that `KEY.webp` lies beside `KEY.txt`."""
    return "" if role in ("image", "images.0") else f"{role.replace('.', '_')}."
