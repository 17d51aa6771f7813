"""IDX, the file format of MNIST: bytes and files to numpy arrays, and back."""

import gzip
import io
import math
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi import files
from shuzi.errors import IdxError

__all__ = ["decode", "encode", "is_compressed", "memory_map", "read", "write"]

# Element types by the third byte of the header: LeCun's MNIST page, 1998. All are big-endian.
_DTYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(">u1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
_CODES = {dtype: code for code, dtype in _DTYPES.items()}
_MAGIC_BYTES = 4  # two zeros, the element type, the rank
_SIZE = np.dtype(">u4")
_MOST_RANK = 64  # of a numpy array
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_LEVEL = 6  # 9 takes 13 times as long for MNIST and saves 2 %
_DEFLATE_EXPANSION = 1032  # output bytes for one input byte, at most: zlib's technical details
_CHUNK_BYTES = 1 << 18  # small enough to stay in the cache between inflating and copying
_KINDS = {1: "labels (rank 1)", 3: "images (rank 3)"}
_REPLACE = "replace it with an undamaged copy"


@dataclass(frozen=True, slots=True)
class _Header:
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def header_bytes(self) -> int:
        return _MAGIC_BYTES + _SIZE.itemsize * len(self.shape)

    @property
    def file_bytes(self) -> int:
        return self.header_bytes + math.prod(self.shape) * self.dtype.itemsize


def read(path: str | Path, *, rank: int | None = None) -> NDArray[Any]:
    """Read an IDX file, plain or compressed with gzip (told apart by content, not by name).

    Args:
        path: the file.
        rank: how many axes it must have: 3 for images, 1 for labels; None for any.

    Returns:
        A new array of the file's shape and element type, in the machine's byte order.

    Raises:
        IdxError: the file cannot be read, is damaged, or has another rank.
    """
    with _opened(Path(path)) as file:
        return _decode(file, os.fstat(file.fileno()).st_size, str(path), rank)


def decode(content: bytes, subject: str = "IDX bytes", *, rank: int | None = None) -> NDArray[Any]:
    """Turn the bytes of an IDX file, plain or gzip, into an array.

    Args:
        content: the whole file.
        subject: what errors call it.
        rank: as for `read`.

    Returns:
        As `read` does.

    Raises:
        IdxError: the bytes are no IDX file, are damaged, or have another rank.
    """
    return _decode(io.BytesIO(content), len(content), subject, rank)


def is_compressed(path: str | Path) -> bool:
    """Whether a file is compressed with gzip, by its content; one that is cannot be mapped.

    Raises:
        IdxError: the file cannot be read.
    """
    with _opened(Path(path)) as file:
        return _is_gzip(file)


def memory_map(path: str | Path, *, rank: int | None = None) -> np.memmap[Any, np.dtype[Any]]:
    """Map a plain IDX file into memory: nothing is read before it is looked at.

    Args:
        path: the file, not compressed.
        rank: as for `read`.

    Returns:
        A read-only view in the file's byte order, which is big-endian.

    Raises:
        IdxError: the file cannot be read, is damaged, is compressed, or has another rank.
    """
    subject = str(path)
    with _opened(Path(path)) as file:
        if _is_gzip(file):
            raise IdxError(subject, "is compressed and cannot be mapped", "unpack it with gunzip")
        size = os.fstat(file.fileno()).st_size
        _check_not_empty(size, subject)
        header = _read_header(file, subject, rank)
        _check_plain_size(header, size, subject)
        # Not copy-on-write: for that Linux sets memory aside, and a file larger than memory fails.
        return np.memmap(
            file, dtype=header.dtype, mode="r", offset=header.header_bytes, shape=header.shape
        )


def encode(array: NDArray[Any]) -> bytes:
    """Turn an array into the bytes of a plain IDX file.

    Args:
        array: of any shape; uint8, int8, int16, int32, float32 or float64 in any byte order.

    Returns:
        The header and the elements in C order.

    Raises:
        IdxError: IDX has no such element type, or an axis is longer than 2**32 - 1.
    """
    dtype = array.dtype.newbyteorder(">")
    if dtype not in _CODES:
        raise IdxError(
            f"array of {array.dtype}",
            "IDX has no such element type",
            f"convert it to one of {', '.join(known.name for known in _CODES)}",
        )
    if max(array.shape, default=0) > np.iinfo(_SIZE).max:
        raise IdxError(
            f"array of shape {array.shape}", "an axis is longer than IDX can say", "split it"
        )
    magic = bytes([0, 0, _CODES[dtype], array.ndim])
    return magic + np.array(array.shape, _SIZE).tobytes() + array.astype(dtype).tobytes()


def write(path: str | Path, array: NDArray[Any]) -> None:
    """Write an array as an IDX file, whole or not at all.

    Args:
        path: the file; compressed with gzip where its name ends in ``.gz``, and then the same
            array gives the same bytes whenever it is written.
        array: as for `encode`.

    Raises:
        IdxError: as for `encode`.
    """
    path = Path(path)
    content = encode(array)
    if path.suffix == ".gz":
        content = gzip.compress(content, _GZIP_LEVEL, mtime=0)
    files.write_bytes(path, content)


@contextmanager
def _opened(path: Path) -> Iterator[io.BufferedReader]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise IdxError(
            path,
            f"cannot be read ({error.strerror or error})",
            "name an IDX file that exists and may be read",
        ) from error


def _decode(file: io.BufferedIOBase, size: int, subject: str, rank: int | None) -> NDArray[Any]:
    _check_not_empty(size, subject)
    try:
        if not _is_gzip(file):
            return _decode_plain(file, size, subject, rank)
        with gzip.GzipFile(fileobj=file) as unpacked:
            return _decode_gzip(unpacked, size, subject, rank)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IdxError(subject, f"its gzip data is damaged ({error})", _REPLACE) from error


def _is_gzip(file: io.BufferedIOBase) -> bool:
    magic = file.read(len(_GZIP_MAGIC))
    file.seek(0)
    return magic == _GZIP_MAGIC


def _decode_plain(
    file: io.BufferedIOBase, size: int, subject: str, rank: int | None
) -> NDArray[Any]:
    header = _read_header(file, subject, rank)
    _check_plain_size(header, size, subject)
    return _read_elements(file, header, subject)


def _decode_gzip(file: gzip.GzipFile, size: int, subject: str, rank: int | None) -> NDArray[Any]:
    header = _read_header(file, subject, rank)
    if header.file_bytes > size * _DEFLATE_EXPANSION:
        raise IdxError(
            subject,
            f"its header declares {header.file_bytes:,} bytes, "
            f"more than {size:,} compressed bytes can hold",
            _REPLACE,
        )
    array = _read_elements(file, header, subject)
    if file.read(1):  # which also makes gzip compare its checksum
        raise IdxError(
            subject,
            f"holds more than the {header.file_bytes:,} bytes that its header declares",
            _REPLACE,
        )
    return array


def _read_header(file: io.BufferedIOBase, subject: str, rank: int | None) -> _Header:
    magic = file.read(_MAGIC_BYTES)
    if len(magic) < _MAGIC_BYTES or magic[:2] != b"\0\0" or magic[2] not in _DTYPES:
        raise IdxError(
            subject,
            f"is not an IDX file: it starts with {magic.hex(' ') or 'nothing'}, "
            f"where 00 00, one of {bytes(_DTYPES).hex(' ')} and the rank are expected",
            "give a file in the format of MNIST's, such as train-images-idx3-ubyte.gz",
        )
    _check_rank(magic[3], rank, subject)
    sizes = file.read(_SIZE.itemsize * magic[3])
    if len(sizes) < _SIZE.itemsize * magic[3]:
        raise IdxError(subject, f"ends within its header of {magic[3]} sizes", _REPLACE)
    header = _Header(_DTYPES[magic[2]], tuple(np.frombuffer(sizes, _SIZE).tolist()))
    # numpy refuses such a shape even where another axis is 0 long.
    if math.prod(size or 1 for size in header.shape) * header.dtype.itemsize > sys.maxsize:
        raise IdxError(subject, f"declares an impossible shape, {header.shape}", _REPLACE)
    return header


def _check_rank(rank: int, expected: int | None, subject: str) -> None:
    if rank > _MOST_RANK:
        raise IdxError(subject, f"has {rank} axes, numpy holds {_MOST_RANK}", _REPLACE)
    if expected is not None and rank != expected:
        held, wanted = (_KINDS.get(each, f"an array of rank {each}") for each in (rank, expected))
        raise IdxError(subject, f"holds {held} instead of {wanted}", "check which is which")


def _check_not_empty(size: int, subject: str) -> None:
    if not size:
        raise IdxError(subject, "is empty (0 bytes)", _REPLACE)


def _check_plain_size(header: _Header, size: int, subject: str) -> None:
    if header.file_bytes != size:
        fault = "truncated" if size < header.file_bytes else "too long"
        raise IdxError(
            subject,
            f"is {fault}: its header declares {header.file_bytes:,} bytes, {size:,} are there",
            _REPLACE,
        )


def _read_elements(file: io.BufferedIOBase, header: _Header, subject: str) -> NDArray[Any]:
    array = np.empty(header.shape, header.dtype)
    unread = array.reshape(-1).view(np.uint8).data
    while unread:
        count = file.readinto(unread[:_CHUNK_BYTES])
        if not count:
            raise IdxError(
                subject,
                f"is truncated: its header declares {header.file_bytes:,} bytes, "
                f"{header.file_bytes - len(unread):,} are there",
                _REPLACE,
            )
        unread = unread[count:]
    return array.astype(header.dtype.newbyteorder("="), copy=False)
