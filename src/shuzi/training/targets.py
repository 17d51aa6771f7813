"""What a network is to answer while it learns."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from shuzi.training.settings import Distillation

__all__ = ["targets"]


def targets(
    labels: Tensor, frames: Tensor, teacher: nn.Module | None, distillation: Distillation | None
) -> Tensor:
    """What is to be answered: classes, int64 [B], or probabilities, float [B, classes].

    Args:
        labels: classes, int64 [B].
        frames: which they are of, [B, 1, 28, 28].
        teacher: gives logits of frames.
        distillation: how much its answers count; without, or with no teacher, only labels do.
    """
    if distillation is None or teacher is None:
        return labels
    with torch.no_grad():
        answers = teacher(frames).softmax(1)
    return functional.one_hot(labels, answers.shape[1]).float().lerp(answers, distillation.share)
