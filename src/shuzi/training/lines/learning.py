"""The training of a line network."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn, optim
from torch.nn import functional

from shuzi.training.lines.batches import UNKNOWN, Batch, batches
from shuzi.training.lines.checkpoint import Asked, State
from shuzi.training.lines.drawing import DrawnLine
from shuzi.training.lines.network import BLANK, LineNetwork

__all__ = ["Step", "learn_lines"]

BATCH = 64  # lines
RATE = 3e-3  # of AdamW, at its highest
WEIGHT_DECAY = 0.02
WARM_UP = 0.08  # of all steps
LARGEST_GRADIENT = 2.0
MEMORY = 0.998  # how much of the averaged weights a step keeps
# What the columns count beside the line, until the first part of all steps is done and after.
COLUMNS_FIRST, COLUMNS_LATER, FIRST_PART = 1.0, 0.3, 0.3


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a training.

    Attributes:
        number: counted from 1.
        steps: of the whole training.
        loss: without that of the columns, for each character.
    """

    number: int
    steps: int
    loss: float


def learn_lines(
    lines: Sequence[DrawnLine],
    seed: int,
    epochs: int,
    report: Callable[[Step], object],
    checkpoint: Path | None = None,
) -> LineNetwork:
    """Train a network on lines.

    The loss is that of connectionist temporal classification (Graves et al., 2006). It leaves open
    where the characters stand; as drawn lines say that too, the columns at the heart of each
    character and those between are learnt as well, above all at first, so that the network's
    answers stand where the characters do.

    Args:
        lines: to learn.
        seed: of the weights, the order and the changes.
        epochs: passes over the lines.
        report: told of each step.
        checkpoint: a file to go on from, where it is there, and to write after each epoch.

    Returns:
        The network with the running mean of its weights (Polyak and Juditsky, 1992).

    Raises:
        CheckpointError: the checkpoint is damaged, or of another training.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    # 1.7 times as fast on one core; torch's stubs do not know the argument.
    network = LineNetwork()
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    mean = copy.deepcopy(network)
    optimiser = _optimiser(network)
    state, asked = State(network, mean, optimiser, rng), Asked.of(lines, seed, epochs)
    is_begun = checkpoint is not None and checkpoint.exists()
    first = state.restore(checkpoint, asked) if checkpoint and is_begun else 0
    steps_an_epoch = -(-len(lines) // BATCH)
    steps, step = epochs * steps_an_epoch, first * steps_an_epoch
    for epoch in range(first, epochs):
        for batch in batches(lines, BATCH, rng):
            done = step / steps
            for group in optimiser.param_groups:
                group["lr"] = RATE * _share(done)
            weight = COLUMNS_FIRST if done < FIRST_PART else COLUMNS_LATER
            loss = _learn(network, optimiser, batch, weight)
            step += 1
            _average(mean, network, min(MEMORY, (step + 1) / (step + 20)))
            report(Step(step, steps, loss))
        if checkpoint:
            state.save(checkpoint, asked, epoch + 1)
    return mean


def _optimiser(network: nn.Module) -> optim.Optimizer:
    """Weights decay; biases and batch norms, which have one axis, do not."""
    matrices = [parameter for parameter in network.parameters() if parameter.ndim > 1]
    vectors = [parameter for parameter in network.parameters() if parameter.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return optim.AdamW(groups, lr=RATE, fused=True)


def _share(done: float) -> float:
    """Of the highest rate: it rises from 0, and falls to 0."""
    return done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def _learn(
    network: nn.Module, optimiser: optim.Optimizer, batch: Batch, weight_of_columns: float
) -> float:
    network.train()
    logs = network(batch.strips).log_softmax(2)
    loss = _line_loss(logs, batch)
    columns = functional.nll_loss(logs.flatten(0, 1), batch.columns.flatten(), ignore_index=UNKNOWN)
    optimiser.zero_grad()
    (loss + weight_of_columns * columns).backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
    optimiser.step()
    return float(loss.detach())


def _line_loss(logs: Tensor, batch: Batch) -> Tensor:
    """Of the likelihood of each line, however it is spread over the columns."""
    return functional.ctc_loss(
        logs.transpose(0, 1),
        batch.values,
        torch.full_like(batch.lengths, logs.shape[1]),
        batch.lengths,
        blank=BLANK,
        zero_infinity=True,  # a line that was cut too short for its characters teaches nothing
    )


@torch.no_grad()
def _average(mean: nn.Module, network: nn.Module, kept: float) -> None:
    for average, now in zip(mean.state_dict().values(), network.state_dict().values(), strict=True):
        if average.is_floating_point():
            average.lerp_(now, 1 - kept)
        else:
            average.copy_(now)
