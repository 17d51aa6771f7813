"""A training of lines at the end of an epoch: safetensors, from which it goes on exactly."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self
from zlib import crc32

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn, optim

from shuzi.errors import CheckpointError
from shuzi.files import written_whole
from shuzi.json_text import parse_json
from shuzi.training.checkpoint import optimiser_tensors, restore_network, restore_optimiser
from shuzi.training.lines.drawing import DrawnLine
from shuzi.training.tensor_groups import grouped, joined

__all__ = ["CHECKPOINT", "Asked", "State"]

CHECKPOINT = "checkpoint.safetensors"
"""The file that a training leaves after each epoch."""

METADATA_KEY = "shuzi lines"


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes two trainings the same.

    Attributes:
        lines: how many are learnt.
        checksum: of their strips: lines of other digits are other lines.
        seed: of the weights, the order and the changes.
        epochs: passes over the lines, in all.
    """

    lines: int
    checksum: int
    seed: int
    epochs: int

    @classmethod
    def of(cls, lines: Sequence[DrawnLine], seed: int, epochs: int) -> Self:
        """A training on those lines."""
        checksum = 0
        for line in lines:
            checksum = crc32(line.strip.tobytes(), checksum)
        return cls(len(lines), checksum, seed, epochs)


@dataclass(frozen=True, slots=True)
class State:
    """All that changes while lines are learnt.

    Attributes:
        network: that learns.
        mean: the running mean of its weights.
        optimiser: of the network.
        rng: of the order and the changes.
    """

    network: nn.Module
    mean: nn.Module
    optimiser: optim.Optimizer
    rng: np.random.Generator

    def save(self, path: Path, asked: Asked, epoch: int) -> None:
        """Write the state after so many epochs to ``path``, whole or not at all."""
        groups = {
            "network": self.network.state_dict(),
            "mean": self.mean.state_dict(),
            "optimiser": optimiser_tensors(self.optimiser),
        }
        description = {**asdict(asked), "epoch": epoch, "random": self.rng.bit_generator.state}
        with written_whole(path) as beside:
            save_file(joined(groups), beside, metadata={METADATA_KEY: json.dumps(description)})

    def restore(self, path: Path, asked: Asked) -> int:
        """Take over what was saved in ``path``.

        Returns:
            How many epochs were done by then.

        Raises:
            CheckpointError: it is damaged, or of another training.
        """
        description, tensors = _loaded(path)
        if {name: description.get(name) for name in asdict(asked)} != asdict(asked):
            raise CheckpointError(
                path,
                "is of a training with another seed, other lines or epochs",
                "remove it, or go on with the same settings",
            )
        restore_network(self.network, grouped(tensors, "network"), path)
        restore_network(self.mean, grouped(tensors, "mean"), path)
        restore_optimiser(self.optimiser, grouped(tensors, "optimiser"), path)
        try:
            self.rng.bit_generator.state = description["random"]
            return int(description["epoch"])
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(path, error) from error


def _loaded(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    try:
        with safe_open(path, framework="pt") as file:
            description = parse_json((file.metadata() or {})[METADATA_KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  no mapping
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise _damaged(path, error) from error
    if not isinstance(description, dict):
        raise _damaged(path, ValueError("its description is none"))
    return description, tensors


def _damaged(path: Path, error: Exception) -> CheckpointError:
    return CheckpointError(
        path, f"is no whole checkpoint of a training of lines ({error})", "remove it"
    )
