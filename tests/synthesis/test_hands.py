import numpy as np
import pytest

from shuzi.synthesis.hands import random_hands
from shuzi.synthesis.strokes import most_points


def test_hands_spread_around_what_is_usual():
    hands = random_hands(2000, np.random.default_rng(7), pen=0.08, shake=0.02)
    assert np.median(hands.pen) == pytest.approx(0.08, rel=0.05)
    assert np.median(hands.shake) == pytest.approx(0.02, rel=0.05)
    assert np.median(hands.aspect) == pytest.approx(1, rel=0.05)
    assert hands.slant.std() > 0.1
    assert (hands.size == 1).all()


def test_points_stray_by_one_unit_and_neighbours_together():
    strays = random_hands(4000, np.random.default_rng(8)).strays
    assert strays.shape == (4000, most_points(), 2)
    assert strays.std() == pytest.approx(1, rel=0.02)
    along = np.corrcoef(strays[:, 3, 0], strays[:, 4, 0])[0, 1]
    across = np.corrcoef(strays[:, 3, 0], strays[:, 3, 1])[0, 1]
    assert along == pytest.approx(4 / 6, abs=0.05)
    assert across == pytest.approx(0, abs=0.06)


def test_hands_at_their_next_digits_are_nearly_the_same():
    hands = random_hands(50, np.random.default_rng(5))
    again = hands.again(np.random.default_rng(6))
    for kept in ("pen", "shake", "pressure"):
        np.testing.assert_array_equal(getattr(again, kept), getattr(hands, kept))
    assert (again.slant != hands.slant).all()
    np.testing.assert_allclose(again.slant, hands.slant, atol=0.15)
    assert (again.strays != hands.strays).all()


def test_some_of_the_hands_keep_their_habits():
    hands = random_hands(5, np.random.default_rng(9))
    some = hands[[3, 1]]
    np.testing.assert_array_equal(some.slant, hands.slant[[3, 1]])
    np.testing.assert_array_equal(some.strays, hands.strays[[3, 1]])


def test_the_same_seed_gives_the_same_hands():
    one, same, other = (random_hands(3, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.strays, same.strays)
    assert (one.turn != other.turn).all()
