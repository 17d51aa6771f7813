from itertools import pairwise

import pytest
import torch
from torch import nn

from shuzi.training.optimisation import build_optimiser, learning_rate
from shuzi.training.settings import Optimiser, changed, load_recipe
from shuzi.training.timetable import Timetable


def rates(changes):
    """The rates of all steps, 10 an epoch."""
    settings = {"optimiser.learning_rate": 0.5, "batch_images": 2, **changes}
    recipe = changed(load_recipe("article"), settings)
    timetable = Timetable(recipe, images=20)
    return [learning_rate(recipe, step, timetable) for step in range(timetable.steps)]


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw"])
def test_weights_decay_and_biases_and_norms_do_not(name):
    layers = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Linear(3, 2))
    settings = Optimiser(name=name, learning_rate=0.1, weight_decay=0.5)
    before = {key: parameter.clone() for key, parameter in layers.named_parameters()}
    optimiser = build_optimiser(layers, settings)
    for parameter in layers.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimiser.step()
    changed_names = {
        key
        for key, parameter in layers.named_parameters()
        if not torch.equal(parameter, before[key])
    }
    assert changed_names == {"0.weight", "2.weight"}


def test_plain_descent_steps_against_the_gradient():
    layer = nn.Linear(1, 1, bias=False)
    before = layer.weight.item()
    layer.weight.grad = torch.tensor([[2.0]])
    build_optimiser(layer, Optimiser(name="sgd", learning_rate=0.1)).step()
    assert layer.weight.item() == pytest.approx(before - 0.2)


def test_momentum_is_used_and_looks_ahead():
    layer = nn.Linear(1, 1, bias=False)
    optimiser = build_optimiser(layer, Optimiser(name="sgd", learning_rate=0.1, momentum=0.5))
    places = [layer.weight.item()]
    for _ in range(2):
        layer.weight.grad = torch.tensor([[1.0]])
        optimiser.step()
        places.append(layer.weight.item())
    # Nesterov: each step goes by the gradient and half of the velocity, 1 and then 1.5.
    assert places[0] - places[1] == pytest.approx(0.1 * 1.5)
    assert places[1] - places[2] == pytest.approx(0.1 * (1 + 0.5 * 1.5))


def test_adams_first_step_is_the_learning_rate():
    layer = nn.Linear(1, 1, bias=False)
    before = layer.weight.item()
    layer.weight.grad = torch.tensor([[123.0]])
    build_optimiser(layer, Optimiser(name="adam", learning_rate=0.1, momentum=0.9)).step()
    assert layer.weight.item() == pytest.approx(before - 0.1, abs=1e-5)


def test_adams_betas_are_the_settings():
    settings = Optimiser(name="adamw", learning_rate=0.1, momentum=0.8, second_beta=0.99)
    (group, _) = build_optimiser(nn.Linear(2, 2), settings).param_groups
    assert group["betas"] == (0.8, 0.99)


def test_a_constant_rate_is_constant():
    assert set(rates({"epochs": 3})) == {0.5}


def test_one_cycle_goes_straight_up_to_its_peak_and_straight_down_to_almost_nothing():
    cycle = rates({"epochs": 4, "schedule.name": "one-cycle", "schedule.warm_up_percent": 25.0})
    # The middles of the steps: 1/20, 3/20 … of the way up, then 59/60 … 1/60 of the way down.
    assert cycle[0] == pytest.approx(0.5 / 20)
    assert cycle[9] == pytest.approx(0.5 * 19 / 20)
    assert max(cycle) == cycle[10] == pytest.approx(0.5 * 59 / 60)
    assert cycle[-1] == pytest.approx(0.5 / 60)
    rises = [later - earlier for earlier, later in pairwise(cycle)]
    assert rises[:9] == pytest.approx([0.05] * 9)
    assert rises[10:] == pytest.approx([-0.5 / 30] * 29)


@pytest.mark.parametrize(("warm_up", "first"), [(0.0, 0.5 * 39 / 40), (100.0, 0.5 / 40)])
def test_one_cycle_may_lack_a_way_up_or_down(warm_up, first):
    cycle = rates({"epochs": 2, "schedule.name": "one-cycle", "schedule.warm_up_percent": warm_up})
    assert cycle[0] == pytest.approx(first)
    assert sorted(cycle, reverse=warm_up == 0) == cycle
    assert 0 < min(cycle) <= max(cycle) < 0.5


def test_the_step_schedule_multiplies_at_its_epochs():
    stairs = rates(
        {
            "epochs": 5,
            "schedule.name": "step",
            "schedule.every_epochs": 2,
            "schedule.factor": 0.1,
        }
    )
    assert stairs == pytest.approx([0.5] * 20 + [0.05] * 20 + [0.005] * 10)
