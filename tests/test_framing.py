"""Tests of the frame that every digit is put into."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shuzi.framing import (
    BOX,
    CENTRE,
    FIRM,
    FRAME,
    THINNEST,
    are_framed,
    frame_ink,
    ink_boxes,
)
from shuzi.synthesis.digits import draw_digits


def centre_of_mass(frame):
    rows, columns = np.indices(frame.shape)
    return (rows * frame).sum() / frame.sum(), (columns * frame).sum() / frame.sum()


def firm_sides(frame):
    rows, columns = np.nonzero(frame >= FIRM)
    return np.ptp(rows) + 1, np.ptp(columns) + 1


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 90), st.integers(1, 90))))
def test_any_ink_gives_a_frame_with_full_ink_and_no_ink_an_empty_one(ink):
    frame = frame_ink(ink)
    assert frame.shape == (FRAME, FRAME)
    assert frame.dtype == np.uint8
    assert frame.max() == (255 if ink.any() else 0)


@pytest.mark.parametrize("size", [7, 20, 28, 100, 1000])
def test_the_longer_side_is_twenty_pixels_and_the_aspect_is_kept(size):
    ink = np.zeros((3 * size, 3 * size), np.uint8)
    ink[size : 2 * size, size : size + max(1, size // 2)] = 255
    height, width = firm_sides(frame_ink(ink))
    assert height == BOX
    assert width == pytest.approx(BOX / 2, abs=1.5)


def test_the_centre_of_mass_is_in_the_middle(written):
    for digit in "0123456789":
        assert centre_of_mass(frame_ink(written(digit))) == pytest.approx(
            (CENTRE, CENTRE), abs=0.51
        )


def test_lopsided_ink_is_not_cut_off():
    ink = np.zeros((100, 100), np.uint8)
    ink[:, :2] = 255
    ink[90:] = 255  # the centre of mass is near the lower left corner
    assert firm_sides(frame_ink(ink)) == (BOX, BOX)


def test_the_place_in_the_picture_does_not_matter(written):
    ink = written("5")
    moved = np.pad(ink, ((40, 3), (0, 77)))
    np.testing.assert_array_equal(frame_ink(moved), frame_ink(ink))


def test_faint_ink_comes_out_as_full_ink(written):
    faint = written("3") // 4
    assert np.abs(frame_ink(faint).astype(int) - frame_ink(written("3"))).mean() < 2


@pytest.mark.parametrize("side", [60, 400, 3000])
def test_a_thin_line_stays_whole_and_dark(side):
    ink = np.zeros((side, side), np.uint8)
    cv2.line(ink, (2, 2), (side - 3, side - 3), 255, 1)
    frame = frame_ink(ink)
    assert (frame.max(axis=1) > 128).sum() >= BOX - 1
    assert frame.sum() / 255 / BOX > THINNEST / 2


def test_thick_strokes_keep_their_width():
    ink = np.zeros((400, 400), np.uint8)
    cv2.line(ink, (200, 40), (200, 360), 255, 48)  # with round ends 368 high: 2.6 pixels of 20
    width = (frame_ink(ink)[CENTRE] / 255).sum()
    assert width == pytest.approx(48 * BOX / 368, abs=0.5)  # sides are whole pixels


def test_mnist_is_framed_as_it_is(mnist):
    frames = np.stack([frame_ink(picture) for picture in mnist])
    assert np.abs(frames.astype(int) - mnist).mean() < 0.2


def test_enlarged_mnist_comes_back(mnist):
    large = [
        cv2.resize(picture, None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC) for picture in mnist
    ]
    frames = np.stack([frame_ink(picture) for picture in large])
    # A shift by a single pixel is a difference of 18.
    assert np.abs(frames.astype(int) - mnist).mean() < 9
    assert frames.mean() == pytest.approx(mnist.mean(), rel=0.05)


def test_frames_are_known_for_frames():
    assert are_framed(draw_digits((np.arange(100) % 10).astype(np.uint8), seed=2)).all()


def test_all_of_mnist_are_frames(mnist):
    assert are_framed(mnist).all()


@pytest.mark.parametrize(
    "changed",
    [
        lambda frame: 255 - frame,
        lambda frame: np.roll(frame, 2, axis=0),
        lambda frame: np.roll(frame, -2, axis=1),
        lambda frame: np.pad(cv2.resize(frame, (20, 20)), 4),
        np.zeros_like,
    ],
    ids=["inverted", "lower", "to the left", "smaller", "empty"],
)
def test_what_is_not_framed_is_known_too(changed):
    frame = draw_digits(np.array([5], np.uint8), seed=2)[0]

    assert not are_framed(changed(frame)[None]).any()


def test_boxes_are_around_the_ink():
    frames = np.zeros((2, FRAME, FRAME), np.uint8)
    frames[0, 3:10, 5:7] = 100
    frames[0, 12, 20] = 15
    frames[1, 27, 0] = 255

    assert ink_boxes(frames, 16).tolist() == [[5, 3, 2, 7], [0, 27, 1, 1]]
    assert ink_boxes(frames, 15).tolist()[0] == [5, 3, 16, 10]
