import numpy as np

from shuzi.training.lines.batches import UNKNOWN, batches, stacked
from shuzi.training.lines.drawing import DrawnLine
from shuzi.training.lines.network import BLANK


def test_every_line_is_shown_once(lines):
    shown = [*batches(lines, 8, np.random.default_rng(1))]

    assert sum(len(batch.strips) for batch in shown) == len(lines)
    values = np.concatenate([batch.values.numpy() for batch in shown])
    written = np.concatenate([line.values for line in lines])
    np.testing.assert_array_equal(np.bincount(values), np.bincount(written))
    for batch in shown:
        assert batch.strips.shape[3] % 4 == 0
        assert batch.columns.shape == (len(batch.strips), batch.strips.shape[3] // 2)
        assert int(batch.lengths.sum()) == len(batch.values)


def test_columns_show_what_stands_in_their_midst():
    strip = np.zeros((32, 60), np.uint8)
    line = DrawnLine(strip, np.array([7, 3]), np.array([[10, 30], [30, 50]], np.float32))
    shown = stacked([line]).columns[0].tolist()

    assert shown[10] == 7
    assert shown[20] == 3
    assert shown[0] == shown[29] == BLANK
    assert shown[15] == BLANK
    assert set(shown) == {7, 3, BLANK, UNKNOWN}
