import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzi.coverage import CoverageCurve

some_answers = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30)

# Of five, one gets no answer at any limit.
CURVE = CoverageCurve.of([0.5, 0.9, 0.9, 0.7], [False, True, True, False], 5)


@pytest.mark.parametrize(
    ("limit", "answered", "error"),
    [(0, 0.8, 0.5), (0.5, 0.8, 0.5), (0.6, 0.6, 1 / 3), (0.9, 0.4, 0), (0.95, 0, 0)],
)
def test_a_limit_refuses_what_is_less_sure(limit, answered, error):
    found = CURVE.at(limit)

    assert (found.limit, found.answered, found.error) == pytest.approx((limit, answered, error))


def test_steps_are_where_anything_changes():
    steps = [(step.limit, step.answered, step.error) for step in CURVE.steps()]

    assert steps == [
        pytest.approx(step) for step in [(0.9, 0.4, 0), (0.7, 0.6, 1 / 3), (0.5, 0.8, 0.5)]
    ]


def test_where_nothing_is_answered_there_is_no_error():
    curve = CoverageCurve.of([], [], 3)

    assert curve.steps() == ()
    assert (curve.at(0).answered, curve.at(0).error) == (0, 0)


@given(some_answers, st.floats(0, 1))
def test_it_counts_what_a_limit_leaves(some, limit):
    curve = CoverageCurve.of([c for c, _ in some], [r for _, r in some], len(some) + 2)
    left = [right for confidence, right in some if confidence >= limit]
    found = curve.at(limit)

    assert found.answered == pytest.approx(len(left) / (len(some) + 2))
    assert found.error == pytest.approx(left.count(False) / len(left) if left else 0)
    for step in curve.steps():
        assert curve.at(step.limit) == step
