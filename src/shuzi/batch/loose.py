"""Pictures in files of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from shuzi.batch.contents import Content, contents_of
from shuzi.batch.inputs import InputFile
from shuzi.batch.slices import Limits, Shelf
from shuzi.errors import InputError
from shuzi.pictures import read_file

__all__ = ["LooseSlice", "cut_loose"]


@dataclass(frozen=True, slots=True)
class LooseSlice:
    """Files of one picture, or of its pages, each."""

    files: tuple[InputFile, ...]

    @property
    def pictures(self) -> int:
        """How many files."""
        return len(self.files)

    @property
    def size(self) -> int:
        """Their bytes."""
        return sum(file.size for file in self.files)

    @property
    def identity(self) -> tuple[object, ...]:
        """Every file's."""
        return tuple(file.identity for file in self.files)

    def load(self, _: Shelf) -> pa.Table:
        """Their contents; a file that cannot be read has an error in its place."""
        return contents_of(map(_content, self.files))


def cut_loose(files: Iterable[InputFile], limits: Limits) -> Iterator[LooseSlice]:
    """Cut files that follow each other into slices."""
    taken: list[InputFile] = []
    size = 0
    for file in files:
        if taken and (len(taken) >= limits.pictures or size + file.size > limits.size):
            yield LooseSlice(tuple(taken))
            taken, size = [], 0
        taken.append(file)
        size += file.size
    if taken:
        yield LooseSlice(tuple(taken))


def _content(file: InputFile) -> Content:
    try:
        return file.key, read_file(file.path), None
    except InputError as error:
        return file.key, None, str(error)
