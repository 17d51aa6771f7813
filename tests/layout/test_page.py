import cv2
import numpy as np
import pytest

from shuzi.layout.page import lay_straight


def falling(height, width):
    """A line of dashes that falls by 10 degrees, as writing does on a picture that is turned."""
    grey = np.full((height, width), 255, np.uint8)
    for x in range(10, width - 20, 16):
        y = round(12 + x * np.tan(np.radians(10)))
        cv2.line(grey, (x, y - 6), (x + 1, y + 6), 0, 4)
    return grey


def turned_by(grey):
    """Degrees, clockwise, from the page laid straight to the picture."""
    page, _ = lay_straight(grey)
    return np.degrees(np.arctan2(page.to_page[1, 0], page.to_page[0, 0]))


def test_a_line_is_laid_straight():
    assert turned_by(falling(height=170, width=800)) == pytest.approx(10, abs=1)


def test_few_digits_do_not_tell_how_they_are_turned():
    assert turned_by(falling(height=56, width=200)) == 0


def test_a_page_without_ink_stays_as_it_is():
    page, rules = lay_straight(np.full((40, 60), 255, np.uint8))

    assert not page.ink.any()
    assert not rules.any
