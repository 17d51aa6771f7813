"""Tests of finding rules and taking them out."""

import cv2
import numpy as np
import pytest

from shuzi.layout.rules import find_rim, find_rules

GRID = 120  # pixels from one rule to the next


def with_rules(ink, *, across=(), down=(), thickness=3):
    ruled = ink.copy()
    for y in across:
        cv2.line(ruled, (0, y), (ink.shape[1] - 1, y), 255, thickness)
    for x in down:
        cv2.line(ruled, (x, 0), (x, ink.shape[0] - 1), 255, thickness)
    return ruled


def kept(found, drawn):
    """Intersection over union of two inks."""
    found, drawn = found > 127, drawn > 127
    return (found & drawn).sum() / (found | drawn).sum()


def test_no_ink_and_writing_alone_have_no_rules(written):
    assert not find_rules(np.zeros((30, 40), np.uint8)).any
    for text in ("7", "1", "11111\n11111", "4", "174\n471", "2020\n5577"):
        assert not find_rules(written(text)).any


@pytest.mark.parametrize("rule", [False, True])
@pytest.mark.parametrize("width", [18, 22])
def test_the_heads_and_feet_of_zeros_that_touch_are_no_rules(rule, width):
    ink = np.zeros((80, 8 * width + 60), np.uint8)
    for place, down in enumerate((0, 3, -1)):
        middle = (30 + (2 * place + 1) * width, 30 + down)
        cv2.ellipse(ink, middle, (width, 13), 0, 0, 360, 255, 4)
    ruled = with_rules(ink, across=(60,) if rule else ())
    rules = find_rules(ruled)
    assert rules.any == rule
    assert kept(rules.taken_out(ruled), ink) > 0.98


@pytest.mark.parametrize("digit", "0123456789")
def test_a_grid_goes_and_each_digit_stays(written, digit):
    ink = written(f"{digit}" * 6 + f"\n{digit * 6}")
    ruled = with_rules(ink, across=range(12, len(ink), 130), down=range(52, ink.shape[1], 60))
    assert kept(ruled, ink) < 0.7
    assert kept(find_rules(ruled).taken_out(ruled), ink) > 0.88


@pytest.mark.parametrize("digit", "0123456789")
def test_what_stands_on_a_rule_stays(written, digit):
    ink = written(f"{digit}  {digit}   {digit}")
    foot = int(np.flatnonzero(ink.any(axis=1))[-1])
    ruled = with_rules(ink, across=(foot - 10,))
    assert kept(find_rules(ruled).taken_out(ruled), ink) > 0.9


@pytest.mark.parametrize("fall", [-20, 15, 30])
def test_rules_may_slope_a_little(written, fall):
    ink = written("3860952")
    rows, columns = ink.shape
    ruled = ink.copy()
    cv2.line(ruled, (0, rows - 30 - fall), (columns - 1, rows - 30), 255, 3)
    assert kept(find_rules(ruled).taken_out(ruled), ink) > 0.95


def test_a_row_of_boxes_goes(written):
    ink = written("40718")
    ruled = ink.copy()
    for left in range(50, 350, 60):
        cv2.rectangle(ruled, (left, 48), (left + 60, 136), 255, 2)
    assert kept(find_rules(ruled).taken_out(ruled), ink) > 0.95


def test_the_teeth_of_a_comb_go_but_ones_beside_them_stay(written):
    ink = written("11011")
    ruled = ink.copy()
    cv2.line(ruled, (50, 135), (350, 135), 255, 2)
    for x in range(50, 351, 60):
        cv2.line(ruled, (x, 110), (x, 135), 255, 2)
    assert kept(find_rules(ruled).taken_out(ruled), ink) > 0.93


def test_a_one_between_the_rules_of_squared_paper_stays():
    ink = np.zeros((600, 600), np.uint8)
    for x in range(110, 560, GRID):
        cv2.line(ink, (x, 242), (x, 358), 255, 6)
        cv2.circle(ink, (x, 420), 40, 255, 6)
    ruled = with_rules(ink, across=range(0, 600, GRID), down=range(50, 600, GRID), thickness=2)
    assert kept(find_rules(ruled).taken_out(ruled), ink) > 0.9


@pytest.mark.parametrize("edge", ["top", "bottom", "left", "right"])
@pytest.mark.parametrize("fall", [0, 2])
def test_the_rim_of_a_blank_cell_is_rules(edge, fall):
    cell = np.zeros((48, 48), np.uint8)
    cv2.line(cell, (0, 4), (47, 4 + fall), 255, 4)
    ink = {"top": cell, "bottom": cell[::-1], "left": cell.T, "right": cell.T[:, ::-1]}[edge]
    ink = np.ascontiguousarray(ink)
    assert not find_rim(ink).taken_out(ink).any()


@pytest.mark.parametrize("thickness", [1, 2])
def test_rules_that_cross_beside_a_cell_are_no_digit(thickness):
    cross = with_rules(np.zeros((48, 48), np.uint8), across=(20,), down=(31,), thickness=thickness)
    assert not find_rim(cross).taken_out(cross).any()


def test_what_crosses_in_a_picture_of_few_pixels_may_be_a_digit():
    four = with_rules(np.zeros((16, 16), np.uint8), across=(9,), down=(10,), thickness=2)
    np.testing.assert_array_equal(find_rim(four).taken_out(four), four)


def test_a_thin_rule_through_a_picture_is_no_digit():
    ink = with_rules(np.zeros((48, 48), np.uint8), down=(25,), thickness=1)
    assert not find_rim(ink).taken_out(ink).any()


def test_a_line_through_the_middle_is_no_rim():
    ink = np.zeros((48, 48), np.uint8)
    ink[:, 22:27] = 255
    assert not find_rim(ink).any
    assert not find_rim(np.ascontiguousarray(ink.T)).any
