import numpy as np
import pytest
from PIL import Image

from shuzi.classifier import Classifier
from shuzi.errors import DataSetError
from shuzi.reader import Reader
from shuzi.strangers import DRAWN, draw_strangers, drawn_apart, folder_apart


@pytest.mark.parametrize("name", DRAWN)
def test_strangers_are_drawn_by_a_seed(name):
    frames = draw_strangers(name, 5, seed=1)

    assert (frames.shape, frames.dtype) == ((5, 28, 28), np.uint8)
    assert frames.reshape(5, -1).max(axis=1).min() == 255
    assert np.array_equal(draw_strangers(name, 5, seed=1), frames)
    assert not np.array_equal(draw_strangers(name, 5, seed=2), frames)


def test_what_is_drawn_is_less_like_a_digit_than_digits_are():
    classifier = Classifier("handwriting")
    apart = {each.name: each for each in drawn_apart(classifier, [0.99] * 10)}

    assert list(apart) == list(DRAWN)
    assert all(len(each.confidences) == 500 for each in apart.values())
    assert all(each.auroc > 0.9 for each in apart.values())
    assert all(each.answered < 0.2 for each in apart.values())


@pytest.fixture
def folder(tmp_path):
    """Three blank pictures, and what is written on them."""

    def write(*texts):
        for number in range(len(texts)):
            Image.new("L", (30, 30), 255).save(tmp_path / f"{number}.png")
        lines = [f"{number}.png,{text}\n" for number, text in enumerate(texts)]
        (tmp_path / "labels.csv").write_text("file,text\n" + "".join(lines))
        return str(tmp_path)

    return write


def test_pictures_are_taken_for_what_they_are(folder):
    told = []
    apart = folder_apart(
        Reader("tiny"), [0.4, 0.0], folder("", "", ""), lambda *done: told.append(done)
    )

    assert apart.answered == 0
    assert apart.confidences == (0, 0, 0)
    assert apart.auroc == 0.75  # as sure as of the second digit
    assert told == [(3, 3)]


def test_digits_among_strangers_are_told(folder):
    with pytest.raises(DataSetError, match=r"holds digits, in 1\.png and 0 more") as caught:
        folder_apart(Reader("tiny"), [0.4], folder("", "7"), lambda *_: None)
    assert caught.value.subject.endswith(folder("", "7"))
