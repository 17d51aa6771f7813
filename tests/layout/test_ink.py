"""Tests of telling ink from paper."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shuzi.layout.ink import MIN_CONTRAST, find_ink

PAPER = 210


def agreement(found, drawn):
    """Intersection over union of two inks."""
    found, drawn = found > 127, drawn > 127
    return (found & drawn).sum() / (found | drawn).sum()


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))))
@settings(max_examples=300)
def test_every_picture_has_ink_of_its_own_shape(grey):
    ink = find_ink(grey)
    assert ink.shape == grey.shape
    assert ink.dtype == np.uint8


@given(st.integers(0, 255), st.tuples(st.integers(1, 50), st.integers(1, 50)))
def test_an_even_picture_is_blank(level, shape):
    assert not find_ink(np.full(shape, level, np.uint8)).any()


@pytest.mark.parametrize("noise", [1, 8, 30])
@pytest.mark.parametrize("side", [28, 300])
def test_paper_alone_is_blank(noise, side):
    paper = np.random.default_rng(1).normal(PAPER, noise, (side, side))
    assert not find_ink(paper.clip(0, 255).astype(np.uint8)).any()


def test_less_than_the_least_contrast_is_blank(written):
    grey = PAPER - written("4") // 255 * np.uint8(MIN_CONTRAST - 1)
    assert not find_ink(grey).any()


@pytest.mark.parametrize("contrast", [20, 40, 100, 200])
@pytest.mark.parametrize("dark", [True, False])
def test_ink_is_found_however_faint_and_of_either_polarity(written, contrast, dark):
    drawn = written("2047")
    strength = (drawn / 255 * contrast).astype(np.uint8)
    ink = find_ink(PAPER - strength if dark else 30 + strength)
    assert ink.max() == 255
    assert agreement(ink, drawn) > 0.95


@pytest.mark.parametrize("text", ["4", "20", "31862"])
@pytest.mark.parametrize("sides", ["above and below", "all"])
@pytest.mark.parametrize("dark", [True, False])
def test_a_picture_cut_out_along_its_rules_keeps_its_polarity(written, text, sides, dark):
    ink = written(text)
    left, top, width, height = cv2.boundingRect(ink)
    field = ink[top - 20 : top + height + 20, left - 20 : left + width + 20]
    rules = np.zeros_like(field)
    rules[:4] = rules[-4:] = 200
    if sides == "all":
        rules[:, :4] = rules[:, -4:] = 200
    strength = np.maximum(field, rules) // 2
    found = find_ink(PAPER - strength if dark else 30 + strength)
    assert agreement(found, np.maximum(field, rules)) > 0.9


@pytest.mark.parametrize("digit", "0123456789")
@pytest.mark.parametrize("dark", [True, False])
def test_a_bold_digit_cut_out_tightly_keeps_its_polarity(written, digit, dark):
    ink = written(digit, thickness=14)
    left, top, width, height = cv2.boundingRect(ink)
    tight = ink[top : top + height, left : left + width]
    assert agreement(find_ink(255 - tight if dark else tight), tight) > 0.9


@pytest.mark.parametrize("angle", range(0, 360, 45))
def test_a_slope_of_light_is_no_ink(written, angle):
    drawn = written("58")
    rows, columns = np.indices(drawn.shape) / max(drawn.shape) - 0.5
    slope = 70 * (rows * np.sin(np.radians(angle)) + columns * np.cos(np.radians(angle)))
    noise = np.random.default_rng(2).normal(0, 2, drawn.shape)
    grey = 150 + slope - 0.4 * drawn + noise
    ink = find_ink(grey.clip(0, 255).astype(np.uint8))
    assert agreement(ink, drawn) > 0.9
    assert ink[drawn == 0].mean() < 3


def test_a_small_digit_on_a_large_page_is_found(written):
    page = np.random.default_rng(3).normal(PAPER, 2, (1500, 2000))
    digit = written("6")
    height, width = digit.shape
    page[900 : 900 + height, 300 : 300 + width] -= 0.4 * digit
    ink = find_ink(page.clip(0, 255).astype(np.uint8))
    assert agreement(ink[900 : 900 + height, 300 : 300 + width], digit) > 0.9
    assert (ink > 127).sum() < 1.1 * (digit > 127).sum()


@pytest.mark.parametrize("dark", [True, False])
def test_mnist_comes_back_unchanged(mnist, dark):
    for picture in mnist:
        ink = find_ink(255 - picture if dark else picture)
        assert np.abs(ink.astype(int) - picture).mean() < 2
