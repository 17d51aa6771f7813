import numpy as np
import pytest

from shuzi.synthesis.samples import SampleHand, Samples, random_sample_hand

AS_IT_IS = SampleHand(change=np.eye(2), pen=0.1, shake=0.0)


def rng(seed=1):
    return np.random.default_rng(seed)


def bar(width):
    """An upright bar, as high as MNIST's digits are."""
    frame = np.zeros((28, 28), np.uint8)
    frame[4:24, 14 - width // 2 : 14 - width // 2 + width] = 255
    return frame


def every_digit(count):
    """Digits whose images say where they stand."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.divmod(np.arange(count), 256)
    return Samples.of(images, (np.arange(count) // 2 % 10).astype(np.uint8))


def place_of(image):
    return int(image[0, 0]) * 256 + int(image[0, 1])


@pytest.mark.parametrize("place", [0, 301, 1001, 1999])
def test_samples_of_one_writer_are_near_and_of_the_same_stream(place):
    samples = every_digit(2000)
    for value in range(10):
        found = place_of(samples.near(place, value, rng(value)))
        assert samples.labels[found] == value
        assert found % 2 == place % 2
        assert abs(found - place) <= 8 * 20  # so many of a digit on either side, one in 20 images


def test_a_digit_that_only_the_other_stream_has_is_taken_from_there():
    labels = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], np.uint8)
    samples = Samples.of(np.zeros((10, 28, 28), np.uint8), labels)
    assert samples.near(0, 9, rng()).shape == (28, 28)


def test_samples_need_every_digit():
    with pytest.raises(ValueError, match="there is no 3"):
        Samples.of(np.zeros((3, 28, 28), np.uint8), np.array([0, 1, 2], np.uint8))


@pytest.mark.parametrize("height", [15, 30, 64, 200, 400])
def test_a_sample_is_as_high_as_asked_for(height):
    ink = AS_IT_IS.rewritten(bar(2), height, rng())
    assert ink.shape[0] == pytest.approx(height, rel=0.06, abs=2)
    assert ink.dtype == np.uint8
    assert ink.max() > 127


@pytest.mark.parametrize("pen", [0.08, 0.1, 0.13])
def test_the_pen_becomes_as_wide_as_asked_for(pen):
    hand = SampleHand(np.eye(2), pen, shake=0.0)
    ink = hand.rewritten(bar(2), 200, rng())
    assert (ink > 127).sum(axis=1).mean() == pytest.approx(pen * 200, abs=4)


def test_no_pen_is_so_thin_that_the_digit_is_lost():
    thinnest = SampleHand(np.eye(2), pen=0.001, shake=0.0)
    for width in (1, 2, 5):
        assert thinnest.rewritten(bar(width), 60, rng()).max() > 127


def test_a_change_slants_and_a_shake_makes_each_time_another():
    slanting = SampleHand(np.array([[1.0, 0.4], [0.0, 1.0]]), 0.1, shake=0.0)
    ink = slanting.rewritten(bar(2), 100, rng())
    lean = np.flatnonzero(ink[5]).mean() - np.flatnonzero(ink[-5]).mean()
    assert lean == pytest.approx(0.4 * 100, rel=0.2)
    shaking = random_sample_hand(0.1, rng())
    one, same, other = (shaking.rewritten(bar(2), 60, rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert one.shape != other.shape or (one != other).any()
