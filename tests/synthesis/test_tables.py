import numpy as np
import pytest

from shuzi.synthesis.tables import draw_table


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("value", range(10))
def test_the_same_digit_is_in_all_cells(value):
    page = draw_table(value, rng(value), height=16)
    lines = page.text.split("\n")
    assert len(lines) >= 8
    assert {len(line) for line in lines} == {len(lines[0])}
    assert set(page.values) == {value}
    assert len(page.boxes) == len(page.values)


def test_boxes_lie_in_the_picture_row_by_row(samples):
    page = draw_table(4, rng(), height=24, samples=samples)
    rows, columns, _ = page.picture.shape
    width = len(page.text.split("\n", 1)[0])
    middles = np.array([(box.x + box.width / 2, box.y + box.height / 2) for box in page.boxes])
    middles = middles.reshape(-1, width, 2)
    assert (np.diff(middles[..., 0], axis=1) > 0).all()
    assert (np.diff(middles[..., 1].mean(axis=1)) > 0).all()
    for box in page.boxes:
        assert 0 <= box.x < box.x + box.width <= columns
        assert 0 <= box.y < box.y + box.height <= rows


def test_the_same_seed_draws_the_same():
    one, same, other = (draw_table(7, rng(seed), height=16) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.picture, same.picture)
    assert one.boxes == same.boxes
    assert other.picture.shape != one.picture.shape or (other.picture != one.picture).any()
