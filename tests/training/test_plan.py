from dataclasses import replace
from pathlib import Path

import pytest
import torch

from shuzi.training.plan import Plan
from shuzi.training.settings import changed


@pytest.fixture
def plan(recipe, data):
    return Plan(recipe, data, Path("run"), torch.device("cpu"))


def test_the_validation_part_is_held_out_unless_all_is_asked_for(plan, data):
    assert len(plan.train) == len(data.train)
    assert len(replace(plan, hold_out=False).train) == len(data.train_all)


def test_its_steps_are_those_of_all_epochs(plan):
    assert plan.steps == 12  # two epochs of 120 images, 20 a step
    selecting = changed(plan.recipe, {"selection": {"later_percent": 50.0}})
    assert replace(plan, recipe=selecting).steps == 9


def test_its_provenance_names_what_decides_the_weights(plan):
    provenance = plan.provenance
    assert provenance["data"] == "bars"
    assert (provenance["recipe"], provenance["seed"]) == ("quick", "1")
    assert provenance["torch"] == torch.__version__
    assert provenance["threads"] == str(torch.get_num_threads())
    assert all(isinstance(value, str) for value in provenance.values())
