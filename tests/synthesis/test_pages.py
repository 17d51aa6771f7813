import numpy as np
import pytest

from shuzi.synthesis import pages
from shuzi.synthesis.pages import LAYOUTS, draw_page

each_layout = pytest.mark.parametrize("layout", LAYOUTS)


def rng(seed=1):
    return np.random.default_rng(seed)


@each_layout
def test_lines_come_from_the_top_and_their_digits_from_the_left(monkeypatch, samples, layout):
    monkeypatch.setattr(pages, "LAYOUTS", (layout,))
    monkeypatch.setattr(pages, "TURNED", 0)
    for seed in range(12):
        page = draw_page(rng(seed), height=24, samples=samples if seed % 2 else None)
        lines = page.text.split("\n")
        assert "".join(lines) == "".join(map(str, page.values))
        assert len(page.boxes) == len(page.values)
        boxes = iter(page.boxes)
        feet = []
        for line in lines:
            row = [next(boxes) for _ in line]
            middles = [2 * box.x + box.width for box in row]
            assert middles == sorted(middles)
            feet.append(np.mean([box.y + box.height for box in row]))
        assert feet == sorted(feet)


@each_layout
def test_boxes_lie_in_the_picture_however_it_is_turned(monkeypatch, layout):
    monkeypatch.setattr(pages, "LAYOUTS", (layout,))
    monkeypatch.setattr(pages, "TURNED", 1)
    for seed in range(8):
        page = draw_page(rng(seed), height=24)
        rows, columns, _ = page.picture.shape
        for box in page.boxes:
            assert 0 <= box.x < box.x + box.width <= columns
            assert 0 <= box.y < box.y + box.height <= rows


def test_pages_are_turned_by_up_to_15_degrees(monkeypatch):
    angles = []
    turned = pages.Sheet.turned
    monkeypatch.setattr(
        pages.Sheet, "turned", lambda sheet, angle: angles.append(angle) or turned(sheet, angle)
    )
    for seed in range(30):
        draw_page(rng(seed), height=16)
    assert 10 < len(angles) < 27
    assert 10 < np.degrees(np.abs(angles)).max() <= 15


def test_the_same_seed_draws_the_same():
    one, same, other = (draw_page(rng(seed), height=24) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.picture, same.picture)
    assert one.boxes == same.boxes
    assert one.text != other.text
