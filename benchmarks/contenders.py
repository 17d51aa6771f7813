"""What takes part in the benchmark of trainings, and what a run of it gives."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from shuzi.datasets import DataSet
from shuzi.framing import FRAME

__all__ = ["Contender", "Point", "Run", "Training", "multiply_adds", "tera_operations"]

# A multiplication and an addition, once forwards and, for the gradients of the weights and of
# what came in, twice backwards.
OPERATIONS_PER_MULTIPLY_ADD = 2 * 3


@dataclass(frozen=True, slots=True)
class Point:
    """Validation accuracy, 0 to 1, after so many seconds of training."""

    seconds: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Training:
    """What one training took and reached.

    Attributes:
        seconds: from raw uint8 arrays in memory and random weights to the final weights;
            normalising counts, evaluation does not.
        accuracy: of the test part, 0 to 1, read once.
        curve: the validation after each epoch; empty where nothing was held out.
    """

    seconds: float
    accuracy: float
    curve: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A contender's training with one seed; ``wall_seconds`` include every evaluation."""

    contender: str
    seed: int
    wall_seconds: float
    training: Training


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to learn MNIST.

    Attributes:
        name: in tables and plots.
        note: what it is, in one sentence.
        seeds: how many of them it runs with: 1 to this.
        train: trains on the data with that seed.
        parameters: how many numbers it learns; None where they are not fixed beforehand.
        tera_operations: arithmetic of a training, in 10^12; None where it depends on the data.
    """

    name: str
    note: str
    seeds: int
    train: Callable[[DataSet, int], Training]
    parameters: int | None = None
    tera_operations: float | None = None


def multiply_adds(network: nn.Module) -> int:
    """Multiplications with an addition of its convolutions and dense layers on one frame."""
    count = 0

    def add(layer: nn.Module, _: object, output: Tensor) -> None:
        nonlocal count
        weight = layer.get_parameter("weight")
        count += weight.numel() * output[0, 0].numel()  # each weight once a place of the output

    layers = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    hooks = [layer.register_forward_hook(add) for layer in layers]
    with torch.inference_mode():
        network.eval()(torch.zeros(1, 1, FRAME, FRAME))
    for hook in hooks:
        hook.remove()
    return count


def tera_operations(network: nn.Module, images_shown: int) -> float:
    """Arithmetic, in 10^12, of learning from so many images; one shown twice counts twice."""
    return OPERATIONS_PER_MULTIPLY_ADD * multiply_adds(network) * images_shown / 1e12
