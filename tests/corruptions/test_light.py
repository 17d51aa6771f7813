import numpy as np

from shuzi.corruptions.light import brightness, fog, stripe


def test_brightness_adds_one_half_up_to_white(rng):
    assert brightness(np.array([[[0, 0.25, 0.5, 1]]]), rng).tolist() == [[[0.5, 0.75, 1, 1]]]


def test_stripe_turns_the_outer_quarters_and_nothing_between(digits, rng):
    spoilt = stripe(digits, rng)

    assert np.array_equal(spoilt[..., 7:21], digits[..., 7:21])
    assert np.array_equal(spoilt[..., :7], 1 - digits[..., :7])
    assert np.array_equal(spoilt[..., 21:], 1 - digits[..., 21:])
    assert np.allclose(stripe(spoilt, rng), digits)


def test_fog_leaves_a_quarter_of_the_contrast_and_is_smooth(digits, rng):
    spoilt = fog(digits, rng)
    clouds = 4 * spoilt - digits  # the brightest of each is 1

    assert np.allclose(digits.max(axis=(1, 2)), 1)
    assert clouds.min() >= 0
    assert clouds.max() <= 3
    assert np.abs(np.diff(clouds, axis=2)).mean() < clouds.std(axis=(1, 2)).mean() / 4


def test_fog_differs_from_frame_to_frame(rng):
    spoilt = fog(np.ones((6, 28, 28)), rng)

    assert len(np.unique(spoilt.mean(axis=(1, 2)).round(6))) == 6
