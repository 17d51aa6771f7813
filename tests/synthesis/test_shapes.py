import numpy as np
import pytest

from shuzi.synthesis.shapes import SHAPES, corner, rule, scribble, specks


def made(shape, seed, height=40):
    return shape(height, np.random.default_rng(seed))


@pytest.mark.parametrize("shape", SHAPES)
def test_any_shape_is_ink_without_a_margin_another_each_time(shape):
    inks = [made(shape, seed) for seed in range(60)]
    for ink in inks:
        assert ink.dtype == np.uint8
        assert ink.max() > 127
        for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
            assert edge.any()
    assert len({ink.tobytes() for ink in inks}) == 60
    np.testing.assert_array_equal(made(shape, 1), made(shape, 1))


def test_rules_lie():
    for seed in range(40):
        rows, columns = made(rule, seed).shape
        assert columns > 1.2 * rows


def test_corners_have_rules_across_and_down():
    for seed in range(40):
        ink = made(corner, seed) > 127
        assert ink.mean(axis=0).max() > 0.9 or ink.mean(axis=1).max() > 0.9
        assert min(ink.shape) > 10


def test_scribbles_cover_more_than_strokes_and_specks_fall_apart():
    assert np.mean([(made(scribble, seed) > 127).mean() for seed in range(20)]) > 0.25
    assert np.mean([(made(specks, seed) > 127).mean() for seed in range(20)]) < 0.2
