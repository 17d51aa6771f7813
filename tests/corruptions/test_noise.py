import numpy as np
import pytest

from shuzi.corruptions.noise import impulse_noise, shot_noise

HALF_GREY = np.full((50, 28, 28), 0.5)


def test_shot_noise_counts_three_photons_at_most_bright(rng):
    spoilt = shot_noise(HALF_GREY, rng)

    assert np.array_equal(np.rint(3 * spoilt), 3 * spoilt)
    assert spoilt.mean() == pytest.approx(0.5, abs=0.01)
    assert spoilt.var() == pytest.approx(0.5 / 3, abs=0.01)  # Poisson's: its mean, over 3 twice
    assert not shot_noise(np.zeros((1, 28, 28)), rng).any()


def test_impulse_noise_strikes_17_in_100_pixels_and_leaves_the_others(rng):
    spoilt = impulse_noise(HALF_GREY, rng)

    assert set(np.unique(spoilt)) == {0, 0.5, 1}
    assert (spoilt == 0).mean() == pytest.approx(0.085, abs=0.005)
    assert (spoilt == 1).mean() == pytest.approx(0.085, abs=0.005)
