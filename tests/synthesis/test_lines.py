import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.synthesis.lines import write_line, write_page
from shuzi.synthesis.paper import BOARD, PAPER, PLAIN

rows_of_digits = st.lists(st.text("0123456789", min_size=1, max_size=9), min_size=1, max_size=4)
seeds = st.integers(0, 2**32)


def inside(box):
    return slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)


@settings(max_examples=40, deadline=None)
@given(lines=rows_of_digits, seed=seeds)
def test_every_digit_stands_alone_in_its_box(lines, seed):
    page = write_page(lines, seed, height=60, surface=PLAIN)
    assert page.text.split("\n") == lines
    assert "".join(map(str, page.values)) == "".join(lines)
    assert len(page.boxes) == len(page.values)
    ink = 255 - page.picture[..., 0]
    for box in page.boxes:
        digit = ink[inside(box)].copy()
        assert digit.shape == (box.height, box.width)
        assert digit[0].any()
        assert digit[-1].any()
        assert digit[:, 0].any()
        assert digit[:, -1].any()
        ink[inside(box)] = 0
    assert not ink.any()


@settings(max_examples=40, deadline=None)
@given(lines=rows_of_digits, seed=seeds)
def test_digits_never_touch(lines, seed):
    page = write_page(lines, seed, height=60, surface=PLAIN)
    ink = 255 - page.picture[..., 0]
    grown = cv2.dilate((ink > 0).astype(np.uint8), np.ones((3, 3), np.uint8))
    _, pieces = cv2.connectedComponents(grown)
    owners = [set(np.unique(pieces[inside(box)][ink[inside(box)] > 0])) for box in page.boxes]
    for i, owner in enumerate(owners):
        assert owner.isdisjoint(set().union(*owners[i + 1 :]))


def test_boxes_come_line_by_line_from_left_to_right():
    page = write_page(["123", "45"], seed=1)
    first, second = page.boxes[:3], page.boxes[3:]
    assert [box.x for box in first] == sorted(box.x for box in first)
    assert second[0].x < second[1].x
    assert max(box.y + box.height for box in first) < min(box.y for box in second)


def test_digits_are_about_as_high_as_asked_for():
    for height in (40, 150):
        heights = [box.height for box in write_line("0123456789", seed=2, height=height).boxes]
        assert np.mean(heights) == pytest.approx(height, rel=0.2)


def test_one_writer_writes_a_digit_always_alike():
    def spread(pages):
        heights = [[box.width / box.height for box in page.boxes] for page in pages]
        return np.mean([np.std(page) for page in heights]), np.std(np.concatenate(heights))

    within, across = spread([write_line("0000000000", seed) for seed in range(12)])
    assert within < 0.6 * across


@pytest.mark.parametrize(("surface", "dark_ink"), [(PAPER, True), (BOARD, False)])
def test_ink_stands_out_from_its_surface(surface, dark_ink):
    page = write_line("58", seed=3, surface=surface)
    ground = page.picture[:10].mean()
    strongest = np.percentile(page.picture[inside(page.boxes[0])], 1 if dark_ink else 99)
    assert (strongest < ground) == dark_ink
    assert abs(strongest - ground) > 100


def test_a_line_is_a_page_of_one():
    line, page = write_line("2718", seed=4), write_page(["2718"], seed=4)
    np.testing.assert_array_equal(line.picture, page.picture)
    assert line.boxes == page.boxes


def test_the_seed_is_the_writer():
    one, same, other = (write_line("31", seed).picture for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, same)
    assert one.shape != other.shape or (one != other).any()


@pytest.mark.parametrize("lines", [[], [""], ["12", ""], ["1 2"], ["12a"], ["٣"]])
def test_only_digits_can_be_written(lines):
    with pytest.raises(ValueError, match="line"):
        write_page(lines, seed=1)
