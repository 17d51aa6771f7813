import numpy as np
import pytest

from shuzi.corruptions.overlays import dotted_line, spatter, zigzag

EMPTY = np.zeros((200, 28, 28))


def test_mud_covers_and_is_a_quarter_bright(digits, rng):
    spoilt = spatter(np.concatenate([digits] * 5), rng)
    mud = spatter(EMPTY, rng)

    assert mud.max() == pytest.approx(63 / 255, abs=0.001)
    assert 0.05 < (mud > 0).mean() < 0.3
    assert not ((mud > 0) & (mud < 0.8 * 63 / 255)).any()  # thin mud runs off
    assert spoilt.max() <= 1


def test_dots_of_two_columns_follow_gaps_of_two(rng):
    columns = dotted_line(EMPTY, rng).max(axis=1)

    assert (columns[:, [0, 1, 4, 5, 24, 25]] == 0).all()
    assert (columns[:, [2, 3, 6, 7, 26]] > 0.7).all()
    assert (columns[:, 27] == 0).all()


def test_a_line_fades_within_two_rows_to_both_sides():
    class Level:
        def integers(self, *_, **__):
            return np.array([10, 10])

    column = dotted_line(EMPTY[:1], Level())[0][:, 2]

    beside = 1 + np.log(1 - 1 / 2.3)
    assert column[8:13] == pytest.approx([0, beside, 1, beside, 0])
    assert not column[:8].any()


def test_a_zigzag_swings_two_pixels_to_both_sides_every_four():
    class Level:
        def __init__(self):
            self.drawn = [14, 0]  # its row, and that it is level

        def integers(self, *_):
            return self.drawn.pop(0)

    (line,) = zigzag(EMPTY[:1], Level())
    brightest = line.argmax(axis=0)

    assert brightest[[4, 8, 12, 16, 20]].tolist() == [16, 12, 16, 12, 16]
    assert brightest[[6, 10, 14, 18]].tolist() == [14] * 4
    assert not line[:, :2].any()
    assert not line[:, 25:].any()


def test_a_zigzag_falls_or_rises_by_five_rows_at_most_and_is_unbroken(rng):
    lines = zigzag(EMPTY, rng)
    inside = [line for line in lines if line[8:20].any() and not line[:3].any() | line[25:].any()]

    assert len(inside) > 50
    assert all(line[:, 3:24].max(axis=0).min() > 0.3 for line in inside)
    assert max(np.ptp(np.nonzero(line.max(axis=1))[0]) for line in inside) <= 5 + 2 * (2 + 2)
