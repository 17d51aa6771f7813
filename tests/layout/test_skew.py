"""Tests of finding by how much a page is turned."""

import cv2
import numpy as np
import pytest

from shuzi.layout.skew import MOST_TURNED, find_skew


def turned(ink, degrees):
    """The ink turned clockwise, on a canvas that holds all of it."""
    reach = max(ink.shape) // 2
    wide = np.pad(ink, reach)
    centre = ((wide.shape[1] - 1) / 2, (wide.shape[0] - 1) / 2)
    return np.asarray(
        cv2.warpAffine(wide, cv2.getRotationMatrix2D(centre, -degrees, 1), wide.shape[::-1]),
        np.uint8,
    )


@pytest.mark.parametrize("degrees", [-15, -9, -4, 3, 7, 15])
def test_lines_of_writing_tell_how_a_page_is_turned(written, degrees):
    ink = turned(written("908172635480\n123045678\n506070809010\n4455"), degrees)
    assert np.degrees(find_skew(ink)) == pytest.approx(degrees, abs=1)


@pytest.mark.parametrize("degrees", [-15, -5, 2, 12])
def test_rules_tell_it_more_exactly(degrees):
    ink = np.zeros((600, 800), np.uint8)
    ink[40:560:80] = 255
    assert np.degrees(find_skew(turned(ink, degrees))) == pytest.approx(degrees, abs=0.5)


def test_a_straight_page_is_left_as_it_is(written):
    assert find_skew(written("9081\n1230\n5060")) == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (40, 40)])
def test_no_ink_is_not_turned(shape):
    assert find_skew(np.zeros(shape, np.uint8)) == 0


def test_no_angle_is_beyond_the_greatest(written):
    for degrees in (25, 60, 90):
        assert abs(find_skew(turned(written("9081\n1230"), degrees))) <= MOST_TURNED + 1e-9
