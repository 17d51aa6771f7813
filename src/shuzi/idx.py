"""IDX, the file format of MNIST: bytes and files to numpy arrays, and back."""

import gzip
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi import files
from shuzi.errors import IdxError
from shuzi.idx_header import (
    CODES,
    REPLACE,
    SIZE,
    Header,
    check_not_empty,
    check_plain_size,
    damage_told,
    is_gzip,
    opened,
    read_header,
)

__all__ = ["decode", "encode", "is_compressed", "memory_map", "read", "write"]

_GZIP_LEVEL = 6  # 9 takes 13 times as long for MNIST and saves 2 %
_DEFLATE_EXPANSION = 1032  # output bytes for one input byte, at most: zlib's technical details
_CHUNK_BYTES = 1 << 18  # small enough to stay in the cache between inflating and copying


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
    with opened(Path(path)) as file:
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
    with opened(Path(path)) as file:
        return is_gzip(file)


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
    with opened(Path(path)) as file:
        if is_gzip(file):
            raise IdxError(subject, "is compressed and cannot be mapped", "unpack it with gunzip")
        size = os.fstat(file.fileno()).st_size
        check_not_empty(size, subject)
        header = read_header(file, subject, rank)
        check_plain_size(header, size, subject)
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
    if dtype not in CODES:
        raise IdxError(
            f"array of {array.dtype}",
            "IDX has no such element type",
            f"convert it to one of {', '.join(known.name for known in CODES)}",
        )
    if max(array.shape, default=0) > np.iinfo(SIZE).max:
        raise IdxError(
            f"array of shape {array.shape}", "an axis is longer than IDX can say", "split it"
        )
    magic = bytes([0, 0, CODES[dtype], array.ndim])
    return magic + np.array(array.shape, SIZE).tobytes() + array.astype(dtype).tobytes()


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


def _decode(file: io.BufferedIOBase, size: int, subject: str, rank: int | None) -> NDArray[Any]:
    check_not_empty(size, subject)
    with damage_told(subject):
        if not is_gzip(file):
            return _decode_plain(file, size, subject, rank)
        with gzip.GzipFile(fileobj=file) as unpacked:
            return _decode_gzip(unpacked, size, subject, rank)


def _decode_plain(
    file: io.BufferedIOBase, size: int, subject: str, rank: int | None
) -> NDArray[Any]:
    header = read_header(file, subject, rank)
    check_plain_size(header, size, subject)
    return _read_elements(file, header, subject)


def _decode_gzip(file: gzip.GzipFile, size: int, subject: str, rank: int | None) -> NDArray[Any]:
    header = read_header(file, subject, rank)
    if header.file_bytes > size * _DEFLATE_EXPANSION:
        raise IdxError(
            subject,
            f"its header declares {header.file_bytes:,} bytes, "
            f"more than {size:,} compressed bytes can hold",
            REPLACE,
        )
    array = _read_elements(file, header, subject)
    if file.read(1):  # which also makes gzip compare its checksum
        raise IdxError(
            subject,
            f"holds more than the {header.file_bytes:,} bytes that its header declares",
            REPLACE,
        )
    return array


def _read_elements(file: io.BufferedIOBase, header: Header, subject: str) -> NDArray[Any]:
    array = np.empty(header.shape, header.dtype)
    unread = array.reshape(-1).view(np.uint8).data
    while unread:
        count = file.readinto(unread[:_CHUNK_BYTES])
        if not count:
            raise IdxError(
                subject,
                f"is truncated: its header declares {header.file_bytes:,} bytes, "
                f"{header.file_bytes - len(unread):,} are there",
                REPLACE,
            )
        unread = unread[count:]
    return array.astype(header.dtype.newbyteorder("="), copy=False)
