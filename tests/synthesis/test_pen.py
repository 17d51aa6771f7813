from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.synthesis.hands import Hands, random_hands
from shuzi.synthesis.pen import draw
from shuzi.synthesis.strokes import most_points, variants

HEIGHT = 200
ZERO, ONE, SEVEN = (variants(digit)[0] for digit in (0, 1, 7))

NOTHING = np.zeros(1)
USUAL = np.ones(1)
STEADY = Hands(
    size=USUAL,
    slant=NOTHING,
    turn=NOTHING,
    aspect=USUAL,
    bow=NOTHING,
    waist=NOTHING,
    pen=np.array([0.1]),
    pressure=NOTHING,
    phase=NOTHING,
    waves=USUAL,
    shake=NOTHING,
    strays=np.ones((1, most_points(), 2)),
)


def drawn(variant, **habits):
    hand = replace(STEADY, **{name: np.array([value]) for name, value in habits.items()})
    (ink,) = draw(variant, hand, HEIGHT)
    return ink


def middle_of(row):
    return np.flatnonzero(row).mean()


@pytest.mark.parametrize("size", [0.5, 1.0])
def test_the_height_is_between_the_middles_of_the_strokes(size):
    rows, columns = drawn(ONE, size=size).shape
    assert rows == pytest.approx(size * HEIGHT * 1.1, abs=2)
    assert columns == pytest.approx(size * HEIGHT * 0.1, abs=2)


@pytest.mark.parametrize("pen", [0.05, 0.2])
def test_the_pen_is_as_wide_as_the_hand_says(pen):
    widths = (drawn(ONE, pen=pen) > 0).sum(axis=1)
    assert np.median(widths) == pytest.approx(pen * HEIGHT, abs=1.5)


def test_pressure_makes_the_width_vary():
    even, pressed = ((drawn(ONE, pressure=p) > 0).sum(axis=1)[30:-30] for p in (0, 0.3))
    assert np.ptp(even) <= 1
    assert np.ptp(pressed) >= 5


def test_a_slant_leans_the_top_to_the_right():
    ink = drawn(ONE, slant=0.5)
    lean = middle_of(ink[10]) - middle_of(ink[-10])
    assert lean == pytest.approx(0.5 * HEIGHT, rel=0.1)


def test_a_quarter_turn_clockwise_lays_the_digit_on_its_right_side():
    lying, turned = np.rot90(drawn(SEVEN), k=-1), drawn(SEVEN, turn=np.pi / 2)
    rows, columns = np.minimum(lying.shape, turned.shape)
    assert np.abs(np.subtract(lying.shape, turned.shape)).max() <= 1
    assert (lying[:rows, :columns] != turned[:rows, :columns]).mean() < 0.02


def test_the_aspect_widens():
    pen = 0.1 * HEIGHT
    narrow, wide = (drawn(ZERO, aspect=a).shape[1] - pen for a in (0.5, 1.0))
    assert wide == pytest.approx(2 * narrow, rel=0.05)


def test_a_bow_bulges_to_the_left():
    ink = drawn(ONE, bow=0.1)
    ends = (middle_of(ink[10]) + middle_of(ink[-10])) / 2
    # Ten pixels from its ends the stroke bulges already.
    assert ends - middle_of(ink[len(ink) // 2]) == pytest.approx(0.1 * HEIGHT, rel=0.2)


def test_a_raised_waist_enlarges_the_lower_half():
    def bar(ink):
        return (ink > 0).sum(axis=1)[60:-40].argmax() + 60

    barred = variants(7)[3]
    assert barred.name == "barred"
    lift = bar(drawn(barred)) - bar(drawn(barred, waist=0.1))
    assert lift == pytest.approx(0.1 * HEIGHT, rel=0.35)


def test_a_shaking_hand_moves_points():
    shaken = drawn(ZERO, shake=0.05)
    assert shaken.shape == drawn(ZERO).shape  # all points stray alike here, so only the place moves
    uneven = np.random.default_rng(3).normal(size=(most_points(), 2))
    assert drawn(ZERO, shake=0.05, strays=uneven).shape != shaken.shape


@settings(max_examples=60, deadline=None)
@given(digit=st.integers(0, 9), height=st.integers(8, 300), seed=st.integers(0, 2**32))
def test_any_drawing_is_full_ink_without_a_margin(digit, height, seed):
    variant = variants(digit)[seed % len(variants(digit))]
    for ink in draw(variant, random_hands(3, np.random.default_rng(seed)), height):
        assert ink.dtype == np.uint8
        assert set(np.unique(ink)) <= {0, 255}
        assert ink[0].any()
        assert ink[-1].any()
        assert ink[:, 0].any()
        assert ink[:, -1].any()


def test_drawn_together_is_drawn_alone():
    hands = random_hands(4, np.random.default_rng(2))
    for i, ink in enumerate(draw(SEVEN, hands, 60)):
        (alone,) = draw(SEVEN, hands[[i]], 60)
        np.testing.assert_array_equal(ink, alone)
