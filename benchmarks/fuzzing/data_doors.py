"""Doors for data sets: IDX files, their archive, and labels."""

import gzip
import io
import zipfile

from fuzzing.door import Door, Workshop
from fuzzing.seeds import digits, encoded, number
from shuzi import datasets, idx
from shuzi.archives import unpack
from shuzi.folders import LABELS, open_folder
from shuzi.idx_rows import Rows

__all__ = ["archive", "idx_inside_gzip", "idx_mapped", "idx_plain", "idx_rows", "labels", "own_set"]

_MEMBERS = ("images.gz", "labels.gz")
_ROWS = 9  # that are read


def idx_plain(_: Workshop) -> Door:
    """IDX as it is or compressed, in memory."""
    plain = _idx_files()
    packed = tuple(gzip.compress(content, mtime=0) for content in plain)

    def enter(content: bytes) -> None:
        idx.decode(content)

    return Door((*plain, *packed), enter)


def idx_inside_gzip(_: Workshop) -> Door:
    """Spoilt IDX, then compressed, so that gzip has nothing to say."""

    def enter(content: bytes) -> None:
        idx.decode(gzip.compress(content, 1, mtime=0))

    return Door(_idx_files(), enter)


def idx_mapped(workshop: Workshop) -> Door:
    """IDX mapped from a file."""

    def enter(content: bytes) -> None:
        idx.memory_map(workshop.write("digits.idx", content)).sum()

    return Door(_idx_files(), enter)


def idx_rows(workshop: Workshop) -> Door:
    """IDX from a file, row by row."""
    plain = _idx_files()

    def enter(content: bytes) -> None:
        rows = Rows(workshop.write("digits.idx", content))
        try:
            for row in range(min(rows.shape[0] if rows.shape else 0, _ROWS)):
                rows.read(row, row + 1)
        finally:
            rows.close()

    return Door((*plain, gzip.compress(plain[0], mtime=0)), enter)


def own_set(workshop: Workshop) -> Door:
    """A folder of one's own IDX files, of which one is spoilt."""
    images, labels, *_ = _idx_files()
    for part in ("train", "t10k"):
        workshop.write(f"{part}-images-idx3-ubyte", images)
        workshop.write(f"{part}-labels-idx1-ubyte", labels)

    def enter(content: bytes) -> None:
        name = "images-idx3" if content[3:4] == b"\x03" else "labels-idx1"
        whole = workshop.folder / f"train-{name}-ubyte"
        before = whole.read_bytes()
        try:
            whole.write_bytes(content)
            datasets.load(workshop.folder)
        finally:
            whole.write_bytes(before)

    return Door((images, labels), enter)


def archive(workshop: Workshop) -> Door:
    """A data set's ZIP file."""

    def enter(content: bytes) -> None:
        unpack(workshop.write("set.zip", content), _MEMBERS, workshop.folder / "unpacked")

    return Door((_zipped(zipfile.ZIP_STORED), _zipped(zipfile.ZIP_DEFLATED)), enter)


def labels(workshop: Workshop) -> Door:
    """The labels of a folder of pictures."""
    workshop.write("a.png", encoded(number(), "PNG"))
    (workshop.folder / "images").mkdir()
    workshop.write("images/b.png", encoded(number(), "PNG"))

    def enter(content: bytes) -> None:
        workshop.write(LABELS, content)
        open_folder(workshop.folder)

    plain = b"file,text\na.png,314\nb.png,\n"
    spaced = '\N{BYTE ORDER MARK}file,text,writer\r\nb.png,"31 4","a ""b"""\r\n'.encode()
    return Door((plain, spaced), enter)


def _idx_files() -> tuple[bytes, ...]:
    images = digits()
    return (
        idx.encode(images),
        idx.encode(images[:, 0, 0] % 10),
        idx.encode(images[:2, :3, :3].astype(">f8")),
        idx.encode(images[0, 0].astype(">i4")),
    )


def _zipped(compression: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as members:
        for name in _MEMBERS:
            members.writestr(f"gzip/{name}", bytes(500))
    return file.getvalue()
