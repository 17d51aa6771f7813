"""A checksum of tensors by their names."""

import hashlib
from collections.abc import Mapping

import torch
from torch import Tensor

__all__ = ["digest"]


def digest(tensors: Mapping[str, Tensor], text: str = "") -> str:
    """SHA-256, hexadecimal, of the tensors' names, types, shapes and values, and of a text.

    It depends neither on their order nor on how they lie in memory.
    """
    summed = hashlib.sha256(text.encode())
    for name in sorted(tensors):
        tensor = tensors[name].detach().cpu().contiguous()
        summed.update(f"\n{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        summed.update(tensor.flatten().view(torch.uint8).numpy().data)
    return summed.hexdigest()
