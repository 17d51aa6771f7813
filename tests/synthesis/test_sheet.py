import numpy as np
import pytest

from shuzi.results import Box
from shuzi.synthesis.sheet import Mark, Sheet, paste


def block(left, top, value=None, height=20, width=10):
    return Mark(np.full((height, width), 200, np.uint8), left, top, value)


def test_a_sheet_tells_its_digits_and_not_its_other_marks():
    sheet = Sheet.of((100, 100), [[block(5, 5, 1), block(20, 5), block(40, 5, 0)], [block(60, 60)]])
    assert sheet.text == "10"
    assert sheet.values == (1, 0)
    assert sheet.boxes == (Box(5, 5, 10, 20), Box(40, 5, 10, 20))
    assert (sheet.written > 0).sum() == 4 * 200


def test_what_is_printed_lies_on_a_layer_of_its_own():
    sheet = Sheet.of((50, 50), [[block(5, 5, 7)]], [block(5, 5)])
    assert (sheet.printed > 0).sum() == (sheet.written > 0).sum() == 200


def test_marks_are_cut_at_the_edges_and_the_strongest_ink_stays():
    canvas = np.full((10, 10), 100, np.uint8)
    paste(canvas, [block(-5, -15), block(8, 9), block(50, 50), block(-80, 0)])
    assert (canvas[:5, :5] == 200).all()
    assert (canvas[9, 8:] == 200).all()
    assert (canvas == 200).sum() == 25 + 2


def test_lines_are_told_one_by_one():
    sheet = Sheet.of((100, 100), [[block(5, 5, 1)], [block(5, 50, 2), block(30, 50, 3)]])
    assert sheet.text == "1\n23"


@pytest.mark.parametrize("angle", [-0.5, -0.1, 0.03, 0.26])
def test_turned_boxes_are_around_the_turned_ink(angle):
    shape = np.zeros((40, 30), np.uint8)
    shape[5:, 10:20], shape[:5] = 255, 255
    sheet = Sheet.of((120, 200), [[Mark(shape, 20, 10, 7), Mark(shape, 140, 60, 7)]])
    for number in (0, 1):
        alone = Sheet.of((120, 200), [[sheet.lines[0][number]]])
        turned, (box,) = alone.turned(angle)
        rows, columns = np.nonzero(turned.written > 60)
        assert box.x == pytest.approx(columns.min(), abs=2)
        assert box.y == pytest.approx(rows.min(), abs=2)
        assert box.x + box.width == pytest.approx(columns.max() + 1, abs=2)
        assert box.y + box.height == pytest.approx(rows.max() + 1, abs=2)
        assert sheet.turned(angle)[1][number] == box


def test_clockwise_is_down_on_the_right():
    level = Sheet.of((100, 300), [[block(10, 40, 1), block(250, 40, 1)]])
    left, right = level.turned(0.2)[1]
    assert right.y > left.y + 30
