import numpy as np
import pytest

from shuzi.corruptions.families import FAMILIES, corrupt
from shuzi.synthesis.digits import draw_digits

DRAWN_AT_RANDOM = set(FAMILIES) - {"scale", "brightness", "stripe", "canny edges"}

each_family = pytest.mark.parametrize("name", FAMILIES)


@pytest.fixture(scope="module")
def frames():
    return draw_digits((np.arange(12) % 10).astype(np.uint8), seed=5)


def test_they_are_the_fifteen_of_mnist_c():
    assert list(FAMILIES) == [
        *("shot noise", "impulse noise", "glass blur", "motion blur", "shear", "scale", "rotate"),
        *("brightness", "translate", "stripe", "fog", "spatter", "dotted line", "zigzag"),
        "canny edges",
    ]


@each_family
def test_digits_are_spoilt_and_stay_frames(name, frames):
    before = frames.copy()
    spoilt = corrupt(name, frames, seed=1)

    assert (spoilt.shape, spoilt.dtype) == (frames.shape, np.uint8)
    assert all((after != one).any() for after, one in zip(spoilt, frames, strict=True))
    assert np.array_equal(frames, before)


@each_family
def test_a_seed_says_how(name, frames):
    spoilt = corrupt(name, frames, seed=1)

    assert np.array_equal(corrupt(name, frames, seed=1), spoilt)
    others = (corrupt(name, frames, seed=2), corrupt(name, frames, seed=1, first=12))
    for other in others:
        assert np.array_equal(other, spoilt) is (name not in DRAWN_AT_RANDOM)
