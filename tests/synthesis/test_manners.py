from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.synthesis.manners import Manner, random_manner, set_line
from shuzi.synthesis.sheet import STRANGER
from shuzi.synthesis.writers import StrokeWriter, somebody

PLAIN = Manner(gap=0.3, gap_spread=0, slope=0, wander=0, growth=0, joins=None)
HEIGHT = 60


def rng(seed=1):
    return np.random.default_rng(seed)


def set_plainly(text, **manner):
    return set_line(text, StrokeWriter.random(rng()), replace(PLAIN, **manner), HEIGHT, rng(2))


def distance(left, right):
    """The least number of pixels between the ink of two marks in the rows that both have."""
    gaps = []
    for row in range(max(left.top, right.top), min(left.bottom, right.bottom)):
        before = np.flatnonzero(left.ink[row - left.top])
        after = np.flatnonzero(right.ink[row - right.top])
        if before.size and after.size:
            gaps.append(right.left + after[0] - left.left - before[-1] - 1)
    return min(gaps)


@settings(max_examples=30, deadline=None)
@given(text=st.text("0123456789", min_size=1, max_size=9), seed=st.integers(0, 2**32))
def test_the_digits_of_any_line_are_those_of_its_text_from_left_to_right(text, seed):
    chance = rng(seed)
    marks = set_line(text, somebody(None, chance), random_manner(chance), 30, chance)
    digits = [mark for mark in marks if mark.value is not None]
    assert "".join(str(mark.value) for mark in digits) == text
    middles = [mark.left + mark.right for mark in digits]
    assert middles == sorted(middles)


def test_digits_keep_their_distance():
    marks = set_plainly("5829", gap=0.3)
    for left, right in pairwise(marks):
        assert distance(left, right) == pytest.approx(0.3 * HEIGHT, abs=1)


def test_below_no_distance_digits_touch():
    for left, right in pairwise(set_plainly("0000", gap=-0.05)):
        assert distance(left, right) < 0


def test_a_slope_lifts_the_end_of_the_line():
    level, rising = set_plainly("0000000"), set_plainly("0000000", slope=0.1)
    assert level[-1].bottom == level[0].bottom == 0
    assert rising[-1].bottom == pytest.approx(-0.1 * rising[-2].right, abs=2)


def test_signs_stand_around_and_between_and_are_no_digits():
    marks = set_plainly("1234567", before=("dollar",), between="comma", after=("dash", "dash"))
    values = [mark.value for mark in marks]
    assert values == [None, 1, None, 2, 3, 4, None, 5, 6, 7, None, None]


def test_signs_stand_where_they_belong():
    (dot, dash) = set_plainly("5", after=("dot", "dash"))[1:]
    assert dot.bottom == pytest.approx(0, abs=0.2 * HEIGHT)
    assert (dash.top + dash.bottom) / 2 == pytest.approx(-HEIGHT / 2, abs=0.15 * HEIGHT)


def test_zeros_are_joined_at_their_tops():
    first, join, second, one = set_plainly("001", joins=0.0)
    assert [first.value, join.value, second.value, one.value] == [0, None, 0, 1]
    assert join.left < first.right
    assert second.left < join.right
    assert join.bottom < (first.top + first.bottom) / 2


def test_zeros_may_be_joined_further_down():
    _, high, _ = set_plainly("00", joins=0.0)
    _, low, _ = set_plainly("00", joins=0.5)
    assert low.top - high.top == pytest.approx(HEIGHT / 2, rel=0.25)


def test_some_writers_do_what_others_do_not():
    manners = [random_manner(rng(seed)) for seed in range(300)]
    for share, expected in (
        (np.mean([manner.joins is not None for manner in manners]), 0.15),
        (np.mean([manner.between is not None for manner in manners]), 0.4),
        (np.mean([manner.gap <= 0 for manner in manners]), 0.23),
    ):
        assert share == pytest.approx(expected, abs=0.08)


def test_small_zeros_at_the_end_are_raised():
    seven, *zeros = set_plainly("7000", zeros=0.5)
    usual = set_plainly("7000")[-1]

    assert seven.bottom == usual.bottom == 0
    for small in zeros:
        assert len(small.ink) == pytest.approx(len(usual.ink) / 2, rel=0.15)
        assert small.bottom == pytest.approx(usual.bottom - HEIGHT / 4, abs=2)


def test_only_zeros_at_the_end_are_small():
    first, zero, last = set_plainly("303", zeros=0.5)

    assert min(len(mark.ink) for mark in (first, zero, last)) > 0.8 * HEIGHT


def test_strangers_stand_in_the_line_with_a_value_of_their_own():
    marks = set_plainly("4?7?")

    assert [mark.value for mark in marks] == [4, STRANGER, 7, STRANGER]
