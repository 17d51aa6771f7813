import cv2
import numpy as np

from shuzi.synthesis.non_digits import random_non_digit


def made(samples, seed, height=48):
    return random_non_digit(samples, height, np.random.default_rng(seed))


def test_everything_has_ink_and_no_margin(samples):
    for seed in range(300):
        ink = made(samples if seed % 2 else None, seed)
        assert ink.dtype == np.uint8
        assert ink.any()
        assert cv2.boundingRect(ink) == (0, 0, ink.shape[1], ink.shape[0])


def test_the_same_seed_makes_the_same(samples):
    for seed in range(20):
        np.testing.assert_array_equal(made(samples, seed), made(samples, seed))


def test_samples_make_other_pairs(samples):
    alike = [np.array_equal(made(samples, seed), made(None, seed)) for seed in range(200)]
    # Letters and shapes come from no samples; of the others, some writers do.
    assert 0.6 < np.mean(alike) < 0.98


def test_there_are_high_and_wide_ones(samples):
    aspects = np.array([np.divide(*made(samples, seed).shape) for seed in range(200)])
    assert (aspects > 2).mean() > 0.03
    assert (aspects < 0.7).mean() > 0.08
