import zipfile

import pytest

from shuzi import archives
from shuzi.archives import unpack
from shuzi.errors import DataSetError


@pytest.fixture
def archive(tmp_path):
    """Writes an archive with these members."""

    def written(**members):
        path = tmp_path / "set.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as members_of:
            for name, content in members.items():
                members_of.writestr(name, content)
        return path

    return written


def test_members_are_written_under_their_plain_names(archive, tmp_path):
    path = archive(**{"gzip/images.gz": b"1", "gzip/deeper/labels.gz": b"2", "other": b"3"})
    unpack(path, ["images.gz", "labels.gz"], tmp_path / "out")

    found = {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()}
    assert found == {"images.gz": b"1", "labels.gz": b"2"}


@pytest.mark.parametrize("way", ["../../images.gz", "/images.gz", "out/../../images.gz"])
def test_no_member_gets_out_of_the_folder(archive, tmp_path, way):
    unpack(archive(**{way: b"1", "../../other": b"2"}), ["images.gz"], tmp_path / "a" / "out")

    assert [each.name for each in (tmp_path / "a" / "out").iterdir()] == ["images.gz"]
    assert {each.name for each in tmp_path.iterdir()} == {"a", "set.zip"}


def test_a_member_that_is_missing_is_told(archive, tmp_path):
    with pytest.raises(DataSetError, match=r"set\.zip: holds no images\.gz"):
        unpack(archive(other=b"1"), ["images.gz"], tmp_path / "out")


def test_a_member_that_would_fill_the_disk_is_not_unpacked(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    with pytest.raises(DataSetError, match="says that a has 1,001 bytes; 1,000 are allowed"):
        unpack(archive(a=bytes(1001)), ["a"], tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_member_ends_where_it_was_said_to_end(archive, tmp_path):
    path = archive(a=bytes(5000))
    # Its size unpacked stands 22 bytes after the start of a header, and 24 in the list at the end.
    content = path.read_bytes()
    path.write_bytes(content.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(DataSetError, match="is no whole ZIP file"):
        unpack(path, ["a"], tmp_path / "out")

    assert [*(tmp_path / "out").iterdir()] == []


@pytest.mark.parametrize("cut", [0, 10, 100])
def test_what_is_damaged_is_told(archive, tmp_path, cut):
    path = archive(a=bytes(range(256)) * 9)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataSetError, match="is no whole ZIP file"):
        unpack(path, ["a"], tmp_path / "out")
