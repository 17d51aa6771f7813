import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzi.evaluation import DOUBTFUL_TEST_LABELS, Outcome, aligned, evaluate, wilson_interval

NO_DIGIT = REFUSED = 10  # the last row, the last column of the confusion matrix

digits = st.integers(0, 9)
outcomes = st.lists(
    st.builds(Outcome, digits | st.none(), digits | st.none(), st.floats(0, 1)), min_size=1
)
written = st.text("0123456789", max_size=12)
read = st.text("0123456789?", max_size=12)


def answers(text):
    """Outcomes as truth and value only."""
    return [(outcome.truth, outcome.value) for outcome in text]


@pytest.mark.parametrize(
    ("correct", "count"), [(0, 1), (1, 1), (0, 20), (7, 9), (96, 100), (9686, 10_000), (50, 50)]
)
def test_the_interval_is_the_one_that_scipy_computes(correct, count):
    stats = pytest.importorskip("scipy.stats", reason="the oracle is scipy")
    expected = stats.binomtest(correct, count).proportion_ci(0.95, method="wilson")

    assert wilson_interval(correct, count) == pytest.approx(tuple(expected), abs=1e-12)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_accuracy_and_stays_within_bounds(correct_of_count):
    correct, count = correct_of_count
    low, high = wilson_interval(correct, count)

    assert 0 <= low <= correct / count <= high <= 1


def test_the_calibration_error_of_an_example_worked_by_hand():
    # Bins are 1/15 wide. Confidences of 0.90 and 0.92 share the bin from 0.8667 to 0.9333: one
    # of them right, so 1 - 1.82 = -0.82. The 0.50 stands alone and is right: +0.50. The 1.0 is
    # in the last bin and wrong: -1. The refused one is no answer. (0.82 + 0.50 + 1.00) / 4.
    evaluation = evaluate(
        "by hand",
        [
            Outcome(1, 1, 0.90),
            Outcome(2, 7, 0.92),
            Outcome(3, 3, 0.50),
            Outcome(4, 9, 1.00),
            Outcome(5, None, 0.10),
        ],
    )

    assert evaluation.ece == pytest.approx(0.58)


def test_answers_as_sure_as_they_are_right_are_calibrated():
    right_three_times_in_four = [Outcome(1, 1, 0.75)] * 3 + [Outcome(1, 7, 0.75)]

    assert evaluate("sure", right_three_times_in_four).ece == 0
    assert evaluate("refused", [Outcome(1, None, 0.3)]).ece == 0


def test_the_confusion_has_a_row_for_no_digit_and_a_column_for_refused():
    evaluation = evaluate(
        "some",
        [
            Outcome(3, 3, 0.9),
            Outcome(3, 8, 0.9),
            Outcome(3, None, 0.2),
            Outcome(None, 1, 0.7),
            Outcome(None, None, 0.1),
            Outcome(None, None, 0.1),
        ],
    )
    expected = np.zeros((11, 11), int)
    expected[3, 3] = expected[3, 8] = expected[3, REFUSED] = expected[NO_DIGIT, 1] = 1
    expected[NO_DIGIT, REFUSED] = 2

    assert np.array_equal(evaluation.confusion, expected)
    assert (evaluation.count, evaluation.correct, evaluation.refused) == (6, 3, 3)


def test_refusing_a_digit_is_not_right_and_refusing_no_digit_is():
    assert not Outcome(3, None, 0.2).correct
    assert Outcome(None, None, 0.2).correct
    assert not Outcome(None, 3, 0.2).correct


def test_nothing_to_evaluate():
    with pytest.raises(ValueError, match="no outcomes"):
        evaluate("nothing", [])


def test_the_json_has_the_contract_s_fields():
    plain = evaluate("mnist", [Outcome(1, 1, 0.9)], 0.5, 2).to_dict()

    assert list(plain) == [
        *("data", "count", "correct", "accuracy", "interval", "refused", "ece", "confusion"),
        *("string_accuracy", "misses_with_doubtful_label", "unreadable"),
    ]
    assert plain["accuracy"] == 1
    assert (plain["string_accuracy"], plain["misses_with_doubtful_label"]) == (0.5, 2)
    assert json.loads(json.dumps(plain)) == plain


@given(outcomes)
def test_counts_add_up(some):
    evaluation = evaluate("some", some)
    confusion = np.array(evaluation.confusion)

    assert confusion.sum() == evaluation.count == len(some)
    assert np.trace(confusion) == evaluation.correct
    assert confusion[:, REFUSED].sum() == evaluation.refused
    assert evaluation.accuracy == evaluation.correct / len(some)
    assert 0 <= evaluation.ece <= 1


@given(st.lists(digits, min_size=1))
def test_a_perfect_reading_is_perfect(truths):
    evaluation = evaluate("perfect", [Outcome(truth, truth, 1.0) for truth in truths])

    assert evaluation.accuracy == 1.0
    assert evaluation.ece == 0
    assert evaluation.interval[1] == 1.0


@pytest.mark.parametrize(
    ("truth", "text", "expected"),
    [
        ("148", "148", [(1, 1), (4, 4), (8, 8)]),
        ("148", "18", [(1, 1), (4, None), (8, 8)]),
        ("148", "1498", [(1, 1), (4, 4), (None, 9), (8, 8)]),
        ("148", "1?8", [(1, 1), (4, None), (8, 8)]),
        ("148", "198", [(1, 1), (4, 9), (8, 8)]),
        ("148", "", [(1, None), (4, None), (8, None)]),
        ("", "77", [(None, 7), (None, 7)]),
        ("", "?", []),
        ("148", "148?", [(1, 1), (4, 4), (8, 8)]),
        ("", "", []),
    ],
)
def test_a_line_is_matched_digit_by_digit(truth, text, expected):
    assert answers(aligned(truth, text, [0.5] * len(text))) == expected


def test_one_place_that_is_left_out_shifts_no_others():
    for text in ("1" * 10 + "?" + "1" * 39, "1" * 49):
        matched = aligned("1" * 50, text, [0.5] * len(text))
        assert sum(outcome.correct for outcome in matched) == 49
        assert len(matched) == 50


def test_a_confidence_stays_with_its_digit():
    matched = aligned("148", "1?98", [0.1, 0.0, 0.3, 0.4])

    assert [(o.value, o.confidence) for o in matched if o.value is not None] == [
        (1, 0.1),
        (9, 0.3),
        (8, 0.4),
    ]


@given(written, read)
def test_no_digit_is_lost_or_made_up_by_matching(truth, text):
    matched = aligned(truth, text, [0.5] * len(text))

    assert "".join(str(o.truth) for o in matched if o.truth is not None) == truth
    assert "".join(str(o.value) for o in matched if o.value is not None) == text.replace("?", "")


def test_the_doubtful_labels_are_15_of_the_test_part():
    assert len(set(DOUBTFUL_TEST_LABELS)) == 15
    assert sorted(DOUBTFUL_TEST_LABELS) == list(DOUBTFUL_TEST_LABELS)
    assert 0 <= min(DOUBTFUL_TEST_LABELS) < max(DOUBTFUL_TEST_LABELS) < 10_000
