"""Files taken out of a ZIP file, under names that the archive does not choose."""

import shutil
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from shuzi.errors import DataSetError
from shuzi.files import written_whole

__all__ = ["MOST_BYTES", "unpack"]

MOST_BYTES = 1 << 30
"""A member that would be larger is not unpacked; the largest of a known set has 44 MB."""

# What zipfile raises over a damaged archive, a password, or a way of compressing that it lacks.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_REMEDY = "fetch it again"


def unpack(archive: Path, names: Iterable[str], folder: Path) -> None:
    """Write members of an archive into a folder, each whole or not at all.

    Args:
        archive: the ZIP file.
        names: plain names of files; in which of its folders the archive has them is all the same.
            No other name in it becomes that of a file.
        folder: where they go; it is made where it is missing.

    Raises:
        DataSetError: the archive is damaged, lacks one of them, or one is over a gigabyte.
    """
    try:
        with zipfile.ZipFile(archive) as members:
            places = {Path(member.filename).name: member for member in members.infolist()}
            for name in names:
                _write(members, _found(places, name, archive), folder / name)
    except _DAMAGE as error:
        raise DataSetError(archive, f"is no whole ZIP file ({error})", _REMEDY) from error


def _found(places: dict[str, zipfile.ZipInfo], name: str, archive: Path) -> zipfile.ZipInfo:
    member = places.get(name)
    if member is None:
        raise DataSetError(archive, f"holds no {name}", _REMEDY)
    if member.file_size > MOST_BYTES:
        cause = f"says that {name} has {member.file_size:,} bytes; {MOST_BYTES:,} are allowed"
        raise DataSetError(archive, cause, _REMEDY)
    return member


def _write(members: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    # What is read ends where the member was said to end, however long it goes on.
    with members.open(member) as content, written_whole(path) as beside, beside.open("wb") as copy:
        shutil.copyfileobj(content, copy)
