import numpy as np

from shuzi.lines.framing import ROWS
from shuzi.training.lines.changes import changed, unchanged
from shuzi.training.lines.drawing import DrawnLine


def bars():
    """Two upright bars as characters."""
    strip = np.zeros((59, 120), np.uint8)
    strip[14:46, 30:40] = 255
    strip[14:46, 80:90] = 255
    return DrawnLine(strip, np.array([1, 1]), np.array([[30, 40], [80, 90]], np.float32))


def test_edges_move_with_the_ink():
    rng = np.random.default_rng(1)
    for _ in range(200):
        line = changed(bars(), rng)
        middle_rows = line.strip[ROWS // 2 - 2 : ROWS // 2 + 2].max(axis=0)
        for left, right in line.edges:
            assert middle_rows[round((left + right) / 2)] > 64


def test_no_change_makes_two_alike():
    rng = np.random.default_rng(1)
    strips = [changed(bars(), rng).strip for _ in range(10)]

    assert len({strip.tobytes() for strip in strips}) == 10
    assert {strip.shape[0] for strip in strips} == {ROWS}


def test_a_line_that_is_too_long_is_left_out():
    line = bars()
    long = DrawnLine(np.tile(line.strip, 10), line.values, line.edges)

    assert changed(long, np.random.default_rng(1)) is None


def test_unchanged_the_band_fills_the_middle_24_rows():
    line = unchanged(bars())
    rows = np.flatnonzero(line.strip.max(axis=1) > 127)

    assert abs(rows[0] - 4) <= 1
    assert abs(rows[-1] - 27) <= 1
    np.testing.assert_allclose(line.edges, bars().edges * 0.75)
