import gzip
import os
import shutil
import sys

import pytest

from shuzi import idx
from shuzi.batch.inputs import find_files
from shuzi.errors import DataSetError


def found(given):
    return [(file.key, file.kind) for file in find_files(str(given))]


def test_a_folder_is_looked_through_in_order(folder):
    expected = [f"{number}.png" for number in range(5)] + [f"more/{n}.png" for n in (5, 6, 7)]

    assert found(folder) == [(key, "picture") for key in expected]


def test_a_folder_may_hold_all_kinds(folder, tar_file, idx_file, frames):
    for path in (tar_file, idx_file):
        shutil.move(path, folder / path.name)
    (folder / "train-labels-idx1-ubyte").write_bytes(idx.encode(frames[:, 0, 0]))
    (folder / "table.parquet").write_bytes(b"PAR1")
    kinds = dict(found(folder))

    assert kinds["shard-0.tar"] == "tar"
    assert kinds["digits-images-idx3-ubyte"] == "idx"
    assert kinds["table.parquet"] == "parquet"
    assert not {"train-labels-idx1-ubyte", "notes.txt"} & set(kinds)


def test_a_glob_finds_what_it_says(folder):
    assert found(folder / "**" / "[67].png") == [
        (str(folder / "more" / f"{number}.png"), "picture") for number in (6, 7)
    ]


def test_a_list_has_a_path_a_line_from_here_or_from_where_it_is(folder, monkeypatch):
    listing = folder / "some.txt"
    listing.write_text(f"{folder / '0.png'}\n\nmore/6.png\nmissing.png\n", encoding="utf-8")
    files = [*find_files(str(listing))]

    assert [file.key for file in files] == [str(folder / "0.png"), "more/6.png", "missing.png"]
    assert files[1].path == folder / "more" / "6.png"
    monkeypatch.chdir(folder / "more")
    listing.write_text("6.png\n", encoding="utf-8")
    (folder / "6.png").touch()
    assert next(find_files(str(listing))).path.stat().st_size > 0


def test_an_idx_file_is_known_by_its_content(tmp_path, idx_file):
    plain, packed = tmp_path / "anything", tmp_path / "packed"
    shutil.copy(idx_file, plain)
    packed.write_bytes(gzip.compress(idx_file.read_bytes()))

    assert found(plain) == [("anything", "idx")]
    assert found(packed) == [("packed", "idx")]


def test_a_file_is_another_once_it_has_changed(folder):
    before = next(find_files(str(folder)))
    os.utime(folder / "0.png", ns=(1, 1))
    after = next(find_files(str(folder)))

    assert before.key == after.key
    assert before.identity != after.identity


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_name_that_is_no_text_becomes_a_key_that_is(tmp_path, pngs):
    (tmp_path / os.fsdecode(b"\xff.png")).write_bytes(pngs[0])

    assert found(tmp_path) == [("\\xff.png", "picture")]


@pytest.mark.parametrize("name", ["nowhere", "nothing/*.png", "empty"])
def test_what_is_not_there_or_empty_is_told(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataSetError, match=r"is not there|holds no pictures"):
        found(tmp_path / name)


def test_a_file_that_is_no_list_is_told(tmp_path):
    path = tmp_path / "strange.bin"
    path.write_bytes(b"\xff\xfe\xfd" * 10)
    with pytest.raises(DataSetError, match="neither pictures nor a list"):
        found(path)


def test_a_name_that_no_file_can_have_is_a_picture_that_is_not_there(tmp_path):
    listing = tmp_path / "list"
    listing.write_text(f"a\0.png\n{'b' * 5_000}.png\n")

    assert [file.size for file in find_files(str(listing))] == [0, 0]
