"""Parts: parquet files, each of one portion's rows, and what is kept in mind of each."""

from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shuzi.batch.plan import Portion
from shuzi.errors import OutputError
from shuzi.files import write_bytes

__all__ = ["UNFINISHED", "Record", "is_part_name", "write_part"]

UNFINISHED = "_unfinished"
"""The folder in the output in which parts are written: none is seen before it is whole."""

_STEM, _SUFFIX = "part-", ".parquet"


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept in mind of a part.

    Attributes:
        number: of its portion.
        portion: the portion's digest.
        sha256: of the file.
        pictures: how many were to be read.
        rows: how many there are: pictures of several pages have more than one.
        digits: how many were read.
        refused: how many places were refused.
        errors: how many rows have an error.
    """

    number: int
    portion: str
    sha256: str
    pictures: int
    rows: int
    digits: int
    refused: int
    errors: int

    @property
    def name(self) -> str:
        """The part's file name."""
        return f"{_STEM}{self.number:06}{_SUFFIX}"

    def to_dict(self) -> dict[str, Any]:
        """The record as the journal holds it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Self:
        """The record that :meth:`to_dict` gave.

        Raises:
            TypeError: it is none; a number that is none would lead the part's name elsewhere.
        """
        record = cls(**plain)
        for part in fields(cls):
            if type(getattr(record, part.name)) is not part.type:
                raise TypeError(f"{part.name} is {getattr(record, part.name)!r}")
        return record

    def is_whole(self, folder: Path) -> bool:
        """Whether the part is there, every byte as it was written."""
        try:
            content = (folder / self.name).read_bytes()
        except FileNotFoundError:
            return False
        return sha256(content).hexdigest() == self.sha256


def is_part_name(name: str) -> bool:
    """Whether a part may have this name."""
    number = name.removeprefix(_STEM).removesuffix(_SUFFIX)
    return name == f"{_STEM}{number}{_SUFFIX}" and number.isdigit()


def write_part(folder: Path, portion: Portion, rows: pa.Table) -> Record:
    """Write a portion's rows, whole or not at all.

    Raises:
        OutputError: they cannot be written: the disk is full, for one.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    record = Record(
        portion.number,
        portion.digest,
        sha256(content).hexdigest(),
        portion.slice.pictures,
        len(rows),
        _elements(rows, "digits"),
        _elements(rows, "refused"),
        len(rows) - rows.column("error").null_count,
    )
    try:
        write_bytes(folder / record.name, content, folder / UNFINISHED)
    except OSError as error:
        raise OutputError(
            folder / record.name,
            f"cannot be written ({error.strerror})",
            "make room for it and run again: what is done is kept",
        ) from error
    return record


def _elements(rows: pa.Table, column: str) -> int:
    return int(pc.sum(pc.list_value_length(rows.column(column))).as_py() or 0)
