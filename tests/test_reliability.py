import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzi.reliability import BINS, calibration_error, reliability

answers = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50)


def test_an_example_worked_by_hand():
    # 0.90 and 0.92 lie from 13/15 to 14/15, 1.0 in the last bin, which holds its upper end too.
    bins = reliability([0.90, 0.92, 1.0, 0.0], [True, False, True, False])

    assert [(each.count, each.accuracy) for each in bins if each.count] == [
        (1, 0),
        (2, 0.5),
        (1, 1),
    ]
    assert (bins[13].low, bins[13].high) == (13 / 15, 14 / 15)
    assert bins[13].confidence == pytest.approx(0.91)
    assert bins[13].gap == pytest.approx(0.41)
    assert calibration_error(bins) == pytest.approx(2 * 0.41 / 4)


def test_no_answers_are_calibrated():
    bins = reliability([], [])

    assert len(bins) == BINS
    assert calibration_error(bins) == 0


@given(answers)
def test_every_answer_is_in_one_bin(some):
    confidences, right = [c for c, _ in some], [r for _, r in some]
    bins = reliability(confidences, right)

    assert sum(each.count for each in bins) == len(some)
    assert sum(each.count * each.accuracy for each in bins) == pytest.approx(sum(right))
    assert sum(each.count * each.confidence for each in bins) == pytest.approx(sum(confidences))
    assert 0 <= calibration_error(bins) <= 1
