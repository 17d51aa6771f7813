"""An input to portions: numbered slices, the same each time as long as the input is the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

from shuzi.batch.idx_slices import cut_idx
from shuzi.batch.inputs import InputFile, Kind, find_files
from shuzi.batch.loose import cut_loose
from shuzi.batch.parquet_slices import cut_parquet
from shuzi.batch.slices import EVERYTHING, Limits, Slice
from shuzi.batch.tar_slices import cut_tar
from shuzi.errors import DataSetError, InputError

__all__ = ["Plan", "Portion", "make_plan"]

_CUTTERS: dict[str, Callable[[InputFile, Limits], Iterator[Slice]]] = {
    "tar": cut_tar,
    "parquet": cut_parquet,
    "idx": cut_idx,
}


@dataclass(frozen=True, slots=True)
class Portion:
    """What becomes one part.

    Attributes:
        number: from 0, in the order of the input.
        slice: the pictures.
        digest: tells it from another portion, and from itself once its files have changed.
    """

    number: int
    slice: Slice
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to read.

    Attributes:
        given: the input, as it was named.
        pictures: how many there are.
        limits: of a portion.
        failures: what is wrong with files of which not all can be read.
    """

    given: str
    pictures: int
    limits: Limits
    failures: tuple[InputError, ...] = field(compare=False)

    def portions(self) -> Iterator[Portion]:
        """All of them, one after the other: never all in memory."""
        for number, each in enumerate(_cut(self.given, self.limits, [])):
            yield Portion(number, each, sha256(repr(each.identity).encode()).hexdigest())


def make_plan(given: str) -> Plan:
    """Look through an input once, and see how large it is.

    Args:
        given: see :func:`shuzi.batch.inputs.find_files`.

    Raises:
        InputError: nothing of it can be read.
    """
    pictures = size = 0
    failures: list[InputError] = []
    for each in _cut(given, EVERYTHING, failures):
        pictures += each.pictures
        size += each.size
    if not pictures:
        empty = DataSetError(given, "holds no pictures", "name another input")
        raise failures[0] if failures else empty
    return Plan(given, pictures, Limits.of(pictures, size), tuple(failures))


def _cut(given: str, limits: Limits, failures: list[InputError]) -> Iterator[Slice]:
    """Cut all files; what is wrong with one is added to the failures, and the others are cut."""
    for kind, files in groupby(find_files(given), _kind):
        if kind == "picture":
            yield from cut_loose(files, limits)
            continue
        for file in files:
            try:
                yield from _CUTTERS[kind](file, limits)
            except InputError as error:
                failures.append(error)


def _kind(file: InputFile) -> Kind:
    return file.kind
