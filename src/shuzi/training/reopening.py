"""An exported model to a network that can go on learning."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from shuzi.classifier import Classifier
from shuzi.errors import ModelError
from shuzi.framing import FRAME
from shuzi.training.architectures import NETWORKS
from shuzi.training.export import LARGEST_DIFFERENCE, network_logits
from shuzi.training.network import DigitNetwork, build_network

__all__ = ["reopen"]

_REMEDY = "take one of the shipped models, or one that shuzi train made of one network"

_FOLDED = ".weight_bias"
"""The exporter folds a batch norm into the convolution or dense layer just before it, and names
what is left of it so, after that layer."""


def reopen(path: Path) -> DigitNetwork:
    """The network that an ONNX file of shuzi's was exported from, as it answers.

    A batch norm that was folded away stands where it was, as one that only adds: it gives the same
    answers, and can be trained, but its running mean and variance are lost.

    Args:
        path: a model of one network of :data:`shuzi.training.architectures.NETWORKS`.

    Returns:
        The network, on the CPU, which is not in training.

    Raises:
        ModelError: it is no model of shuzi's, or not of one such network.
    """
    classifier = Classifier(path)
    name = classifier.card.provenance.get("network", "")
    if name not in NETWORKS:
        raise ModelError(path, "is not of one network that is known", _REMEDY)
    network = build_network(name, len(classifier.card.classes))
    stored = {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy())
        for tensor in onnx.load(path).graph.initializer
    }
    try:
        network.load_state_dict(_state(network, stored))
    except RuntimeError as error:
        raise ModelError(path, f"does not hold the weights of {name}", _REMEDY) from error
    network.eval()
    frames = _noise()
    difference = np.abs(network_logits(network, frames) - classifier.logits(frames)).max()
    if not difference <= LARGEST_DIFFERENCE:
        raise ModelError(path, f"answers other than {name} with its weights", _REMEDY)
    return network


def _state(network: DigitNetwork, stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The network's weights and buffers."""
    state = dict(network.state_dict())
    state |= {name: stored[name] for name in state if name in stored}
    before = ""
    for name, layer in network.layers.named_children():
        bias = stored.get(f"layers.{before}{_FOLDED}")
        if bias is not None and isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            state |= {f"layers.{name}.{part}": it for part, it in _adding(bias, layer.eps).items()}
        before = name
    return state


def _adding(bias: Tensor, eps: float) -> dict[str, Tensor]:
    """What makes a batch norm add a bias and do nothing else."""
    return {
        "weight": torch.ones_like(bias),
        "bias": bias,
        "running_mean": torch.zeros_like(bias),
        "running_var": torch.full_like(bias, 1 - eps),
    }


def _noise() -> NDArray[np.uint8]:
    """Frames on which two networks that differ anywhere give other answers."""
    return np.random.default_rng(1).integers(0, 256, (32, FRAME, FRAME), np.uint8)
