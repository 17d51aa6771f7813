"""What is to be read: a folder, a glob, a list of files or one file, to files of known kinds."""

import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import Literal

from shuzi.errors import DataSetError
from shuzi.pictures import is_picture_name

__all__ = ["MANIFEST", "InputFile", "Kind", "as_text", "find_files"]

MANIFEST = "_manifest.json"
"""In a folder of results it says what that was begun with; no such folder is part of an input."""

Kind = Literal["picture", "tar", "parquet", "idx"]

_ARCHIVES: dict[str, Kind] = {
    **dict.fromkeys((".tar", ".tar.gz", ".tgz"), "tar"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
}
_IDX_NAMES = ("idx3", "idx-3", "images.idx")  # in MNIST's names and those made after them
_IDX_START = b"\0\0"
_GZIP_MAGIC = b"\x1f\x8b"
_REMEDY = "name a folder, a glob, a list of files, or a tar, IDX or parquet file"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file with one picture or many.

    Attributes:
        path: where it is.
        key: what its pictures are called by; those of one with many have more after it.
        kind: what it is.
        size: in bytes.
        changed: when it was last written, in nanoseconds since 1970.
    """

    path: Path
    key: str
    kind: Kind
    size: int
    changed: int

    @property
    def identity(self) -> tuple[str, int, int]:
        """What tells it from another file, or from itself before it was changed."""
        return self.key, self.size, self.changed


def find_files(given: str) -> Iterator[InputFile]:
    """The files that an input stands for, in the same order each time.

    Args:
        given: a folder, in which folders are looked through too and files of other kinds are left
            out; a glob; a tar, IDX or parquet file or a picture; or any other file: a list of
            paths in UTF-8, one on each line, found from here or else from where the list is.

    Yields:
        Each file, its key relative to the folder, or as the glob or the list has it.

    Raises:
        DataSetError: there is no such input, or it holds nothing to read.
    """
    path = Path(given)
    if path.is_dir():
        yield from _not_none(_in_folder(path), given)
    elif has_magic(given) and not path.exists():
        matching = (Path(name) for name in sorted(glob(given, recursive=True)))  # noqa: PTH207  it may be absolute
        yield from _not_none((_file(p, str(p)) for p in matching if p.is_file()), given)
    elif not path.exists():
        raise DataSetError(given, "is not there", _REMEDY)
    elif (kind := _kind(path)) is not None:
        yield _file(path, path.name, kind)
    else:
        yield from _not_none(_in_list(path), given)


def _not_none(files: Iterator[InputFile], given: str) -> Iterator[InputFile]:
    first = next(files, None)
    if first is None:
        raise DataSetError(given, "holds no pictures", _REMEDY)
    yield first
    yield from files


def _in_folder(folder: Path) -> Iterator[InputFile]:
    for parent, folders, names in os.walk(folder):
        if MANIFEST in names:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            # Of strange files only those are opened that may well be IDX: labels lie among them.
            if not name.startswith(".") and (kind := _kind(path, look=_may_be_idx(name))):
                yield _file(path, path.relative_to(folder).as_posix(), kind)


def _in_list(listing: Path) -> Iterator[InputFile]:
    try:
        with listing.open(encoding="utf-8-sig") as lines:
            for line in lines:
                if name := line.rstrip("\r\n"):
                    # Unlike those of Path, it is no error that a name cannot be one.
                    is_here = os.path.exists(name)  # noqa: PTH110  see above
                    yield _file(Path(name) if is_here else listing.parent / name, name)
    except UnicodeDecodeError as error:
        raise DataSetError(
            listing, "is neither pictures nor a list of files in UTF-8", _REMEDY
        ) from error
    except OSError as error:
        raise DataSetError(listing, f"cannot be read ({error.strerror})", "check it") from error


def _file(path: Path, key: str, kind: Kind | None = None) -> InputFile:
    """The file; one that is not there is a picture that cannot be read."""
    key = as_text(key)
    try:
        status = path.stat()
    except (OSError, ValueError):  # the latter of a name that no file can have
        return InputFile(path, key, "picture", 0, 0)
    return InputFile(
        path, key, kind or _kind(path) or "picture", status.st_size, status.st_mtime_ns
    )


def as_text(name: str) -> str:
    """A file's name as text that can be kept: on a disk, or in an archive, it need not be any."""
    return os.fsencode(name).decode(errors="backslashreplace")


def _kind(path: Path, *, look: bool = True) -> Kind | None:
    """What a file is, by its name or, where that says nothing, by a look into it."""
    name = path.name.lower()
    for suffix, kind in _ARCHIVES.items():
        if name.endswith(suffix):
            return kind
    if is_picture_name(name):
        return "picture"
    return "idx" if look and _is_idx(path) else None


def _may_be_idx(name: str) -> bool:
    return any(part in name.lower() for part in _IDX_NAMES)


def _is_idx(path: Path) -> bool:
    """Whether it begins as an IDX file does, compressed or not."""
    try:
        with path.open("rb") as file:
            if file.read(2) == _GZIP_MAGIC:
                file.seek(0)
                with gzip.GzipFile(fileobj=file) as unpacked:
                    return unpacked.read(2) == _IDX_START
            file.seek(0)
            return file.read(4)[:2] == _IDX_START
    except (OSError, EOFError, ValueError, zlib.error):
        return False
