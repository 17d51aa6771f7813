"""Frames changed so little that nobody minds, and as badly for a network as that can be."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from shuzi.classifier import Classifier
from shuzi.datasets import LabelledImages
from shuzi.evaluation import Evaluation
from shuzi.measurement import measure_frames
from shuzi.training.reopening import reopen

__all__ = ["EPSILON", "STEPS", "fgsm", "measure_attacks", "pgd"]

EPSILON = 0.1
"""By so much a pixel may change, of 0 to 1; what is left of it in whole grey levels is used."""

STEPS = 20
"""Of :func:`pgd`, each an eighth of what may be changed in all."""

_LEVELS = int(EPSILON * 255)
_STEP = _LEVELS / 8
_FRAMES_AT_ONCE = 100

_Changed = Callable[[nn.Module, Tensor, Tensor], Tensor]


def fgsm(network: nn.Module, frames: Tensor, labels: Tensor) -> Tensor:
    """The fast gradient sign method (Goodfellow, Shlens and Szegedy, 2015): one step.

    Args:
        network: what is to be misled; takes frames over 0 to 255 and gives logits.
        frames: float [N, 1, 28, 28].
        labels: int64 [N], what is not to be answered.

    Returns:
        Frames in whole grey levels, none of which is over 25 from what it was.
    """
    return (frames + _LEVELS * _uphill(network, frames, labels)).clamp(0, 255)


def pgd(network: nn.Module, frames: Tensor, labels: Tensor) -> Tensor:
    """Projected gradient descent (Madry and others, 2018) from a random start.

    The start comes from torch's random state; as for the rest, see :func:`fgsm`.
    """
    changed = (frames + torch.empty_like(frames).uniform_(-_LEVELS, _LEVELS)).clamp(0, 255)
    for _ in range(STEPS):
        step = changed + _STEP * _uphill(network, changed, labels) - frames
        changed = (frames + step.clamp(-_LEVELS, _LEVELS)).clamp(0, 255)
    return changed.round()


def measure_attacks(
    model: Path,
    classifier: Classifier,
    labelled: LabelledImages,
    seed: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> tuple[Evaluation, ...]:
    """Attack a model by its own gradients, and classify what comes of it.

    Args:
        model: an ONNX file of one network, which gives the gradients.
        classifier: of the same model; what it refuses is not right.
        labelled: frames, at least one, and their digits.
        seed: of random starts.
        progress: told how many more frames are done, of those of both attacks.

    Raises:
        ModelError: the file cannot be made a network again.
    """
    network = reopen(model)
    network.requires_grad_(requires_grad=False)
    torch.manual_seed(seed)
    attacks: dict[str, _Changed] = {"FGSM": fgsm, "PGD": pgd}
    return tuple(
        measure_frames(
            classifier,
            name,
            LabelledImages(_attacked(attack, network, labelled, progress), labelled.labels),
        )
        for name, attack in attacks.items()
    )


def _attacked(
    attack: _Changed,
    network: nn.Module,
    labelled: LabelledImages,
    progress: Callable[[int], object],
) -> NDArray[np.uint8]:
    frames = torch.from_numpy(labelled.images.astype(np.float32)).unsqueeze(1)
    labels = torch.from_numpy(labelled.labels.astype(np.int64))
    attacked = []
    parts = (torch.split(each, _FRAMES_AT_ONCE) for each in (frames, labels))
    for part, truth in zip(*parts, strict=True):
        attacked.append(attack(network, part, truth))
        progress(len(part))
    return torch.cat(attacked).squeeze(1).to(torch.uint8).numpy()


def _uphill(network: nn.Module, frames: Tensor, labels: Tensor) -> Tensor:
    """Which way, -1, 0 or 1, each pixel makes the truth less likely."""
    moving = frames.detach().requires_grad_()
    loss = functional.cross_entropy(network(moving), labels, reduction="sum")
    (gradient,) = torch.autograd.grad(loss, moving)
    return gradient.sign()
