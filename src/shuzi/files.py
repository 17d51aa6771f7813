"""Writing files so that no half-written one is ever left behind."""

import glob
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["remove_leftovers", "write_bytes", "write_text", "written_whole"]

_RANDOM_BYTES = 4  # in the name of what is being written


@contextmanager
def written_whole(path: Path, workshop: Path | None = None) -> Iterator[Path]:
    """Give a path beside ``path`` to write to, and rename it to ``path`` once all is written.

    Where the block raises, what it wrote is removed and ``path`` stays as it was.
    The folder is made where it is missing.

    Args:
        path: what is written.
        workshop: a folder on the same disk in which it is written, in place of the one that
            ``path`` is in: for folders in which nobody may ever see what is not finished.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = workshop or path.parent
    folder.mkdir(exist_ok=True)
    # The suffix is kept: some writers choose their format by it.
    beside = folder / f".{path.stem}-{secrets.token_hex(_RANDOM_BYTES)}{path.suffix}"
    beside.touch(exist_ok=False)
    mode = beside.stat().st_mode
    try:
        yield beside
        beside.chmod(mode)  # safetensors, for one, makes its files private
        with beside.open("r+b") as file:  # Windows flushes only what may be written
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, content: bytes, workshop: Path | None = None) -> None:
    """Write ``content`` to ``path``, whole or not at all; as for ``workshop`` see above."""
    with written_whole(path, workshop) as beside:
        beside.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """Write ``content`` to ``path`` as UTF-8, whole or not at all."""
    write_bytes(path, content.encode())


def remove_leftovers(path: Path) -> None:
    """Remove what writers of ``path`` that were killed before they could rename it left beside it.

    Nobody else may be writing it meanwhile.
    """
    random = "[0-9a-f]" * 2 * _RANDOM_BYTES
    for beside in path.parent.glob(f".{glob.escape(path.stem)}-{random}{glob.escape(path.suffix)}"):
        beside.unlink(missing_ok=True)  # another may be about it too
