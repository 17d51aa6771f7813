import csv
import io
import zipfile

import pytest

from shuzi.corrections.crops import Crop
from shuzi.corrections.exporting import export_folder, export_zip
from shuzi.errors import CorrectionsError
from shuzi.folders import open_folder


def test_the_folder_is_a_data_set(store, keep, tmp_path, png):
    keep(1, value=7), keep(2, value=None)

    assert export_folder(store, tmp_path / "mine") == 2
    items = open_folder(tmp_path / "mine").items
    assert [item.text for item in items] == ["7", ""]
    assert [item.path.read_bytes() for item in items] == [Crop.of(png(n)).png for n in (1, 2)]
    assert items[0].extra["read"] == "1"


def test_the_zip_file_holds_the_same_folder(store, keep, tmp_path):
    keep(1), keep(2)
    file = io.BytesIO()
    export_zip(store, file)
    export_folder(store, tmp_path / "mine")

    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == [
            *("images/000001.png", "images/000002.png", "labels.csv"),
        ]
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "mine" / name).read_bytes()


def test_a_model_whose_name_looks_like_a_formula_stays_one_cell(store, keep, tmp_path):
    keep(1, model='=1+1,"x"\n')
    export_folder(store, tmp_path / "mine")

    with (tmp_path / "mine" / "labels.csv").open(newline="") as file:
        assert [row["model"] for row in csv.DictReader(file)] == ['=1+1,"x"\n']


def test_a_folder_with_something_in_it_is_left_alone(store, keep, tmp_path):
    keep(1)
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(CorrectionsError, match="is not empty"):
        export_folder(store, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".txt"] == ["letter.txt"]


def test_without_corrections_there_is_no_folder(store, tmp_path):
    with pytest.raises(CorrectionsError, match="holds no corrections"):
        export_folder(store, tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
