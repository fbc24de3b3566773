"""Parquet files of a dataset: `data/train-00000.parquet` and on, in row groups of bounded size.

Memory holds two row groups at most: one is written while the next is gathered. The features of Hugging Face's
`datasets` stand in the file's own metadata, so that pictures load as pictures without a card beside them.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from bottega.datasets.cards import Column, Written, part_of
from bottega.datasets.writing.hashed import HashedFile
from bottega.datasets.writing.rows import Row, values_of

GROUP_ROWS: Final = 1_000
GROUP_BYTES: Final = 64 * 1024 * 1024  # of pictures
FILE_BYTES: Final = 512 * 1024 * 1024  # then another file begins
_FOLDER: Final = "data"
_IMAGE: Final = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
_MESSAGES: Final = pa.list_(
    pa.struct(
        [
            ("role", pa.string()),
            ("content", pa.list_(pa.struct([("type", pa.string()), ("text", pa.string())]))),
        ]
    )
)
_TYPES: Final[Mapping[str, pa.DataType]] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "binary": pa.binary(),
    "image": _IMAGE,
    "messages": _MESSAGES,
}
_VALUES: Final = {"timestamp": "timestamp[us, tz=UTC]"}  # where Hugging Face's name is another


class ParquetRows:
    """Writes rows into Parquet files below a folder; the last file is whole after close()."""

    def __init__(self, folder: Path, columns: Sequence[Column]) -> None:
        self._folder, self._columns = folder / _FOLDER, columns
        self._schema = schema_of(columns)
        self._waiting: list[Row] = []
        self._waiting_bytes = 0
        self._writer: pq.ParquetWriter | None = None
        self._file_bytes = self._file_rows = 0
        self._ended: list[Written] = []
        self._compression = _compression(self._schema)
        self._file: HashedFile | None = None
        # One group is written while the next is gathered; Arrow lets other threads work meanwhile.
        self._hand = ThreadPoolExecutor(1, "parquet")
        self._group: Future[None] | None = None
        self._folder.mkdir(parents=True)

    def write(self, row: Row) -> None:
        """Take one row; written when its group is full. Raises OSError as files do."""
        self._waiting.append(row)
        self._waiting_bytes += row.byte_count
        if len(self._waiting) >= GROUP_ROWS or self._waiting_bytes >= GROUP_BYTES:
            self._flush()

    def close(self) -> list[Written]:
        """Write what waits and end the last file; all files, in order. A dataset of nothing has one too."""
        self._flush()
        if self._writer is None and not self._ended:
            self._begin()
        self._end()
        self._hand.shutdown()
        return self._ended

    def abandon(self) -> None:
        """Let go of the open file; what was written stays for whoever removes the folder."""
        self._waiting = []
        self._hand.shutdown()
        with suppress(OSError):  # a full disk has no room for the end of a file either
            if self._writer is not None:
                self._writer.close()
        self._writer = None
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def _flush(self) -> None:
        if not self._waiting:
            return
        if self._writer is None:
            self._begin()
        self._await_group()
        self._group = self._hand.submit(self._write_group, self._waiting)
        self._file_rows += len(self._waiting)
        self._file_bytes += self._waiting_bytes
        self._waiting, self._waiting_bytes = [], 0
        if self._file_bytes >= FILE_BYTES:
            self._end()

    def _write_group(self, rows: Sequence[Row]) -> None:
        assert self._writer is not None
        self._writer.write_table(self._table(rows), row_group_size=GROUP_ROWS)

    def _await_group(self) -> None:
        if self._group is not None:
            group, self._group = self._group, None
            group.result()

    def _table(self, rows: Sequence[Row]) -> pa.Table:
        arrays = [
            _array(rows, column, field.type)
            for column, field in zip(self._columns, self._schema, strict=True)
        ]
        return pa.Table.from_arrays(arrays, schema=self._schema)

    def _begin(self) -> None:
        self._file = HashedFile(self._folder / f"train-{len(self._ended):05}.parquet")
        self._writer = pq.ParquetWriter(
            self._file,
            self._schema,
            version="2.6",
            compression=self._compression,
            use_dictionary=_dictionaries(self._columns),
            write_statistics=_dictionaries(self._columns),
            store_schema=True,
        )
        self._file_bytes = self._file_rows = 0

    def _end(self) -> None:
        self._await_group()
        if self._writer is not None and self._file is not None:
            self._writer.close()
            self._writer = None
            self._ended.append(self._file.ended(self._folder.parent, rows=self._file_rows))
            self._file = None


def _array(rows: Sequence[Row], column: Column, kind: pa.DataType) -> pa.Array:
    values = values_of(rows, column)
    if column.type != "image":
        return pa.array(values, kind)
    # Built from its two parts, which spares Arrow a look into every dictionary.
    parts = [pa.array([value[part.name] for value in values], part.type) for part in kind]
    return pa.StructArray.from_arrays(parts, fields=list(kind))


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """The columns as Arrow's schema, with Hugging Face's features in its metadata."""
    features = {column.name: _feature(column.type) for column in columns}
    told = json.dumps({"info": {"features": features}}, separators=(",", ":"))
    fields = [pa.field(column.name, _type(column.type)) for column in columns]
    return pa.schema(fields, metadata={"huggingface": told})


def _type(named: str) -> pa.DataType:
    if part := part_of(named):
        return pa.list_(_TYPES[part])
    return _TYPES[named]


def _feature(named: str) -> Any:
    if part := part_of(named):
        return [_feature(part)]
    if named == "image":
        return {"_type": "Image"}
    if named == "messages":
        said = {"type": _feature("string"), "text": _feature("string")}
        return [{"role": _feature("string"), "content": [said]}]
    return {"dtype": _VALUES.get(named, named), "_type": "Value"}


def _empty_file(schema: pa.Schema) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    pq.write_table(schema.empty_table(), sink)
    return sink.getvalue()


def _compression(schema: pa.Schema) -> dict[str, str]:
    """Pictures are compressed already; words and numbers are not."""
    file = pq.ParquetFile(pa.BufferReader(_empty_file(schema)))
    columns = [file.schema.column(place) for place in range(len(file.schema))]
    return {
        column.path: "none" if column.physical_type == "BYTE_ARRAY" and _is_bytes(column.path) else "zstd"
        for column in columns
    }


def _is_bytes(path: str) -> bool:
    return path.endswith("bytes") or path in ("jpg_0", "jpg_1")


def _dictionaries(columns: Sequence[Column]) -> list[str]:
    """Columns worth a dictionary and statistics: never those that hold bytes."""
    return [column.name for column in columns if column.type in ("string", "bool", "int64", "timestamp")]
