"""What every IDX file begins with, and what can be wrong with one."""

import gzip
import io
import math
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shuzi.errors import IdxError

__all__ = [
    "CODES",
    "REPLACE",
    "SIZE",
    "Header",
    "check_not_empty",
    "check_plain_size",
    "damage_told",
    "is_gzip",
    "opened",
    "read_header",
]

# Element types by the third byte of the header: LeCun's MNIST page, 1998. All are big-endian.
DTYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(">u1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
CODES = {dtype: code for code, dtype in DTYPES.items()}
_MAGIC_BYTES = 4  # two zeros, the element type, the rank
SIZE = np.dtype(">u4")
_MOST_RANK = 64  # of a numpy array
_GZIP_MAGIC = b"\x1f\x8b"
_KINDS = {1: "labels (rank 1)", 3: "images (rank 3)"}
REPLACE = "replace it with an undamaged copy"


@dataclass(frozen=True, slots=True)
class Header:
    """The element type and the shape that a file declares."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def header_bytes(self) -> int:
        """Where the elements start."""
        return _MAGIC_BYTES + SIZE.itemsize * len(self.shape)

    @property
    def file_bytes(self) -> int:
        """How long the whole file is, unpacked."""
        return self.header_bytes + math.prod(self.shape) * self.dtype.itemsize


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """A file open for reading; where it cannot be, the error says so in our words."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise IdxError(
            path,
            f"cannot be read ({error.strerror or error})",
            "name an IDX file that exists and may be read",
        ) from error


@contextmanager
def damage_told(subject: str) -> Iterator[None]:
    """Say in our words that compressed data is damaged."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IdxError(subject, f"its gzip data is damaged ({error})", REPLACE) from error


def is_gzip(file: io.BufferedIOBase) -> bool:
    """Whether a file is compressed, by its content; it stands at its start afterwards."""
    magic = file.read(len(_GZIP_MAGIC))
    file.seek(0)
    return magic == _GZIP_MAGIC


def read_header(file: io.BufferedIOBase, subject: str, rank: int | None) -> Header:
    """Read the header of a file that stands at its start.

    Raises:
        IdxError: it is none, declares what cannot be, or another rank than is asked for.
    """
    magic = file.read(_MAGIC_BYTES)
    if len(magic) < _MAGIC_BYTES or magic[:2] != b"\0\0" or magic[2] not in DTYPES:
        raise IdxError(
            subject,
            f"is not an IDX file: it starts with {magic.hex(' ') or 'nothing'}, "
            f"where 00 00, one of {bytes(DTYPES).hex(' ')} and the rank are expected",
            "give a file in the format of MNIST's, such as train-images-idx3-ubyte.gz",
        )
    _check_rank(magic[3], rank, subject)
    sizes = file.read(SIZE.itemsize * magic[3])
    if len(sizes) < SIZE.itemsize * magic[3]:
        raise IdxError(subject, f"ends within its header of {magic[3]} sizes", REPLACE)
    header = Header(DTYPES[magic[2]], tuple(np.frombuffer(sizes, SIZE).tolist()))
    # numpy refuses such a shape even where another axis is 0 long.
    if math.prod(size or 1 for size in header.shape) * header.dtype.itemsize > sys.maxsize:
        raise IdxError(subject, f"declares an impossible shape, {header.shape}", REPLACE)
    return header


def _check_rank(rank: int, expected: int | None, subject: str) -> None:
    if rank > _MOST_RANK:
        raise IdxError(subject, f"has {rank} axes, numpy holds {_MOST_RANK}", REPLACE)
    if expected is not None and rank != expected:
        held, wanted = (_KINDS.get(each, f"an array of rank {each}") for each in (rank, expected))
        raise IdxError(subject, f"holds {held} instead of {wanted}", "check which is which")


def check_not_empty(size: int, subject: str) -> None:
    """Raise an IdxError for a file of no bytes."""
    if not size:
        raise IdxError(subject, "is empty (0 bytes)", REPLACE)


def check_plain_size(header: Header, size: int, subject: str) -> None:
    """Raise an IdxError for a file that is not as long as its header declares."""
    if header.file_bytes != size:
        fault = "truncated" if size < header.file_bytes else "too long"
        raise IdxError(
            subject,
            f"is {fault}: its header declares {header.file_bytes:,} bytes, {size:,} are there",
            REPLACE,
        )
