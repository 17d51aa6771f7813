"""Pictures in IDX files, MNIST's format."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from shuzi.batch.contents import contents_of_array
from shuzi.batch.inputs import InputFile
from shuzi.batch.slices import Limits, Shelf
from shuzi.idx_rows import Rows

__all__ = ["IdxSlice", "cut_idx"]

_IMAGES = 3  # rank


@dataclass(frozen=True, slots=True)
class IdxSlice:
    """Pictures of an IDX file from number ``start`` to before ``stop``, ``each`` so many bytes."""

    file: InputFile
    start: int
    stop: int
    each: int

    @property
    def pictures(self) -> int:
        """How many."""
        return self.stop - self.start

    @property
    def size(self) -> int:
        """Their bytes."""
        return self.pictures * self.each

    @property
    def identity(self) -> tuple[object, ...]:
        """Which of which file."""
        return (*self.file.identity, self.start, self.stop)

    def load(self, shelf: Shelf) -> pa.Table:
        """Their pixels; the key of the third picture is ``file/2``."""
        rows = shelf.take(self.file.path, _opened)
        numbers = pa.array(range(self.start, self.stop)).cast(pa.string())
        keys = pc.binary_join_element_wise(self.file.key, numbers, "/")
        content = rows.read(self.start, self.stop)
        return contents_of_array(keys, content, rows.shape[1:], rows.dtype)


def cut_idx(file: InputFile, limits: Limits) -> Iterator[IdxSlice]:
    """Cut a file into slices.

    Raises:
        IdxError: it is none of pictures, or damaged.
    """
    rows = _opened(file.path)
    rows.close()
    pictures, each = rows.shape[0], prod(rows.shape[1:]) * rows.dtype.itemsize
    step = int(max(1, min(limits.pictures, limits.size // max(each, 1), max(pictures, 1))))
    for start in range(0, pictures, step):
        yield IdxSlice(file, start, min(start + step, pictures), each)


def _opened(path: Path) -> Rows:
    return Rows(path, rank=_IMAGES)
