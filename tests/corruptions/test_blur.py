import numpy as np
import pytest

from shuzi.corruptions.blur import glass_blur, motion_blur

FAINT = 1e-12  # what filtering makes of nothing


def dot(row, column):
    frame = np.zeros((28, 28))
    frame[row, column] = 1
    return frame


def test_glass_keeps_the_ink_and_takes_it_a_little_way(rng):
    dots = np.stack([dot(14, 14)] * 200)
    spoilt = glass_blur(dots, rng)
    _, rows, columns = np.nonzero(spoilt > 0.01)

    assert np.allclose(spoilt.sum(axis=(1, 2)), 1)
    # Exchanged twice, with what is left of it or above: further down and right by what follows.
    assert columns.std() > 0.5
    assert rows.std() > columns.std()  # smoothed up and down alone
    assert abs(columns - 14).max() <= 14


def test_what_moves_leaves_a_trail_to_its_left(rng):
    trails = motion_blur(np.stack([dot(14, 20)] * 100), rng)

    assert np.allclose(trails.sum(axis=(1, 2)), 1)
    assert trails[:, :, 21:].max() < FAINT
    rows, columns = np.nonzero(trails.max(axis=0) > FAINT)
    assert columns.min() == 0
    assert (abs(rows - 14) <= 20 - columns).all()  # within 45 degrees


def test_the_trail_fades_as_a_gaussian_of_three_pixels():
    class Straight:
        def uniform(self, *_):
            return np.zeros(1)

    (trail,) = motion_blur(dot(14, 20)[None], Straight())
    along = trail[14, 20::-1]

    assert along / along[0] == pytest.approx(np.exp(-(np.arange(21) ** 2) / 18))
