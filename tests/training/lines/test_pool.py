import numpy as np

from shuzi.training.lines.drawing import draw_lines
from shuzi.training.lines.pool import AT_ONCE, draw_on_all_cores


def test_all_cores_draw_what_one_does(samples):
    count = AT_ONCE + 20
    parts = [*draw_on_all_cores(samples, (1,), count)]
    drawn = [line for part in parts for line in part]
    assert len(parts) == 2
    first, last = [*draw_lines(samples, (1,), 20)], [*draw_lines(samples, (1,), 20, AT_ONCE)]
    assert len(first) > 10
    assert len(last) > 10
    for one, other in zip(first + last, drawn[: len(first)] + drawn[-len(last) :], strict=True):
        np.testing.assert_array_equal(one.strip, other.strip)
        np.testing.assert_array_equal(one.values, other.values)
