"""Doors for what ``shuzi batch`` takes: tar and parquet files, and lists of files."""

import gzip
import io
import tarfile
from collections.abc import Callable, Iterator

from fuzzing.door import Door, Workshop
from fuzzing.seeds import encoded, number

__all__ = ["listing", "parquet", "tar"]

_BLOCK = 512  # bytes; of a tar header too
_CHECKSUM = slice(148, 156)


def tar(workshop: Workshop) -> Door:
    """A tar file, plain or compressed."""
    plain = [
        _tarred(form) for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
    ]
    seeds = (*plain, gzip.compress(plain[0], mtime=0))
    return Door(seeds, _entering(workshop, "pictures.tar"), _whole_tar)


def parquet(workshop: Workshop) -> Door:
    """A parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    picture = encoded(number(), "PNG")
    plain = pa.table({"key": ["a", "b"], "image": [picture, None]})
    nested = pa.table({"image": [{"bytes": picture, "path": "a.png"}] * 3})

    def written(table: pa.Table, **options: object) -> bytes:
        file = io.BytesIO()
        pq.write_table(table, file, **options)
        return file.getvalue()

    seeds = (written(plain), written(nested, compression="none", use_dictionary=False))
    return Door(seeds, _entering(workshop, "pictures.parquet"))


def listing(workshop: Workshop) -> Door:
    """A list of files."""
    there = workshop.write("there.png", encoded(number(), "PNG"))
    seeds = (f"{there}\nthere.png\nmissing.png\n".encode(), b"there.png\r\nthere.png")
    return Door(seeds, _entering(workshop, "list.txt"))


def _entering(workshop: Workshop, name: str) -> Callable[[bytes], None]:
    """Finds, cuts and loads all that a file stands for, as a run does."""
    from shuzi.batch.plan import Plan, make_plan
    from shuzi.batch.slices import Shelf

    path = workshop.folder / name

    def enter(content: bytes) -> None:
        path.write_bytes(content)
        plan: Plan = make_plan(str(path))
        with Shelf() as shelf:
            for portion in plan.portions():
                portion.slice.load(shelf)

    return enter


def _tarred(form: int) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, content in _members():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def _members() -> Iterator[tuple[str, bytes]]:
    picture = encoded(number(), "PNG")
    yield "a.png", picture
    yield "a.cls", b"7"
    yield f"{'long/' * 30}b.png", picture


def _whole_tar(content: bytes) -> bytes:
    """The same with the checksums that its headers should have, wherever one may be."""
    mended = bytearray(content)
    for start in range(0, len(mended) - _BLOCK + 1, _BLOCK):
        header = mended[start : start + _BLOCK]
        if header[257:262] == b"ustar":
            header[_CHECKSUM] = b" " * 8
            header[_CHECKSUM] = b"%06o\0 " % sum(header)
            mended[start : start + _BLOCK] = header
    return bytes(mended)
