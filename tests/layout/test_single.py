"""Tests of finding the one digit of a picture."""

import cv2
import numpy as np
import pytest

from shuzi.framing import frame_ink
from shuzi.layout.single import find_mark


def test_no_ink_has_no_mark():
    assert find_mark(np.zeros((30, 50), np.uint8)) is None


def test_one_digit_in_pieces_is_one_mark_without_what_sticks_in():
    ink = np.zeros((200, 200), np.uint8)
    body = np.add([(5, 0), (5, 40), (40, 35), (58, 60), (40, 88), (2, 84)], (60, 66))
    cv2.polylines(ink, [body], False, 255, 5)
    cv2.line(ink, (68, 54), (120, 52), 255, 5)  # the bar of the 5, apart from its body
    alone = ink.copy()
    cv2.line(ink, (160, 150), (199, 199), 255, 4)  # a neighbour's
    mark = find_mark(ink)
    np.testing.assert_array_equal(frame_ink(mark.ink), frame_ink(alone))


def test_mnist_is_one_mark_as_it_is(mnist):
    frames = np.stack([frame_ink(find_mark(picture).ink) for picture in mnist])
    assert np.abs(frames.astype(int) - mnist).mean() < 0.3


def test_what_is_left_of_a_rule_is_no_digit():
    ruled = np.zeros((48, 48), np.uint8)
    cv2.line(ruled, (0, 30), (47, 30), 255, 2)
    bit, digit = ruled.copy(), ruled.copy()
    cv2.line(bit, (12, 35), (12, 43), 255, 1)
    cv2.line(digit, (24, 6), (18, 26), 255, 3)
    assert find_mark(bit) is None
    assert find_mark(digit) is not None


@pytest.mark.parametrize("digit", "123456789")
def test_a_digit_that_reaches_all_edges_is_no_grid(written, digit):
    ink = written(digit, thickness=7)
    left, top, width, height = cv2.boundingRect(ink)
    mark = find_mark(ink[top : top + height, left : left + width])
    assert (mark.box.width, mark.box.height) == (width, height)


@pytest.mark.parametrize("thickness", [2, 5])
def test_a_blank_cell_has_no_mark(thickness):
    cell = np.zeros((48, 48), np.uint8)
    cv2.line(cell, (4, 0), (6, 47), 255, thickness)
    cv2.line(cell, (4, 42), (47, 41), 255, thickness)
    assert find_mark(cell) is None


def test_the_digit_of_a_cell_is_its_mark(written):
    digit = cv2.resize(written("8"), (80, 80), interpolation=cv2.INTER_AREA)
    cell = np.pad(digit, 10)
    cv2.line(cell, (0, 4), (99, 5), 255, 3)
    cv2.line(cell, (94, 0), (95, 99), 255, 3)
    np.testing.assert_array_equal(frame_ink(find_mark(cell).ink), frame_ink(digit))


@pytest.mark.parametrize("width", [9, 20, 48])
def test_a_one_as_high_as_its_picture_is_kept(width):
    ink = np.zeros((48, width), np.uint8)
    cv2.line(ink, (width // 2 + 1, 0), (width // 2 - 1, 47), 255, 3)
    assert find_mark(ink).box.height == 48


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_cut_out_tightly_is_kept_whole(written, digit):
    ink = written(digit)
    left, top, width, height = cv2.boundingRect(ink)
    mark = find_mark(ink[top : top + height, left : left + width])
    assert abs(mark.box.width - width) <= 1
    assert abs(mark.box.height - height) <= 2


@pytest.mark.parametrize("turns", range(4))
def test_a_bit_of_a_wall_at_one_edge_is_no_mark(turns):
    cell = np.zeros((48, 48), np.uint8)
    cell[20:32, 44:47] = 255
    assert find_mark(np.rot90(cell, turns)) is None


def test_a_1_that_fills_its_picture_is_a_mark():
    picture = np.zeros((48, 12), np.uint8)
    picture[2:46, 4:8] = 255
    assert find_mark(picture).box.height == 44
