import numpy as np
import pytest

from shuzi.synthesis.digits import draw_digits
from shuzi.synthesis.frames import frame_digits, frame_non_digits, wear_out

VALUES = np.arange(40) % 10


@pytest.mark.parametrize("with_samples", [True, False])
def test_frames_are_mnists(samples, with_samples):
    known = samples if with_samples else None
    frames = np.concatenate([frame_digits(VALUES, 1, known), frame_non_digits(40, 1, known)])
    assert frames.shape == (80, 28, 28)
    assert frames.dtype == np.uint8
    assert (frames.max(axis=(1, 2)) == 255).all()


def test_any_range_may_be_made_by_itself(samples):
    np.testing.assert_array_equal(
        frame_digits(VALUES, 5, samples)[17:30], frame_digits(VALUES[17:30], 5, samples, first=17)
    )
    np.testing.assert_array_equal(
        frame_non_digits(40, 5, samples)[17:30], frame_non_digits(13, 5, samples, first=17)
    )


def test_nearly_all_that_is_worn_out_is_changed_and_framed_still(samples):
    frames = samples.images[:60]
    old = wear_out(frames, 1)
    assert old.shape == frames.shape
    assert (old.max(axis=(1, 2)) == 255).all()
    assert (old != frames).any(axis=(1, 2)).sum() > 45
    np.testing.assert_array_equal(old[20:30], wear_out(frames[20:30], 1, first=20))


def test_another_seed_draws_others(samples):
    assert (frame_digits(VALUES, 1, samples) != frame_digits(VALUES, 2, samples)).any()
    assert (frame_non_digits(10, 1) != frame_non_digits(10, 2)).any()


def test_none_are_none():
    assert frame_digits([], 1).shape == frame_non_digits(0, 1).shape == (0, 28, 28)


def test_digits_look_like_digits_and_non_digits_less_so(samples):
    means = np.array([draw_digits(np.full(60, v), seed=8).mean(axis=0).ravel() for v in range(10)])

    def nearest(frames):
        distances = np.linalg.norm(frames.reshape(-1, 1, 28 * 28) - means, axis=2)
        return distances.argmin(axis=1), distances.min(axis=1).mean()

    values = np.resize(np.arange(10), 300)
    answers, distance = nearest(frame_digits(values, 3, samples))
    assert (answers == values).mean() > 0.5
    assert nearest(frame_non_digits(300, 3, samples))[1] > distance
