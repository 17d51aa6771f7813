import math

import numpy as np
import pytest

from shuzi.corruptions.geometry import rotate, scale, shear, translate


def middles(frames):
    """Centre of mass of each, from the middle of the frame: [N, 2], x and y."""
    rows, columns = np.indices(frames.shape[1:])
    mass = frames.sum(axis=(1, 2))
    x = (frames * columns).sum(axis=(1, 2)) / mass
    y = (frames * rows).sum(axis=(1, 2)) / mass
    return np.stack([x, y], axis=1) - 13.5


@pytest.fixture
def blots():
    """A round blot seven pixels above the middle of each frame."""
    rows, columns = np.indices((28, 28)) - 13.5
    return np.stack([np.exp(-(columns**2 + (rows + 7) ** 2) / 4)] * 40)


def test_rotate_turns_by_0_4_radians_either_way(blots, rng):
    places = middles(rotate(blots, rng))

    assert np.hypot(*places.T) == pytest.approx(7, abs=0.05)
    assert set(np.round(np.arctan2(places[:, 0], -places[:, 1]), 2)) == {-0.4, 0.4}


def test_shear_slants_by_0_4_radians_either_way(blots, rng):
    places = middles(shear(blots, rng))

    # What comes out is seen through the slant: the slant is undone to get there.
    assert places[:, 1] == pytest.approx(-7 / math.cos(0.4), abs=0.05)
    assert set(np.round(places[:, 0] / 7, 2)) == {-0.42, 0.42}


def test_scale_shrinks_to_seven_tenths(blots, rng):
    spoilt = scale(blots, rng)

    assert middles(spoilt) == pytest.approx(np.array([[0, -4.9]] * 40), abs=0.05)
    assert spoilt.sum() == pytest.approx(0.49 * blots.sum(), rel=0.02)


def test_translate_moves_to_a_corner_by_three_whole_pixels(blots, rng):
    centred = np.roll(blots, 7, axis=1)
    moved = np.unique(np.round(middles(translate(centred, rng)), 3) + 0.0, axis=0)

    assert moved.tolist() == [[-3, -3], [-3, 3], [3, -3], [3, 3]]


def test_beyond_the_frame_there_is_nothing(rng):
    ones = np.ones((4, 28, 28))

    assert not scale(ones, rng)[:, 0, 0].any()
    assert scale(ones, rng)[:, 14, 14] == pytest.approx(1)
    assert not rotate(ones, rng)[:, 0, 0].any()
