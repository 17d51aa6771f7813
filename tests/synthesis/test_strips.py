import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.synthesis import strips
from shuzi.synthesis.sheet import STRANGER
from shuzi.synthesis.strips import draw_digit, draw_line


def rng(seed=1):
    return np.random.default_rng(seed)


@settings(max_examples=40, deadline=None)
@given(text=st.text("0123456789", min_size=1, max_size=9), seed=st.integers(0, 2**32))
def test_the_truth_is_the_text_and_its_boxes_lie_in_the_picture(text, seed):
    page = draw_line(text, rng(seed), height=32)
    assert page.text == text
    assert "".join(map(str, page.values)) == text
    assert len(page.boxes) == len(text)
    rows, columns, _ = page.picture.shape
    assert page.picture.dtype == np.uint8
    for box in page.boxes:
        assert 0 <= box.x < box.x + box.width <= columns
        assert 0 <= box.y < box.y + box.height <= rows
        assert 32 / 3 < max(box.width, box.height) < 2.2 * 32
    middles = [2 * box.x + box.width for box in page.boxes]
    assert middles == sorted(middles)


def test_ink_stands_in_the_boxes(monkeypatch):
    monkeypatch.setattr(strips, "PRINT_SHARES", (1, 0, 0, 0, 0, 0, 0, 0))
    monkeypatch.setattr(strips, "photographed", lambda picture, _: picture)
    for seed in range(30):
        page = draw_line("3582", rng(seed), height=48)
        grey = page.picture.mean(axis=2)
        paper = np.median(grey)
        for box in page.boxes:
            inside = grey[box.y : box.y + box.height, box.x : box.x + box.width]
            assert paper - np.percentile(inside, 3) > 15


@pytest.mark.parametrize("kind", range(len(strips.PRINTS)))
def test_whatever_is_printed_is_in_no_truth(monkeypatch, samples, kind):
    shares = np.eye(len(strips.PRINTS))[kind]
    monkeypatch.setattr(strips, "PRINT_SHARES", shares)
    for seed in range(10):
        assert draw_line("40712", rng(seed), height=32, samples=samples).values == (4, 0, 7, 1, 2)


def test_a_neighbouring_line_and_a_line_below_are_in_no_truth(monkeypatch):
    monkeypatch.setattr(strips, "NEIGHBOURED", 1)
    monkeypatch.setattr(strips, "UNDERLINED", 1)
    for seed in range(20):
        page = draw_line("93", rng(seed), height=32)
        assert (page.text, len(page.boxes)) == ("93", 2)


def test_one_digit_stands_without_signs():
    for value in range(10):
        page = draw_digit(value, rng(value), height=40)
        assert (page.text, page.values) == (str(value), (value,))
        assert page.picture.shape[1] < 3.5 * 40


def test_a_stranger_may_stand_alone():
    page = draw_digit(STRANGER, rng(2), height=40)
    assert (page.text, page.values) == ("?", (STRANGER,))


def test_a_careless_cut_goes_through_the_digits(monkeypatch):
    monkeypatch.setattr(strips, "TURNED", 0)
    for chance, cut in ((0, False), (1, True)):
        monkeypatch.setattr(strips, "CUT", chance)
        for seed in range(20):
            page = draw_digit(8, rng(seed), height=48)
            (box,) = page.boxes
            assert (box.y == 0 and box.y + box.height == page.picture.shape[0]) == cut
            assert box.height > 48 / 3


def test_no_digit_is_cut_off_wholly(monkeypatch):
    monkeypatch.setattr(strips, "CUT", 1)
    for seed in range(40):
        assert len(draw_line("000000000", rng(seed), height=24).boxes) == 9


def test_the_same_seed_draws_the_same(samples):
    for known in (samples, None):
        one, same, other = (
            draw_line("271", rng(seed), height=40, samples=known).picture for seed in (4, 4, 5)
        )
        np.testing.assert_array_equal(one, same)
        assert one.shape != other.shape or (one != other).any()


def test_strangers_are_in_the_truth(samples):
    for seed in range(10):
        page = draw_line("1?4??", rng(seed), height=32, samples=samples)
        assert (page.text, page.values) == ("1?4??", (1, 10, 4, 10, 10))
        assert len(page.boxes) == 5
