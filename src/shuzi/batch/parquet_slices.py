"""Pictures in a column of bytes of parquet files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shuzi.batch.contents import Content, contents_of
from shuzi.batch.inputs import InputFile
from shuzi.batch.slices import Limits, Shelf
from shuzi.errors import DataSetError

__all__ = ["ParquetSlice", "cut_parquet"]

_USUAL = ("image", "picture", "content", "bytes")
"""Where several columns hold bytes, the first of these is taken."""

_KEYS = ("key", "__key__")
"""A column of text of this name says what the pictures are called."""

_ROWS_AT_ONCE = 1_000

# What is raised where a file is not what it says; ValueError of names that are no UTF-8.
_DAMAGES = (pa.ArrowException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class ParquetSlice:
    """So many rows of one group of rows of a parquet file.

    Attributes:
        file: the file.
        column: the one with the pictures: its name, after that of the one it is inside, if any.
        key_column: the one with the keys, None where there is none.
        group: number of the group.
        first: number of its first row in the file.
        start: the first row of the slice, counted in the group.
        pictures: how many rows.
        size: their bytes, about.
    """

    file: InputFile
    column: tuple[str, ...]
    key_column: str | None
    group: int
    first: int
    start: int
    pictures: int
    size: int

    @property
    def identity(self) -> tuple[object, ...]:
        """Which rows of which file."""
        return (*self.file.identity, self.column, self.group, self.start, self.pictures)

    def load(self, shelf: Shelf) -> pa.Table:
        """Their contents; without a column of keys the key of the third row is ``file/2``."""
        parquet = shelf.take(self.file.path, _opened)
        try:
            return contents_of(self._contents(parquet))
        except _DAMAGES as error:
            raise _damaged(self.file.path, error) from error

    def _contents(self, parquet: pq.ParquetFile) -> Iterator[Content]:
        columns = [".".join(self.column), *([self.key_column] if self.key_column else [])]
        batches = parquet.iter_batches(_ROWS_AT_ONCE, [self.group], columns)
        row, stop = 0, self.start + self.pictures
        for batch in batches:
            begin, end = max(self.start - row, 0), min(stop - row, len(batch))
            for number in range(begin, end):
                yield self._content(batch, number, self.first + row + number)
            row += len(batch)
            if row >= stop:
                return

    def _content(self, batch: pa.RecordBatch, number: int, row: int) -> Content:
        outer, *inner = self.column
        value = batch.column(outer)[number]
        for name in inner:
            value = value[name] if value.is_valid else value
        key = batch.column(self.key_column)[number].as_py() if self.key_column else None
        content = value.as_py()
        error = None if content is not None else "has no picture: its column is empty"
        return key or f"{self.file.key}/{row}", content, error


def cut_parquet(file: InputFile, limits: Limits) -> Iterator[ParquetSlice]:
    """Cut a file into slices, by what it says at its end.

    Raises:
        DataSetError: it is damaged, or has no column of bytes, or several and none of a usual name.
    """
    with _opened(file.path) as parquet:
        schema, metadata = parquet.schema_arrow, parquet.metadata
    column = _column(file.path, schema)
    key_column = next((name for name in _KEYS if _is_text(schema, name)), None)
    first = 0
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group).num_rows
        each = max(1, metadata.row_group(group).total_byte_size // max(rows, 1))
        step = int(max(1, min(limits.pictures, limits.size // each, max(rows, 1))))
        for start in range(0, rows, step):
            count = min(step, rows - start)
            yield ParquetSlice(file, column, key_column, group, first, start, count, count * each)
        first += rows


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except _DAMAGES as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> DataSetError:
    return DataSetError(path, f"is no whole parquet file ({error})", "make it anew")


def _column(path: Path, schema: pa.Schema) -> tuple[str, ...]:
    found = list(_columns_of_bytes(schema))
    usual = [name for usual in _USUAL for name in found if name[0] == usual]
    if len(found) == 1 or usual:
        return (usual or found)[0]
    said = f"columns {', '.join(schema.names)}"
    if not found:
        raise DataSetError(
            path, f"has no column of bytes: its {said}", "give pictures as files hold them"
        )
    raise DataSetError(
        path,
        f"has more than one column of bytes: {', '.join(map('.'.join, found))}",
        f"name the one with the pictures {_USUAL[0]}",
    )


def _columns_of_bytes(schema: pa.Schema) -> Iterator[tuple[str, ...]]:
    for field in schema:
        if _is_bytes(field.type):
            yield (field.name,)
        elif pa.types.is_struct(field.type):
            yield from ((field.name, each.name) for each in field.type if _is_bytes(each.type))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind)
    )


def _is_text(schema: pa.Schema, name: str) -> bool:
    place = schema.get_field_index(name)
    return place >= 0 and bool(
        pa.types.is_string(schema.field(place).type)
        or pa.types.is_large_string(schema.field(place).type)
    )
