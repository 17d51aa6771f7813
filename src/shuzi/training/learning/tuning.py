"""A trained network that learns some more: its upper layers, from a few examples, a minute long."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn, optim
from torch.nn import functional

from shuzi.datasets import LabelledImages
from shuzi.training.augmentation import Augmenter
from shuzi.training.memory import keep_freed_memory
from shuzi.training.network import DigitNetwork
from shuzi.training.settings import Augmentation

__all__ = ["Known", "Tuning", "blended", "tune"]

_FRAMES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Tuning:
    """How to learn some more. Chosen on drawn writers: docs/learning.md.

    Attributes:
        fixed_layers: the first layers, which see strokes and not digits, stay as they are.
        steps: how often weights are changed.
        lessons_a_step: examples shown in each, moved and bent anew each time.
        rehearsed_a_step: frames shown beside them of what is not to be forgotten.
        learning_rate: of Adam, at first; it falls to 0.
        augmentation: how far examples are moved.
    """

    fixed_layers: int = 15
    steps: int = 150
    lessons_a_step: int = 24
    rehearsed_a_step: int = 48
    learning_rate: float = 1e-3
    augmentation: Augmentation = field(
        default_factory=lambda: Augmentation(
            shift_px=1, rotation_deg=10, scale_percent=10, shear_deg=10, elastic_px=1
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is not to be forgotten.

    Attributes:
        seen: what the fixed layers make of frames, float [N, ...].
        answers: what is said of these, logarithms of probabilities, float [N, classes].
    """

    seen: Tensor
    answers: Tensor

    @classmethod
    def by(cls, network: DigitNetwork, frames: NDArray[np.uint8], tuning: Tuning) -> "Known":
        """What a network that is not in training says of frames, uint8 [N, 28, 28]."""
        batches = torch.split(torch.from_numpy(frames).unsqueeze(1), _FRAMES_AT_ONCE)
        seen = [_seen(network, batch, tuning.fixed_layers) for batch in batches]
        with torch.no_grad():
            answers = [network.layers[tuning.fixed_layers :](part).log_softmax(1) for part in seen]
        return cls(torch.cat(seen), torch.cat(answers))


def tune(
    network: DigitNetwork,
    lessons: LabelledImages,
    known: Known,
    tuning: Tuning,
    *,
    seed: int,
    progress: Callable[[int], None] = lambda _: None,
) -> DigitNetwork:
    """Teach a copy of a network what the lessons say.

    Of all else it is to go on saying what it says (learning without forgetting: Li and Hoiem,
    2016). Its batch norms are taken as they are: a few examples tell nothing of all others.

    Args:
        network: what has learnt so far; it stays as it is.
        lessons: what is to be learnt.
        known: by the same network, with the same layers fixed.
        tuning: how.
        seed: chooses and moves the examples.
        progress: told of each step that is done.

    Returns:
        Another network, not in training.
    """
    torch.manual_seed(seed)
    keep_freed_memory()
    taught = copy.deepcopy(network).eval()
    learning = taught.layers[tuning.fixed_layers :]
    augmenter = Augmenter(torch.from_numpy(lessons.images), tuning.augmentation)
    labels = torch.from_numpy(lessons.labels.astype(np.int64))
    optimiser = optim.Adam(learning.parameters())
    for step in range(tuning.steps):
        for group in optimiser.param_groups:
            group["lr"] = tuning.learning_rate * (1 - step / tuning.steps)
        chosen = torch.randint(len(labels), (tuning.lessons_a_step,))
        others = torch.randint(len(known.seen), (tuning.rehearsed_a_step,))
        new = _seen(taught, augmenter.moved(chosen), tuning.fixed_layers)
        logits = learning(torch.cat([new, known.seen[others]]))
        learnt = functional.cross_entropy(logits[: len(chosen)], labels[chosen])
        loss = learnt + _forgotten(logits[len(chosen) :], known.answers[others])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        progress(1)
    return taught


def blended(network: nn.Module, taught: DigitNetwork, share: float) -> DigitNetwork:
    """A network between two: each weight that share of the way from the one to the other."""
    between = copy.deepcopy(taught)
    with torch.no_grad():
        for old, new in zip(network.parameters(), between.parameters(), strict=True):
            new.copy_(old.lerp(new, share))
    return between


def _seen(network: DigitNetwork, frames: Tensor, layers: int) -> Tensor:
    """What the first layers make of frames, float or uint8 [N, 1, 28, 28]."""
    with torch.no_grad():
        seen: Tensor = network.layers[:layers](network.normalised(frames))
    return seen


def _forgotten(logits: Tensor, answers: Tensor) -> Tensor:
    """How far answers are from what they were: Kullback and Leibler's divergence, a mean."""
    return functional.kl_div(logits.log_softmax(1), answers, log_target=True, reduction="batchmean")
