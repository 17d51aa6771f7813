"""Optimisers and learning rates, from a recipe's settings."""

from torch import nn, optim

from shuzi.training.settings import Optimiser, Recipe, Schedule

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


def learning_rate(recipe: Recipe, step: int, steps_per_epoch: int) -> float:
    """The learning rate of ``step``, counted from 0 over all epochs."""
    # Taken in the step's middle: a warm-up from 0 then wastes no step.
    highest, epoch = recipe.optimiser.learning_rate, (step + 0.5) / steps_per_epoch
    return highest * _share(recipe.schedule, epoch, recipe.epochs)


def _share(schedule: Schedule, epoch: float, epochs: int) -> float:
    match schedule.name:
        case "constant":
            return 1.0
        case "step":
            return float(schedule.factor ** (int(epoch) // schedule.every_epochs))
        case "one-cycle":
            if epoch < schedule.warm_up_epochs:
                return epoch / schedule.warm_up_epochs
            return (epochs - epoch) / (epochs - schedule.warm_up_epochs)
