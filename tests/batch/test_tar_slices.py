import io
import tarfile

import pytest

from shuzi.batch.inputs import find_files
from shuzi.batch.slices import Limits, Shelf
from shuzi.batch.tar_slices import cut_tar
from shuzi.errors import DataSetError


def cut(path, limits=Limits(3, 1e9)):  # noqa: B008  it never changes
    return [*cut_tar(next(find_files(str(path))), limits)]


def loaded(slices):
    with Shelf() as shelf:
        return [row for each in slices for row in each.load(shelf).to_pylist()]


@pytest.mark.parametrize(("name", "mode"), [("a.tar", "w"), ("a.tar.gz", "w:gz")])
def test_slices_together_are_the_pictures_of_the_file(tmp_path, pngs, write_tar, name, mode):
    write_tar(tmp_path / name, pngs, mode)
    slices = cut(tmp_path / name)
    rows = loaded(slices)

    assert [each.pictures for each in slices] == [3, 3, 2]
    assert [row["content"] for row in rows] == pngs
    assert [row["key"] for row in rows] == [f"{name}/{number:03}.png" for number in range(8)]


def test_long_names_and_folders_are_no_trouble(tmp_path, pngs):
    name = "folder/" + "long" * 60 + ".png"
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        for number in range(3):
            member = tarfile.TarInfo(f"{number}{name}")
            member.size = len(pngs[number])
            archive.addfile(member, io.BytesIO(pngs[number]))
    rows = loaded(cut(tmp_path / "a.tar", Limits(1, 1e9)))

    assert [row["key"] for row in rows] == [f"a.tar/{number}{name}" for number in range(3)]
    assert [row["content"] for row in rows] == pngs[:3]


def slices_and_failure(path):
    """What is cut before the damage, and what is said of it."""
    slices = []
    with pytest.raises(DataSetError) as raised:  # noqa: PT012  what comes before it counts too
        for each in cut_tar(next(find_files(str(path))), Limits(3, 1e9)):
            slices.append(each)  # noqa: PERF402  extend would lose those before the damage
    return slices, str(raised.value)


def test_what_stands_before_a_damaged_header_is_still_there(tar_file, pngs):
    content = bytearray(tar_file.read_bytes())
    with tarfile.open(tar_file) as archive:
        damaged = archive.getmember("005.png").offset
    content[damaged : damaged + 100] = b"\xff" * 100
    tar_file.write_bytes(content)
    slices, failure = slices_and_failure(tar_file)

    assert [row["content"] for row in loaded(slices)] == pngs[:5]
    assert f"no header at byte {damaged:,}" in failure


def test_a_file_that_ends_within_a_member_is_damaged(tar_file, pngs):
    with tarfile.open(tar_file) as archive:
        last = archive.getmember("007.png")
    tar_file.write_bytes(tar_file.read_bytes()[: last.offset_data + 10])
    slices, failure = slices_and_failure(tar_file)
    rows = loaded(slices[:2])

    assert len(rows) == 6
    assert "unexpected end of data" in failure
    assert sum(each.pictures for each in slices) == len(pngs)


def test_what_is_no_tar_is_told(tmp_path):
    (tmp_path / "a.tar").write_bytes(b"no tar at all" * 100)
    with pytest.raises(DataSetError, match=r"a\.tar: is damaged"):
        cut(tmp_path / "a.tar")


def test_a_name_that_is_no_text_becomes_a_key_that_is(tmp_path, pngs):
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        member = tarfile.TarInfo("\udcff.png")
        member.size = len(pngs[0])
        archive.addfile(member, io.BytesIO(pngs[0]))

    assert [row["key"] for row in loaded(cut(tmp_path / "a.tar"))] == [r"a.tar/\xff.png"]


@pytest.mark.parametrize("name", ["../../a.png", "/a.png"])
def test_no_member_becomes_a_file(tmp_path, pngs, name):
    path = tmp_path / "in" / "a.tar"
    path.parent.mkdir()
    with tarfile.open(path, "w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(pngs[0])
        archive.addfile(member, io.BytesIO(pngs[0]))
        link = tarfile.TarInfo("link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    rows = loaded(cut(path))

    assert [(row["key"], row["content"]) for row in rows] == [(f"a.tar/{name}", pngs[0])]
    assert [*tmp_path.rglob("*.png")] == []


def test_a_header_with_a_number_that_is_none_is_damaged(tmp_path, pngs):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("a.png")
        member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.x": "1"}
        member.size = len(pngs[0])
        archive.addfile(
            member, io.BytesIO(pngs[0])
        )  # of a sparse file its map, in decimal, is first

    with pytest.raises(DataSetError, match=r"a\.tar: is damaged"):
        cut(path)


def test_damaged_compressed_pictures_are_told(tmp_path, pngs, write_tar):
    path = tmp_path / "a.tar.gz"
    write_tar(path, pngs, "w:gz")
    slices = cut(path)
    path.write_bytes(path.read_bytes()[:300])  # within the first picture
    with pytest.raises(DataSetError, match=r"a\.tar\.gz: is damaged"):
        loaded(slices)
