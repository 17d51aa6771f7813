"""Tests of finding digits and lines in the ink of a page."""

import time

import cv2
import numpy as np
import pytest

from shuzi.framing import frame_ink
from shuzi.layout import find_lines, find_mark
from shuzi.results import Box


def boxes(lines):
    return [[mark.box for mark in line] for line in lines]


def lengths(ink):
    return [len(line) for line in find_lines(ink)]


def rotated(ink, degrees):
    width = ink.shape[1]
    wide = np.pad(ink, width // 4)
    centre = (wide.shape[1] / 2, wide.shape[0] / 2)
    turn = cv2.getRotationMatrix2D(centre, degrees, 1)
    return np.asarray(cv2.warpAffine(wide, turn, wide.shape[::-1]), np.uint8)


def test_no_ink_has_no_lines_and_no_mark():
    blank = np.zeros((30, 50), np.uint8)
    assert find_lines(blank) == ()
    assert find_mark(blank) is None


def test_faint_stains_are_no_ink():
    stained = np.zeros((50, 50), np.uint8)
    stained[10:40, 10:20] = 100
    assert find_lines(stained) == ()


@pytest.mark.parametrize("scale", [0.15, 0.5, 1, 4])
def test_lines_run_down_and_digits_to_the_right_at_any_scale(written, scale):
    ink = cv2.resize(
        written("3071\n4\n2896"),
        None,
        fx=scale,
        fy=scale,
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
    )
    lines = find_lines(ink)
    assert [len(line) for line in lines] == [4, 1, 4]
    for line in boxes(lines):
        assert line == sorted(line, key=lambda box: box.x)
    tops = [line[0].y for line in boxes(lines)]
    assert tops == sorted(tops)


def test_boxes_enclose_the_ink_exactly():
    ink = np.zeros((100, 100), np.uint8)
    ink[20:61, 30:36] = 255
    ((mark,),) = find_lines(ink)
    assert mark.box == Box(30, 20, 6, 41)
    np.testing.assert_array_equal(frame_ink(mark.ink), frame_ink(ink))


@pytest.mark.parametrize("degrees", [-6, -3, 3, 6])
def test_lines_may_rise_and_fall(written, degrees):
    ink = rotated(written("90817263548\n123\n50607080901"), degrees)
    assert lengths(ink) == [11, 3, 11]


def test_a_right_aligned_short_line_keeps_its_place(written):
    ink = rotated(written("90817263548\n        123\n50607080901"), 7)
    assert lengths(ink) == [11, 3, 11]


def test_small_and_tall_digits_share_a_line():
    ink = np.zeros((120, 300), np.uint8)
    cv2.line(ink, (20, 10), (20, 110), 255, 5)
    cv2.circle(ink, (80, 85), 22, 255, 5)
    cv2.line(ink, (140, 5), (130, 90), 255, 5)
    cv2.circle(ink, (200, 40), 22, 255, 5)
    cv2.line(ink, (250, 10), (250, 110), 255, 5)
    assert lengths(ink) == [5]


def five(ink, left, top, *, gap):
    """A 5 of 60 x 90 pixels whose bar is apart from its body."""
    body = [(5, 0), (5, 40), (40, 35), (58, 60), (40, 88), (2, 84)]
    cv2.polylines(ink, [np.add(body, (left, top + gap))], False, 255, 5)
    cv2.line(ink, (left + 8, top - 6), (left + 60, top - 8), 255, 5)


@pytest.mark.parametrize("gap", [2, 8, 12])
def test_the_bar_of_a_5_is_part_of_it(gap):
    ink = np.zeros((300, 400), np.uint8)
    for left in (30, 130, 230):
        five(ink, left, 60, gap=gap)
        five(ink, left, 190, gap=gap)
    assert lengths(ink) == [3, 3]
    assert all(box.height > 90 for line in boxes(find_lines(ink)) for box in line)


def test_lines_close_together_stay_apart(written):
    page = written("538\n471\n906")
    rows = np.flatnonzero(page.any(axis=1))
    apart = np.flatnonzero(np.diff(rows) > 1)
    pieces = np.split(page[rows], apart + 1)
    between = np.zeros((8, page.shape[1]), np.uint8)
    close = np.concatenate([between, *(part for piece in pieces for part in (piece, between))])
    assert lengths(close) == [3, 3, 3]


def test_dirt_dots_and_dashes_are_no_digits(written):
    ink = written("15 42")
    ink[30, 40] = ink[100:102, 200] = 255  # dirt
    cv2.circle(ink, (195, 117), 5, 255, -1)  # a point
    cv2.line(ink, (10, 80), (40, 80), 255, 4)  # a dash
    assert lengths(ink) == [4]


def test_the_ink_of_a_neighbour_in_the_same_box_is_left_out():
    ink = np.zeros((140, 160), np.uint8)
    cv2.polylines(ink, [np.array([(20, 20), (100, 20), (40, 120)])], False, 255, 5)  # 7
    cv2.line(ink, (110, 40), (92, 120), 255, 5)  # 1 below the bar of it, partly
    seven = np.zeros_like(ink)
    cv2.polylines(seven, [np.array([(20, 20), (100, 20), (40, 120)])], False, 255, 5)
    ((first, second),) = find_lines(ink)
    assert second.box.x < first.box.x + first.box.width
    np.testing.assert_array_equal(frame_ink(first.ink), frame_ink(seven))


def test_one_digit_in_pieces_is_one_mark_without_what_sticks_in():
    ink = np.zeros((200, 200), np.uint8)
    five(ink, 60, 60, gap=6)
    cv2.line(ink, (160, 150), (199, 199), 255, 4)  # a neighbour's
    mark = find_mark(ink)
    alone = np.zeros_like(ink)
    five(alone, 60, 60, gap=6)
    np.testing.assert_array_equal(frame_ink(mark.ink), frame_ink(alone))


def test_mnist_is_one_mark_as_it_is(mnist):
    frames = np.stack([frame_ink(find_mark(picture).ink) for picture in mnist])
    assert np.abs(frames.astype(int) - mnist).mean() < 0.3


def test_noise_does_not_take_long():
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500), np.uint8)
    start = time.perf_counter()
    find_lines(noise)
    find_mark(noise)
    assert time.perf_counter() - start < 20
