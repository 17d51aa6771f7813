import cv2
import numpy as np

from shuzi.lines.cutting import Core, cut_line, find_seams
from shuzi.results import Box


def ink_of(*strokes, rows=40, columns=80):
    """Ink with straight strokes, each from x, y to x, y."""
    ink = np.zeros((rows, columns), np.uint8)
    for begin, end in strokes:
        cv2.line(ink, begin, end, 255, 2)
    return ink


def cut(ink, *cores):
    cores = [Core(*core) for core in cores]
    return cut_line(ink, find_seams(ink, cores), cores)


def test_strokes_that_lean_over_each_other_are_parted_whole():
    leaning = [((10, 36), (30, 4)), ((22, 36), (42, 4)), ((34, 36), (54, 4))]
    ink = ink_of(*leaning)
    parts = cut(ink, (18, 22), (30, 34), (42, 46))

    for part, stroke in zip(parts, leaning, strict=True):
        alone = ink_of(stroke)
        left, top, width, height = cv2.boundingRect(alone)
        assert part.box == Box(left, top, width, height)
        assert int(part.ink.sum()) == int(alone.sum())


def test_strokes_that_touch_are_cut_where_they_do():
    ink = ink_of(((20, 5), (20, 35)), ((50, 5), (50, 35)), ((20, 20), (50, 20)))
    left, right = cut(ink, (18, 22), (48, 52))

    assert abs(left.box.x + left.box.width - 35) <= 2
    assert abs(right.box.x - 35) <= 2


def test_what_stands_between_belongs_to_nobody():
    strokes = ((20, 5), (20, 35)), ((60, 5), (60, 35))
    dash = ((36, 20), (44, 20))

    for with_dash, without in zip(
        cut(ink_of(*strokes, dash), (18, 22), (58, 62)),
        cut(ink_of(*strokes), (18, 22), (58, 62)),
        strict=True,
    ):
        assert with_dash.box == without.box
        np.testing.assert_array_equal(with_dash.ink, without.ink)


def test_pieces_of_one_character_stay_together():
    ink = ink_of(((20, 15), (20, 35)), ((18, 5), (30, 5)))
    (five,) = cut(ink, (18, 23))

    assert five.box.y <= 5
    assert five.box.y + five.box.height >= 35


def test_where_no_ink_is_there_is_none():
    (nothing,) = cut(ink_of(((60, 5), (60, 35))), (10, 20))

    assert nothing.box == Box(10, 0, 1, 1)
    assert not nothing.ink.any()


def test_nobody_loses_ink_to_two():
    rng = np.random.default_rng(1)
    ink = cv2.GaussianBlur(rng.integers(0, 256, (32, 100), np.uint8), (0, 0), 2)
    seams = find_seams(ink, [Core(10, 14), Core(11, 15), Core(60, 70), Core(96, 100)])

    assert seams.shape == (3, len(ink))
    assert (np.abs(np.diff(seams, axis=1)) <= 1).all()
    assert (np.diff(seams, axis=0) >= 0).all()
    assert (seams.min(axis=1) >= (12, 13, 65)).all()
    assert (seams.max(axis=1) <= (13, 65, 98)).all()
