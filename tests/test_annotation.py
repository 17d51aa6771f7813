"""Tests of drawing what was read."""

import numpy as np
import pytest

from shuzi.annotation import REFUSED, SURE, annotate
from shuzi.pictures import Picture
from shuzi.results import Box, Digit, Line, Reading, Refusal


def reading(digits=(), refused=(), size=(300, 400)):
    lines = (Line("1", 1.0, Box(0, 0, 1, 1), tuple(digits)),) if digits else ()
    return Reading("", lines, tuple(refused), size[1], size[0], "", 1, "m", 0.0)


def digit(confidence=1.0, box=Box(100, 150, 40, 60)):  # noqa: B008  a Box is frozen
    return Digit(7, confidence, box, (0.0,) * 10)


def paper(height=300, width=400):
    return Picture(np.full((height, width), 128, np.uint8))


def coloured(image):
    pixels = np.asarray(image).astype(int)
    return np.ptp(pixels, axis=2) > 30


def test_nothing_read_leaves_the_picture_as_it_is():
    image = annotate(paper(), reading())
    assert image.mode == "RGB"
    assert image.size == (400, 300)
    assert (np.asarray(image) == 128).all()


def test_a_digit_is_boxed_and_named_above_without_touching_its_ink():
    marked = coloured(annotate(paper(), reading([digit()])))
    assert not marked[150:210, 100:140].any()
    assert marked[140:220, 90:150].any()
    assert marked[100:145, 100:140].any()
    assert not marked[:80].any()


def test_answers_are_told_apart_by_colour():
    sure = np.asarray(annotate(paper(), reading([digit(1.0)])))
    doubtful = np.asarray(annotate(paper(), reading([digit(0.5)])))
    refused = np.asarray(annotate(paper(), reading(refused=[Refusal(digit().box, "unsure")])))
    assert (sure == SURE).all(axis=2).any()
    assert (refused == REFUSED).all(axis=2).any()
    assert not (doubtful == SURE).all(axis=2).any()
    edges = [image[180, 98].astype(int) for image in (sure, doubtful, refused)]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(edges[one] - edges[other]).max() > 60


@pytest.mark.parametrize("side", [1, 10, 28, 100])
def test_small_pictures_are_enlarged_for_the_letters(side):
    box = Box(0, 0, side, side)
    image = annotate(paper(side, side), reading([digit(box=box)], size=(side, side)))
    assert image.width % side == 0
    assert image.width >= 240
    # The answer needs room above a digit that fills its picture.
    assert image.height > image.width


def test_the_answer_grows_with_the_digit():
    small = coloured(annotate(paper(1000, 1000), reading([digit(box=Box(400, 500, 40, 60))])))
    large = coloured(annotate(paper(1000, 1000), reading([digit(box=Box(400, 500, 200, 300))])))
    assert large[:490].sum() > 4 * small[:490].sum()
