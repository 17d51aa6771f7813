"""How well a network that is being trained reads what it does not learn from."""

import torch
from torch import nn
from torch.nn import functional

from shuzi.datasets import LabelledImages
from shuzi.training.ranks import Ranks
from shuzi.training.resident import resident

__all__ = ["measure"]


def measure(
    network: nn.Module, data: LabelledImages, at_once: int, device: torch.device, ranks: Ranks
) -> tuple[float, float]:
    """Mean cross-entropy and accuracy, 0 to 1, with dropout off and batch norms frozen.

    Args:
        network: gives logits of frames; it is left out of training.
        data: what to measure it on.
        at_once: images a batch; ranks take batches in turn.
        device: where the network is.
        ranks: all of them are told the same.
    """
    images, labels = resident(data, device)
    batches = zip(
        torch.split(images.unsqueeze(1), at_once), torch.split(labels, at_once), strict=True
    )
    network.eval()
    losses, right = 0.0, 0
    with torch.inference_mode():
        for frames, answers in list(batches)[ranks.rank :: ranks.size]:
            logits = network(frames)
            losses += functional.cross_entropy(logits, answers, reduction="sum").item()
            right += int((logits.argmax(1) == answers).sum())
    all_losses, all_right = ranks.totals(losses, right)
    return all_losses / len(data), all_right / len(data)
