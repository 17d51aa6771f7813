"""Pictures in tar files, of webdataset or any other, plain or compressed with gzip."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from shuzi.batch.contents import Content, contents_of
from shuzi.batch.inputs import InputFile, as_text
from shuzi.batch.slices import Limits, Shelf
from shuzi.errors import DataSetError
from shuzi.pictures import MAX_BYTES, is_picture_name

__all__ = ["TarSlice", "cut_tar"]

_GZIP_MAGIC = b"\x1f\x8b"
Stream = BinaryIO | gzip.GzipFile

# A number in a header that is none makes it raise ValueError.
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class TarSlice:
    """So many pictures of a tar file, from the member at ``offset`` on."""

    file: InputFile
    offset: int
    pictures: int
    size: int

    @property
    def identity(self) -> tuple[object, ...]:
        """Which of which file."""
        return (*self.file.identity, self.offset, self.pictures)

    def load(self, shelf: Shelf) -> pa.Table:
        """Their contents, each called ``file/name in it``; members of other kinds are left out.

        Raises:
            DataSetError: the file is damaged.
        """
        stream = shelf.take(self.file.path, _opened)
        with _damage_told(self.file.path):
            return contents_of(self._contents(stream))

    def _contents(self, stream: Stream) -> Iterator[Content]:
        members = _pictures(stream, self.offset, self.file.path)
        for _, (archive, member) in zip(range(self.pictures), members, strict=False):
            yield (f"{self.file.key}/{as_text(member.name)}", *_content(archive, member))


def cut_tar(file: InputFile, limits: Limits) -> Iterator[TarSlice]:
    """Cut a file into slices, by its members' headers.

    Raises:
        DataSetError: it is no tar file, or damaged; slices of what is before that come first.
    """
    offset = pictures = size = 0
    failure: DataSetError | None = None
    try:
        with _opened(file.path) as stream:
            for _, member in _pictures(stream, 0, file.path):
                if pictures and (pictures >= limits.pictures or size + member.size > limits.size):
                    yield TarSlice(file, offset, pictures, size)
                    pictures = size = 0
                if not pictures:
                    offset = member.offset
                pictures += 1
                size += member.size
    except DataSetError as error:
        failure = error
    if pictures:
        yield TarSlice(file, offset, pictures, size)
    if failure:
        raise failure


def _opened(path: Path) -> Stream:
    """The tar file, unpacked where it is compressed."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise DataSetError(path, f"cannot be read ({error.strerror})", "check the path") from error
    is_gzip = file.read(2) == _GZIP_MAGIC
    file.seek(0)
    if not is_gzip:
        return file
    file.close()
    return gzip.open(path)


def _pictures(
    stream: Stream, offset: int, path: Path
) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """The members from an offset on that are pictures by their names."""
    with _damage_told(path):
        stream.seek(offset)
        archive = tarfile.open(fileobj=stream, mode="r:")  # noqa: SIM115  the stream is the caller's
        while (member := archive.next()) is not None:
            # Else it would remember all of them; there is no documented way.
            archive.members = []  # type: ignore[attr-defined]
            if member.isfile() and is_picture_name(member.name):
                yield archive, member
        # It takes a header that makes no sense for the end.
        stream.seek(archive.offset)
        if any(stream.read(tarfile.BLOCKSIZE)):
            raise tarfile.ReadError(f"there is no header at byte {archive.offset:,}")


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise DataSetError(
            path, f"is damaged ({error}); what stands before that is read", "make it anew"
        ) from error


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> tuple[bytes | None, str | None]:
    """A member's bytes, or why there are none."""
    if member.size > MAX_BYTES:
        return None, f"has more than {MAX_BYTES:,} bytes, which no picture needs"
    opened = archive.extractfile(member)
    content = opened.read() if opened else b""
    if len(content) < member.size:
        return None, f"is cut short: {len(content):,} of {member.size:,} bytes are there"
    return content, None
