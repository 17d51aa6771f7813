import cv2
import numpy as np
import pytest

from shuzi.classifier import SHIPPED_MODEL
from shuzi.errors import ModelError
from shuzi.lines.framing import ROWS
from shuzi.lines.reader import LineReader


@pytest.fixture(scope="module")
def reader():
    return LineReader()


def read(reader, ink, expect=None):
    """Ink without noise is its own tone."""
    return reader.read(ink, ink, expect)


def text_of(places):
    return "".join("?" if place.value is None else str(place.value) for place in places)


@pytest.mark.parametrize("text", ["1480", "7", "00", "2235689"])
def test_a_line_is_read(reader, written, text):
    assert text_of(read(reader, written(text))) == text


@pytest.mark.parametrize("scale", [0.3, 1, 4])
def test_a_line_is_read_at_any_size(reader, written, scale):
    ink = cv2.resize(written("2580"), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

    assert text_of(read(reader, ink)) == "2580"


def test_each_place_has_its_own_ink_and_box(reader, written):
    ink = written("2580")
    places = read(reader, ink)

    # Neither does the lettering touch, nor do its boxes overlap.
    for place in places:
        box = place.box
        inside = ink[box.y : box.y + box.height, box.x : box.x + box.width]
        assert int(place.ink.sum()) == pytest.approx(int(inside.sum()), rel=0.01)
    assert sum(int(place.ink.sum()) for place in places) == pytest.approx(int(ink.sum()), rel=0.01)
    assert [place.box.x for place in places] == sorted(place.box.x for place in places)


def test_probabilities_are_of_ten_digits_and_of_none(reader, written):
    for place in read(reader, written("2580")):
        assert len(place.probabilities) == 11
        assert 0.5 < sum(place.probabilities) <= 1 + 1e-6


@pytest.mark.parametrize("count", [1, 3, 6])
def test_as_many_places_are_read_as_are_expected(reader, written, count):
    assert len(read(reader, written("2580"), expect=count)) == count


def test_dots_and_dashes_are_no_places(reader, written):
    ink = written("25 80")
    foot = 2 * 60
    ink[foot - 8 : foot, 190:198] = 255
    ink[foot - 30 : foot - 25, 370:400] = 255

    assert text_of(read(reader, ink)) == "2580"


def test_where_there_is_no_ink_nothing_is_read(reader):
    assert read(reader, np.zeros((40, 100), np.uint8)) == ()


def test_a_strip_gives_an_answer_for_every_second_column(reader):
    assert reader.logits(np.zeros((ROWS, 60), np.uint8)).shape == (30, 12)


def test_a_model_of_single_digits_is_no_line_model():
    with pytest.raises(ModelError, match="reads single digits"):
        LineReader(SHIPPED_MODEL)


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"none\.onnx"):
        LineReader(tmp_path / "none.onnx")
