import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzi.separation import auroc

metrics = pytest.importorskip("sklearn.metrics", reason="the oracle is scikit-learn")

numbers = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("wanted", "others", "area"),
    [
        ([0.9, 0.8], [0.1, 0.7], 1),
        ([0.1], [0.9, 0.8], 0),
        ([0.5, 0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.5, 0.1], 0.75),
    ],
)
def test_areas_worked_by_hand(wanted, others, area):
    assert auroc(wanted, others) == area


@given(numbers, numbers)
def test_it_is_the_one_that_scikit_learn_computes(wanted, others):
    labels = [1] * len(wanted) + [0] * len(others)

    assert auroc(wanted, others) == pytest.approx(metrics.roc_auc_score(labels, wanted + others))
    assert auroc(wanted, others) + auroc(others, wanted) == pytest.approx(1)
