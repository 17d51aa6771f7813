import sys

import pytest

dataset = pytest.importorskip("pyarrow.dataset", reason="needs the extra 'batch'")


def test_a_folder_is_read_to_a_folder(shuzi, pictures, tmp_path):
    ended = shuzi("batch", pictures, tmp_path / "out", "--single", "--model", "tiny")
    rows = dataset.dataset(tmp_path / "out").to_table().to_pylist()

    assert ended.code == 0
    assert ended.out.startswith("3 pictures: 3 digits read, 0 places refused, 0 errors; ")
    assert ended.out.endswith(" s\n")
    assert [(row["key"], row["text"]) for row in rows] == [(f"{n}.png", n) for n in "147"]
    again = shuzi("batch", pictures, tmp_path / "out", "--single", "--model", "tiny")
    assert again.code == 0
    assert again.out.endswith("0 errors; 3 were done before\n")


def test_a_bad_picture_does_not_end_with_an_error(shuzi, pictures, tmp_path):
    (pictures / "8.png").write_bytes(b"no picture")
    ended = shuzi("batch", pictures, tmp_path / "out", "--single", "--workers", "1")

    assert (ended.code, ended.err) == (0, "")
    assert "4 pictures: 3 digits read, 0 places refused, 1 errors" in ended.out


def test_a_damaged_file_among_others_is_told_and_the_others_are_read(shuzi, pictures, tmp_path):
    (pictures / "a.tar").write_bytes(b"no tar at all" * 100)
    ended = shuzi("batch", pictures, tmp_path / "out", "--single", "--workers", "1")

    assert ended.code == 3
    assert "a.tar: is damaged" in ended.err
    assert ended.out.startswith("3 pictures: 3 digits read")


def test_files_of_others_are_left_alone(shuzi, pictures, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").touch()
    ended = shuzi("batch", pictures, tmp_path / "out")

    assert ended.code == 3
    assert "holds thesis.docx" in ended.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--single", "--expect", "4"], "a single picture has one digit"),
        (["--address", "auto"], "only --engine ray has one"),
        (["--workers", "0"], "--workers"),
    ],
)
def test_options_that_do_not_go_together_are_told(shuzi, pictures, tmp_path, options, said):
    ended = shuzi("batch", pictures, tmp_path / "out", *options)

    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize(("library", "extra"), [("pyarrow", "batch"), ("ray", "scale")])
def test_a_missing_extra_is_told(shuzi, tmp_path, monkeypatch, library, extra):
    for name in [name for name in sys.modules if name.startswith(("shuzi.batch", "shuzi.scale"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    engine = "ray" if library == "ray" else "local"
    ended = shuzi("batch", tmp_path, tmp_path / "out", "--engine", engine)

    assert ended.code == 2
    assert f".[{extra}]" in ended.err
    assert not (tmp_path / "out").exists()
