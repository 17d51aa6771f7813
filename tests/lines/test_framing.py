from dataclasses import astuple

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.lines.framing import BAND, ROWS, Band, find_band, frame_line


def digits(*places, rows=100, columns=300):
    """Ink with a hollow box for each x, top and bottom."""
    ink = np.zeros((rows, columns), np.uint8)
    for x, top, bottom in places:
        cv2.rectangle(ink, (x, top), (x + 20, bottom - 1), 255, 3)
    return ink


LINE = ((40, 30, 70), (80, 32, 72), (120, 28, 69))


def test_the_band_holds_all_digits():
    assert astuple(find_band(digits(*LINE))) == pytest.approx((27, 73), abs=2)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(((0, 90), (299, 90)), id="rule below"),
        pytest.param(((0, 70), (299, 70)), id="rule through their feet"),
        pytest.param(((10, 0), (10, 99)), id="side of a box"),
        pytest.param(((200, 10), (203, 10)), id="speck"),
        pytest.param(((150, 0), (150, 8)), id="foot of another line"),
    ],
)
def test_the_band_is_that_of_the_digits_whatever_else_is_there(other):
    ink = digits(*LINE)
    cv2.line(ink, *other, 255, 2)

    assert astuple(find_band(ink)) == pytest.approx((27, 73), abs=6)


def test_a_dot_and_a_dash_do_not_widen_the_band():
    ink = digits(*LINE)
    ink[80:84, 150:154] = 255
    ink[50:53, 160:190] = 255

    assert find_band(ink) == find_band(digits(*LINE))


@pytest.mark.parametrize("ink", [np.zeros((30, 40), np.uint8), np.full((1, 1), 255, np.uint8)])
def test_where_there_is_no_writing_there_is_no_band(ink):
    assert find_band(ink) is None


@settings(max_examples=50, deadline=None)
@given(
    top=st.integers(0, 40),
    height=st.integers(5, 60),
    columns=st.integers(1, 200),
)
def test_a_strip_has_its_band_in_the_middle(top, height, columns):
    ink = np.zeros((120, columns), np.uint8)
    ink[top : top + height] = 255
    strip = frame_line(ink, Band(top, top + height))

    assert strip.shape == (ROWS, max(1, round(columns * BAND / height)))
    inked = np.flatnonzero(strip.max(axis=1) > 127)
    assert inked[0] == pytest.approx((ROWS - BAND) / 2, abs=1)
    assert inked[-1] == pytest.approx((ROWS + BAND) / 2 - 1, abs=1)


def test_columns_of_a_strip_are_those_of_the_ink():
    ink = np.zeros((48, 200), np.uint8)
    ink[:, 100] = 255
    strip = frame_line(ink, Band(0, 48))

    assert strip.sum(axis=0).argmax() == pytest.approx(100 * BAND / 48, abs=1)
