"""A data set's arrays as tensors."""

import torch
from torch import Tensor
from torch.utils.dlpack import from_dlpack

from shuzi.datasets import LabelledImages

__all__ = ["resident"]


def resident(data: LabelledImages, device: torch.device) -> tuple[Tensor, Tensor]:
    """Images, uint8 [N, H, W], and labels, int64 [N]; on the CPU images share the array's memory.

    They are only ever read: by DLPack torch takes a read-only array, such as a mapped file,
    for what it is, where ``torch.from_numpy`` warns of it.
    """
    images = from_dlpack(data.images).to(device)
    return images, torch.tensor(data.labels, dtype=torch.int64, device=device)
