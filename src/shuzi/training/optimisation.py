"""Optimisers and learning rates, from a recipe's settings."""

from torch import nn, optim

from shuzi.training.settings import Optimiser, Recipe, Schedule
from shuzi.training.timetable import Timetable

__all__ = ["build_optimiser", "learning_rate"]


def build_optimiser(network: nn.Module, settings: Optimiser) -> optim.Optimizer:
    """The optimiser of the network's parameters.

    Weights decay; biases and batch norms, which have one axis, do not.
    """
    matrices = [parameter for parameter in network.parameters() if parameter.ndim > 1]
    vectors = [parameter for parameter in network.parameters() if parameter.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": settings.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    rate, betas = settings.learning_rate, (settings.momentum, settings.second_beta)
    match settings.name:
        case "sgd":
            return optim.SGD(
                groups,
                lr=rate,
                momentum=settings.momentum,
                nesterov=settings.momentum > 0,
                fused=True,
            )
        case "adam":
            return optim.Adam(groups, lr=rate, betas=betas, fused=True)
        case "adamw":
            return optim.AdamW(groups, lr=rate, betas=betas, fused=True)


def learning_rate(recipe: Recipe, step: int, timetable: Timetable) -> float:
    """The learning rate of ``step``, counted from 0 over all epochs."""
    return recipe.optimiser.learning_rate * _share(recipe.schedule, step, timetable)


def _share(schedule: Schedule, step: int, timetable: Timetable) -> float:
    match schedule.name:
        case "constant":
            return 1.0
        case "step":
            return float(schedule.factor ** (timetable.epoch_of(step) // schedule.every_epochs))
        case "one-cycle":
            # Taken in the step's middle: a warm-up from 0 then wastes no step.
            done, summit = (step + 0.5) / timetable.steps, schedule.warm_up_percent / 100
            return done / summit if done < summit else (1 - done) / (1 - summit)
