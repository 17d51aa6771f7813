import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.synthesis.digits import draw_digits

TEN = np.arange(10)


def test_frames_are_mnists():
    frames = draw_digits(np.repeat(TEN, 5), seed=1)
    assert frames.shape == (50, 28, 28)
    assert frames.dtype == np.uint8
    y, x = np.indices((28, 28))
    for frame in frames:
        inked_rows, inked_columns = np.nonzero(frame)
        assert max(np.ptp(inked_rows), np.ptp(inked_columns)) + 1 == 20
        assert frame.max() == 255
        assert (frame * y).sum() / frame.sum() == pytest.approx(14, abs=0.6)
        assert (frame * x).sum() / frame.sum() == pytest.approx(14, abs=0.6)


@settings(max_examples=20, deadline=None)
@given(values=st.lists(st.integers(0, 9), min_size=1, max_size=12), data=st.data())
def test_a_picture_depends_on_seed_index_and_value_alone(values, data):
    index = data.draw(st.integers(0, len(values) - 1))
    others = data.draw(st.lists(st.integers(0, 9), min_size=index, max_size=index))
    frames = draw_digits(np.array(values), seed=4)
    alone = draw_digits(np.array([*others, values[index]]), seed=4)
    np.testing.assert_array_equal(alone[index], frames[index])


def test_another_seed_draws_other_pictures():
    one, other = (draw_digits(TEN, seed=seed) for seed in (1, 2))
    assert all((first != second).any() for first, second in zip(one, other, strict=True))


def test_no_two_pictures_are_alike():
    frames = draw_digits(np.full(300, 1), seed=1)
    assert len({frame.tobytes() for frame in frames}) == 300


def test_none_are_none():
    assert draw_digits(np.array([], np.uint8), seed=1).shape == (0, 28, 28)


def test_more_digits_start_with_the_same_and_progress_counts_them():
    steps = []
    many = draw_digits(np.resize(TEN, 2300), seed=1, progress=steps.append)
    fewer = draw_digits(np.resize(TEN, 2100), seed=1)
    np.testing.assert_array_equal(many[:2100], fewer)
    assert sum(steps) == 2300
    assert len(steps) > 1


@pytest.mark.parametrize("value", [-1, 10])
def test_other_numbers_cannot_be_drawn(value):
    with pytest.raises(ValueError, match="not a digit"):
        draw_digits(np.array([3, value]), seed=1)


def test_digits_look_alike_within_and_different_across_values():
    values = np.resize(TEN, 1000)
    centroids = [draw_digits(np.full(100, v), seed=8).mean(axis=0).ravel() for v in TEN]
    frames = draw_digits(values, seed=9).reshape(-1, 28 * 28)
    distances = np.linalg.norm(frames[:, None] - np.array(centroids), axis=2)
    # Far better than the 10 % of guessing, with the crudest of classifiers.
    assert (distances.argmin(axis=1) == values).mean() > 0.7


def test_digits_have_as_much_ink_as_mnists():
    if "SHUZI_DATA" not in os.environ:
        pytest.skip("SHUZI_DATA names no folder with MNIST")
    folder = Path(os.environ["SHUZI_DATA"]) / "mnist"
    with gzip.open(folder / "train-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(16 + 10_000 * 784), np.uint8, offset=16)
    with gzip.open(folder / "train-labels-idx1-ubyte.gz") as file:
        values = np.frombuffer(file.read(8 + 10_000), np.uint8, offset=8)
    drawn = draw_digits(values[:3000], seed=1)
    assert drawn.mean() == pytest.approx(pixels.mean(), rel=0.1)
