"""IDX files a few rows at a time: what a file larger than memory needs, compressed or not."""

import gzip
import math
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from shuzi.errors import IdxError
from shuzi.idx_header import (
    REPLACE,
    check_not_empty,
    check_plain_size,
    damage_told,
    is_gzip,
    opened,
    read_header,
)

__all__ = ["Rows"]


class Rows:
    """An IDX file, plain or compressed, of which never more than a few rows are in memory.

    Rows are what its first axis counts: pictures, of a file of rank 3.

    Attributes:
        shape: of the whole file.
        dtype: of its elements, in the file's byte order, which is big-endian.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    def __init__(self, path: str | Path, *, rank: int | None = None) -> None:
        """Open a file and read its header.

        Args:
            path: the file.
            rank: as for `read`.

        Raises:
            IdxError: the file cannot be read, is no IDX file, has another rank, or, where it is
                plain, another size than its header declares.
        """
        self._subject = str(path)
        with ExitStack() as stack:
            file = stack.enter_context(opened(Path(path)))
            size = os.fstat(file.fileno()).st_size
            check_not_empty(size, self._subject)
            compressed = is_gzip(file)
            self._file = stack.enter_context(gzip.GzipFile(fileobj=file)) if compressed else file
            with damage_told(self._subject):
                self._header = read_header(self._file, self._subject, rank)
            if not compressed:
                check_plain_size(self._header, size, self._subject)
            self._opened = stack.pop_all()
        self.shape, self.dtype = self._header.shape, self._header.dtype

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def read(self, start: int, stop: int) -> bytes:
        """The elements of some rows; a compressed file is fast only where they come in order.

        Raises:
            IdxError: the file is damaged, or ends before them.
        """
        row = math.prod(self.shape[1:]) * self.dtype.itemsize
        with damage_told(self._subject):
            self._file.seek(self._header.header_bytes + start * row)
            content = self._file.read((stop - start) * row)
        if len(content) < (stop - start) * row:
            raise IdxError(
                self._subject, f"is truncated: rows {start:,} to {stop:,} are missing", REPLACE
            )
        return content
