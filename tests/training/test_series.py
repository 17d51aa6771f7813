import json
import statistics
from dataclasses import replace

import pytest
import torch
from scipy import stats

from shuzi.errors import DataSetError
from shuzi.training.plan import Plan
from shuzi.training.run import Interrupted, run
from shuzi.training.series import Spread, run_series, seed_plans
from shuzi.training.settings import changed
from shuzi.training.summary import Summary


@pytest.fixture
def plan(recipe, data, tmp_path):
    quick = changed(recipe, {"epochs": 1, "seed": 4, "network": "lenet_mini"})
    return Plan(quick, data, tmp_path / "runs", torch.device("cpu"))


def train(plan, seeds, stop=lambda: False):
    return run_series(seed_plans(plan, seeds), lambda one: run(one, stop=stop))


def summaries(plan):
    return [Summary.load(folder) for folder in sorted(plan.out.glob("seed-*"))]


def test_a_spread_is_the_samples():
    spread = Spread.of([0.99, 0.98, 0.97])
    assert spread.mean == pytest.approx(0.98)
    assert spread.deviation == pytest.approx(0.01)
    expected = stats.ttest_1samp([0.99, 0.98, 0.97], 0).confidence_interval(0.95)
    assert spread.interval == pytest.approx((expected.low, expected.high))


def test_every_seed_is_trained_in_a_folder_of_its_own(plan):
    series = train(plan, 3)
    ones = summaries(plan)
    assert series.seeds == (4, 5, 6) == tuple(one.seed for one in ones)
    accuracies = [one.test_accuracy for one in ones]
    assert len(set(accuracies)) > 1 or len({one.train_seconds for one in ones}) > 1
    assert series.test_accuracy.mean == pytest.approx(statistics.fmean(accuracies))
    assert series.train_seconds == sorted(one.train_seconds for one in ones)[1]
    written = json.loads((plan.out / "series.json").read_text(encoding="utf-8"))
    assert written["seeds"] == [4, 5, 6]
    assert written["test_accuracy"]["mean"] == series.test_accuracy.mean


def test_without_the_test_part_there_is_no_figure_of_it(plan):
    series = train(replace(plan, test=False), 2)
    assert series.test_accuracy is None
    assert 0 <= series.validation_accuracy.mean <= 1


def test_what_is_done_is_not_done_again_and_what_was_begun_goes_on(plan):
    def stop_in_the_second():
        return (plan.out / "seed-4" / "summary.json").exists()

    with pytest.raises(Interrupted):
        train(plan, 2, stop_in_the_second)
    assert not (plan.out / "series.json").exists()
    first = (plan.out / "seed-4" / "summary.json").read_bytes()

    assert [one.resume is not None for one in seed_plans(plan, 2)] == [False, True]
    assert train(plan, 2).seeds == (4, 5)
    assert (plan.out / "seed-4" / "summary.json").read_bytes() == first


def test_a_series_may_grow(plan):
    train(plan, 2)
    assert train(plan, 3).seeds == (4, 5, 6)


def test_a_folder_with_something_else_in_it_is_left_as_it_is(plan):
    plan.out.mkdir()
    (plan.out / "precious.txt").touch()
    with pytest.raises(DataSetError, match="holds something else"):
        seed_plans(plan, 2)


def test_a_damaged_summary_is_named(plan):
    train(plan, 2)
    path = plan.out / "seed-5" / "summary.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(DataSetError, match="is no summary") as caught:
        train(plan, 2)
    assert caught.value.subject == str(path)


def test_another_trainings_runs_are_not_summed_up_as_ones_own(plan):
    train(plan, 2)
    other = replace(plan, recipe=changed(plan.recipe, {"epochs": 2}))
    with pytest.raises(DataSetError, match="another training"):
        train(other, 2)
