import unicodedata
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.ft2font import FT2Font

from shuzi.training import foreign_letters
from shuzi.training.foreign_letters import frame_foreign_letters, scripts

LETTERS = 60


@pytest.fixture(scope="module")
def letters():
    return frame_foreign_letters(LETTERS, seed=1)


def test_each_is_a_frame_of_something_that_is_no_digit(letters):
    assert letters.images.shape == (LETTERS, 28, 28)
    assert letters.images.dtype == np.uint8
    assert (letters.images.max(axis=(1, 2)) > 100).all()
    assert letters.labels.tolist() == [10] * LETTERS


def test_they_are_hardly_ever_alike(letters):
    assert len({image.tobytes() for image in letters.images}) == LETTERS


def test_any_range_of_them_may_be_made_by_itself(letters):
    part = frame_foreign_letters(5, seed=1, first=20)
    np.testing.assert_array_equal(part.images, letters.images[20:25])
    other = frame_foreign_letters(5, seed=2, first=20)
    assert (other.images != part.images).any()


def test_the_table_has_letters_that_the_face_has():
    face = FT2Font(str(Path(mpl.get_data_path(), "fonts", "ttf", foreign_letters.FACE)))
    known = set(map(chr, face.get_charmap()))
    for name, alphabet in scripts().items():
        assert len(alphabet) == len(set(alphabet)) > 5, name
        assert set(alphabet) <= known, name
        assert {unicodedata.category(letter)[0] for letter in alphabet} == {"L"}, name


def test_none_of_the_table_is_shaped_like_a_digit():
    alphabet = "".join(scripts().values())
    named = {unicodedata.name(letter) for letter in alphabet}
    for lookalike in ("LATIN # LETTER O", "LATIN # LETTER Z", "CYRILLIC # LETTER ZE"):
        for case in ("CAPITAL", "SMALL"):
            assert lookalike.replace("#", case) not in named
