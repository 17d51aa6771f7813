"""Tests of pixels of any depth and colour."""

import numpy as np
import pytest

from shuzi.errors import PictureError
from shuzi.pictures import load


@pytest.fixture
def grey():
    return np.random.default_rng(0).integers(0, 256, (30, 40), np.uint8)


def test_colours_become_luminance():
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    # ITU-R BT.601: 0.299 red, 0.587 green, 0.114 blue.
    np.testing.assert_allclose(load(colours).grey, [[76, 150, 29, 255]], atol=1)


def test_arrays_of_every_kind(grey):
    np.testing.assert_array_equal(load(grey[..., None]).grey, grey)
    np.testing.assert_array_equal(load(grey / 255).grey, grey)
    np.testing.assert_array_equal(load((grey / 255).astype(np.float32)).grey, grey)
    np.testing.assert_array_equal(load(grey > 127).grey, np.where(grey > 127, 255, 0))
    np.testing.assert_array_equal(load(grey[::-1, ::2]).grey, grey[::-1, ::2])


def test_paper_with_transparent_corners_stays_light():
    photo = np.full((20, 20, 4), 255, np.uint8)
    photo[:4, :4, 3] = 0
    assert load(photo).grey.min() == 255


def test_half_transparent_ink_is_laid_on_its_paper():
    rgba = np.zeros((4, 4, 4), np.uint8)
    rgba[:2] = 40, 40, 40, 128
    expected = np.full((4, 4), 255)
    expected[:2] = round((40 * 128 + 255 * 127) / 255)
    np.testing.assert_allclose(load(rgba).grey, expected, atol=1)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_picture_is_turned_clockwise(grey, degrees):
    turned = grey
    for _ in range(degrees // 90):
        turned = turned[::-1].T  # the left column, from below, becomes the top row
    picture = load(grey, degrees)
    np.testing.assert_array_equal(picture.grey, turned)
    assert picture.grey.flags.c_contiguous


@pytest.mark.parametrize(
    ("array", "cause"),
    [
        (np.zeros((0, 5), np.uint8), "no pixels"),
        (np.zeros(5, np.uint8), r"array \[5\] of uint8: is no picture"),
        (np.zeros((5, 5, 2), np.uint8), "is no picture"),
        (np.zeros((5, 5, 3, 1), np.uint8), "is no picture"),
        (np.zeros((5, 5), np.int64), "another type"),
        (np.array([["a"]]), "another type"),
        (np.full((5, 5), np.nan), "outside 0 to 1"),
        (np.full((5, 5), 200.0), "outside 0 to 1"),
        (np.full((5, 5), -np.inf), "outside 0 to 1"),
        (np.full((5, 5), 1e300), "outside 0 to 1"),
    ],
)
def test_arrays_that_are_no_pictures_are_refused(array, cause):
    with pytest.raises(PictureError, match=cause):
        load(array)
