from dataclasses import replace

import numpy as np
import pytest

from shuzi.synthesis.paper import BOARD, PAPER, PLAIN, lay_ink

BARE = np.zeros((120, 200), np.uint8)
COVERED = np.full((120, 200), 255, np.uint8)


def laid(ink, surface, seed=0):
    return lay_ink(ink, surface, np.random.default_rng(seed))


def test_plain_ink_is_black_on_white():
    assert (laid(BARE, PLAIN) == 255).all()
    assert (laid(COVERED, PLAIN) == 0).all()


def test_half_the_ink_is_half_way_to_its_colour():
    half = laid(
        np.full((4, 4), 51, np.uint8), replace(PLAIN, ground=(200, 100, 0), ink=(0, 200, 50))
    )
    assert (half == (160, 120, 10)).all()


@pytest.mark.parametrize("surface", [PAPER, BOARD])
def test_the_ground_wavers_about_its_colour(surface):
    ground = laid(BARE, surface)
    assert ground.shape == (120, 200, 3)
    assert ground.dtype == np.uint8
    assert len(np.unique(ground[..., 0])) > 1
    np.testing.assert_allclose(ground.mean(axis=(0, 1)), surface.ground, atol=3 * surface.mottle)


def test_grit_keeps_ink_off_but_leaves_the_bare_ground_alone():
    gritty = replace(PLAIN, grit=0.5)
    assert (laid(BARE, gritty) == 255).all()
    inked = laid(COVERED, gritty)
    assert inked.min() < 10
    assert 115 < inked.max() < 135


def test_the_same_seed_gives_the_same_picture():
    np.testing.assert_array_equal(laid(COVERED, BOARD, 1), laid(COVERED, BOARD, 1))
    assert (laid(COVERED, BOARD, 1) != laid(COVERED, BOARD, 2)).any()
