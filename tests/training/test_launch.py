import pytest
import torch

from shuzi.training.launch import launch, launch_series
from shuzi.training.plan import Plan
from shuzi.training.settings import changed


@pytest.fixture
def plan(recipe, data, tmp_path):
    quick = changed(recipe, {"epochs": 1, "network": "lenet_mini"})
    return Plan(quick, data, tmp_path / "run", torch.device("cpu"), test=False)


def names_in(folder):
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(("members", "told"), [(1, [1]), (3, [3, 4, 5])])
def test_a_recipe_is_trained_as_it_describes(plan, members, told):
    seeds = []
    recipe = changed(plan.recipe, {"members": members})
    launch(
        Plan(recipe, plan.data, plan.out, plan.device, test=False),
        lambda one: seeds.append(one.recipe.seed) or [],
    )
    assert seeds == told
    assert ("members" in names_in(plan.out)) == (members > 1)


def test_a_series_may_be_of_ensembles(plan):
    recipe = changed(plan.recipe, {"members": 2})
    ensembles = Plan(recipe, plan.data, plan.out, plan.device, test=False)
    series = launch_series(ensembles, 2, lambda _: [])
    assert series.seeds == (1, 2)
    assert names_in(plan.out / "seed-1" / "members") == {"seed-2", "seed-3", "series.json"}
    assert names_in(plan.out / "seed-2" / "members") == {"seed-4", "seed-5", "series.json"}
