"""What was loaded and is not read yet: a table with a row a picture."""

from collections.abc import Iterable
from math import prod

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["CONTENTS", "Content", "array_of", "contents_of", "contents_of_array"]

CONTENTS = pa.schema([("key", pa.string()), ("content", pa.large_binary()), ("error", pa.string())])
"""A picture's key, and the bytes of its file or why there are none."""

Content = tuple[str, bytes | None, str | None]
"""One row of it."""

_SHAPE, _DTYPE = b"shape", b"dtype"


def contents_of(rows: Iterable[Content]) -> pa.Table:
    """A table of files' contents."""
    keys: list[str] = []
    contents: list[bytes | None] = []
    errors: list[str | None] = []
    for key, content, error in rows:
        keys.append(key)
        contents.append(content)
        errors.append(error)
    columns = zip((keys, contents, errors), CONTENTS, strict=True)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in columns], schema=CONTENTS
    )


def contents_of_array(
    keys: pa.Array, elements: bytes, shape: tuple[int, ...], dtype: np.dtype[np.generic]
) -> pa.Table:
    """A table of pictures of one size, their pixels as they are.

    Args:
        keys: of N pictures.
        elements: of all of them.
        shape: of each.
        dtype: of the elements.
    """
    pixels = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(prod(shape) * dtype.itemsize), len(keys), [None, pa.py_buffer(elements)]
    )
    said = {_SHAPE: ",".join(map(str, shape)), _DTYPE: dtype.str}
    return pa.table({"key": keys, "content": pixels}).replace_schema_metadata(said)


def array_of(contents: pa.Table) -> NDArray[np.generic] | None:
    """The pixels [N, H, W] of pictures of one size, None where files' contents are there."""
    said = contents.schema.metadata or {}
    if _SHAPE not in said:
        return None
    shape = [int(length) for length in said[_SHAPE].split(b",")]
    pixels = contents.column("content").combine_chunks()
    elements = np.frombuffer(pixels.buffers()[1], said[_DTYPE].decode())
    return elements.reshape(-1, *shape)[pixels.offset : pixels.offset + len(pixels)]
