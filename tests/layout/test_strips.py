"""Tests of finding digits and lines in the ink of a page."""

import time
from itertools import chain

import cv2
import numpy as np
import pytest

from shuzi.framing import frame_ink
from shuzi.layout.strips import find_strips
from shuzi.results import Box


def boxes(strips):
    return [[strip.on_page(mark.box) for mark in strip.marks] for strip in strips]


def lengths(ink):
    return [len(strip.marks) for strip in find_strips(ink)]


def rotated(ink, degrees):
    width = ink.shape[1]
    wide = np.pad(ink, width // 4)
    centre = (wide.shape[1] / 2, wide.shape[0] / 2)
    turn = cv2.getRotationMatrix2D(centre, degrees, 1)
    return np.asarray(cv2.warpAffine(wide, turn, wide.shape[::-1]), np.uint8)


def test_no_ink_has_no_lines():
    blank = np.zeros((30, 50), np.uint8)
    assert find_strips(blank) == ()


@pytest.mark.parametrize("scale", [0.15, 0.5, 1, 4])
def test_lines_run_down_and_digits_to_the_right_at_any_scale(written, scale):
    ink = cv2.resize(
        written("3071\n4\n2896"),
        None,
        fx=scale,
        fy=scale,
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
    )
    lines = find_strips(ink)
    assert lengths(ink) == [4, 1, 4]
    for line in boxes(lines):
        assert line == sorted(line, key=lambda box: box.x)
    tops = [line[0].y for line in boxes(lines)]
    assert tops == sorted(tops)


def test_boxes_enclose_the_ink_exactly():
    ink = np.zeros((100, 100), np.uint8)
    ink[20:61, 30:36] = 255
    (strip,) = find_strips(ink)
    (mark,) = strip.marks
    assert strip.on_page(mark.box) == Box(30, 20, 6, 41)
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
    assert all(box.height > 90 for line in boxes(find_strips(ink)) for box in line)


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
    ((first, second),) = [strip.marks for strip in find_strips(ink)]
    assert second.box.x < first.box.x + first.box.width
    np.testing.assert_array_equal(frame_ink(first.ink), frame_ink(seven))


def test_noise_does_not_take_long():
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500), np.uint8)
    start = time.perf_counter()
    find_strips(noise)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("sign", [((310, 113), (302, 138)), ((302, 46), (310, 71))])
def test_a_sign_that_hangs_out_of_a_line_is_no_line(written, sign):
    ink = written("3071\n2896")
    cv2.line(ink, *sign, 255, 5)
    assert lengths(ink) == [5, 4]


def test_a_low_digit_below_a_line_is_a_line(written):
    ink = written("3071")
    small = cv2.resize(written("5"), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    page = np.vstack([ink, np.zeros_like(ink)])
    page[150 : 150 + small.shape[0], 100 : 100 + small.shape[1]] |= small
    assert lengths(page) == [4, 1]


def grid(rows, columns, cell=(100, 90)):
    """Rules around cells of that height and width."""
    high, wide = cell
    ink = np.zeros((rows * high + 41, columns * wide + 41), np.uint8)
    for row in range(rows + 1):
        cv2.line(ink, (20, 20 + row * high), (20 + columns * wide, 20 + row * high), 255, 3)
    for column in range(columns + 1):
        cv2.line(ink, (20 + column * wide, 20), (20 + column * wide, 20 + rows * high), 255, 3)
    return ink


@pytest.mark.parametrize("digit", "0123456789")
@pytest.mark.parametrize("degrees", [0, 4])
def test_a_table_comes_out_row_by_row_and_cell_by_cell(digit, degrees):
    ink = grid(4, 6)
    for row in range(4):
        for column in range(6):
            corner = (40 + 90 * column, 95 + 100 * row)
            cv2.putText(ink, digit, corner, cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    strips = find_strips(rotated(ink, degrees) if degrees else ink)
    assert [len(strip.marks) for strip in strips] == [6] * 4
    assert [len(strip.cells) for strip in strips] == [6] * 4
    for strip in strips:
        for mark, cell in zip(strip.marks, strip.cells, strict=True):
            assert cell.x <= mark.box.x < mark.box.x + mark.box.width <= cell.x + cell.width
            assert cell.y <= mark.box.y < mark.box.y + mark.box.height <= cell.y + cell.height


def test_digits_that_touch_through_a_wall_are_cut_along_it():
    ink = grid(3, 5)
    for row in range(3):
        for column in range(5):
            corner = (40 + 90 * column, 95 + 100 * row)
            cv2.putText(ink, "4", corner, cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    cv2.line(ink, (80, 80), (145, 60), 255, 5)  # from the first to the second of a row
    cv2.line(ink, (330, 90), (330, 160), 255, 5)  # from the fourth to that below
    strips = find_strips(ink)
    assert [len(strip.marks) for strip in strips] == [5] * 3
    assert [len(strip.cells) for strip in strips] == [5] * 3


def test_cells_are_known_where_every_digit_touches_two_walls():
    ink = grid(4, 6, cell=(70, 60))
    for row in range(4):
        for column in range(6):
            middle = (20 + 60 * column + 36, 20 + 70 * row + 42)
            cv2.ellipse(ink, middle, (22, 27), 0, 0, 360, 255, 5)
    strips = find_strips(ink)
    assert [len(strip.marks) for strip in strips] == [6] * 4
    assert [len(strip.cells) for strip in strips] == [6] * 4


def test_1s_along_walls_are_no_part_of_them():
    ink = grid(4, 6, cell=(70, 60))
    for row in range(4):
        for column in range(6):
            top = (20 + 60 * column + 11 + 9 * ((row + column) % 4), 20 + 70 * row + 12)
            cv2.line(ink, top, (top[0], top[1] + 46), 255, 5)
    strips = find_strips(ink)
    assert [len(strip.marks) for strip in strips] == [6] * 4
    assert all(mark.box.height > 40 for strip in strips for mark in strip.marks)


def test_what_touches_a_bold_rule_keeps_no_blot_of_it():
    ink = grid(3, 4, cell=(100, 90))
    bold = cv2.dilate(ink, np.ones((5, 5), np.uint8))
    for row in range(3):
        for column in range(4):
            middle = (20 + 90 * column + 45, 20 + 100 * row + 59)
            cv2.ellipse(bold, middle, (24, 37), 0, 0, 360, 255, 5)
    strips = find_strips(bold)
    assert [len(strip.marks) for strip in strips] == [4] * 3
    for strip in strips:
        for mark in strip.marks:
            assert np.count_nonzero(mark.ink[-4:].max(axis=0)) < 30


@pytest.mark.parametrize("number", ["6052", "31", "49"])
def test_a_number_in_a_box_is_a_line(number):
    wide = 60 + 70 * len(number)
    ink = grid(1, 1, cell=(100, wide))
    cv2.putText(ink, number, (50, 95), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    (strip,) = find_strips(ink)
    assert strip.cells == ()
    assert len(strip.marks) == len(number)
    lefts = [mark.box.x for mark in strip.marks]
    assert lefts == sorted(lefts)


def test_numbers_in_cells_are_a_line_each_row_by_row():
    ink = grid(2, 3, cell=(100, 250))
    for row in range(2):
        for column, number in enumerate(("905", "23", "478")):
            corner = (50 + 250 * column, 95 + 100 * row)
            cv2.putText(ink, number, corner, cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    strips = find_strips(ink)
    assert [len(strip.marks) for strip in strips] == [3, 2, 3, 3, 2, 3]
    assert not any(strip.cells for strip in strips)


def test_a_missing_wall_makes_its_row_of_boxes_a_line():
    ink = grid(1, 6)
    ink[30:110, 290 - 4 : 290 + 4] = 0  # between the third and the fourth box
    for place in range(6):
        cv2.putText(ink, "6", (42 + 90 * place, 95), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    (strip,) = find_strips(ink)
    assert len(strip.marks) == 6


@pytest.mark.parametrize("at_foot", [False, True])
def test_what_the_edge_leaves_of_a_line_is_left_out(at_foot):
    ink = np.zeros((190, 400), np.uint8)
    cv2.putText(ink, "5028", (60, 100), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    cv2.putText(ink, "3693", (80, 215), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    assert lengths(ink if at_foot else ink[::-1, ::-1]) == [4]


def test_a_single_line_is_kept_though_the_edge_cuts_it():
    ink = np.zeros((60, 400), np.uint8)
    cv2.putText(ink, "5028", (60, 75), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    assert lengths(ink) == [4]


@pytest.mark.parametrize("rule", [24, 30, 90])
def test_a_table_with_faint_rules_comes_out_row_by_row(rule):
    rng = np.random.default_rng(3)
    ink = (grid(5, 6) / 255 * rule).astype(np.uint8)
    for row in range(5):
        for column in range(6):
            corner = (40 + 90 * column, 95 + 100 * row - 12 * (column % 2))
            cv2.putText(ink, "3", corner, cv2.FONT_HERSHEY_SIMPLEX, 2.2, 255, 5)
    grey = np.clip(235.0 - ink * 0.8 + rng.normal(scale=2, size=ink.shape), 0, 255)
    strips = find_strips(grey.astype(np.uint8))
    assert [len(strip.cells) for strip in strips] == [6] * 5
    assert [len(strip.marks) for strip in strips] == [6] * 5


def test_empty_cells_are_known_and_hold_no_mark():
    ink = grid(2, 3)
    cv2.putText(ink, "8", (130, 95), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 255, 5)
    (strip,) = find_strips(ink)
    (mark,) = strip.marks
    assert len(strip.cells) == 3
    assert strip.cells[1].x < mark.box.x < strip.cells[2].x


def test_a_blank_form_has_no_strips():
    assert find_strips(grid(3, 4)) == ()


@pytest.mark.parametrize("degrees", [-14, -5, 9])
def test_a_strip_maps_back_to_its_page(written, degrees):
    page = rotated(written("908172635480\n123045678\n506070809010"), degrees)
    strips = find_strips(page)
    assert [len(strip.marks) for strip in strips] == [12, 9, 12]
    for strip in strips:
        height, width = strip.ink.shape
        # OpenCV counts from the middle of the first pixel.
        turn = strip.to_page[:, :2]
        centred = np.column_stack([turn, turn @ (0.5, 0.5) + strip.to_page[:, 2] - 0.5])
        again = cv2.warpAffine(
            page, centred, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        own = strip.ink > 127
        assert (again[own] > 60).mean() > 0.98


def test_a_large_page_is_laid_out_on_a_smaller_copy(written):
    ink = np.kron(written("31\n42"), np.ones((9, 9), np.uint8))
    small = boxes(find_strips(written("31\n42")))
    large = boxes(find_strips(ink))
    assert [len(line) for line in large] == [2, 2]
    for one, other in zip(chain(*small), chain(*large), strict=True):
        assert np.abs(np.array(other.to_list()) - 9 * np.array(one.to_list())).max() <= 27


def test_lines_side_by_side_come_from_the_left(written):
    row = np.hstack([written("38"), np.zeros((180, 500), np.uint8), written("52")])
    strips = find_strips(np.vstack([row, row]))
    lefts = [box.x for line in boxes(strips) for box in line]
    assert [len(strip.marks) for strip in strips] == [4, 4]
    assert lefts == sorted(lefts[:4]) * 2
