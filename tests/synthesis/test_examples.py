import csv
import runpy
from pathlib import Path

import pytest
from PIL import Image

EXAMPLES = Path(__file__).parents[2] / "examples"
LARGEST_FILE = 100_000  # bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    runpy.run_path(str(EXAMPLES / "make.py"))["main"](folder)
    return folder


def texts(folder):
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["text"] for row in csv.DictReader(file)}


def test_every_picture_has_its_text(made):
    assert set(texts(made)) == {path.name for path in made.iterdir()} - {"labels.csv"}
    assert all(text.replace(" ", "").isdecimal() for text in texts(made).values())


def test_pictures_are_small_files_of_the_size_of_a_scan(made):
    for name in texts(made):
        assert (made / name).stat().st_size < LARGEST_FILE
        with Image.open(made / name) as picture:
            assert 200 <= picture.width <= 1000


def test_the_clear_picture_is_dark_ink_on_nothing(made):
    with Image.open(made / "clear.png") as picture:
        assert picture.mode == "RGBA"
        darkest, alpha = picture.convert("L").getextrema(), picture.getchannel("A").getextrema()
    assert darkest == (0, 0)
    assert alpha == (0, 255)


def test_what_is_committed_is_what_the_script_draws(made):
    assert texts(EXAMPLES) == texts(made)
    for name in texts(made):
        with Image.open(EXAMPLES / name) as old, Image.open(made / name) as new:
            assert (old.mode, old.size) == (new.mode, new.size)
