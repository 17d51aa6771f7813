"""Moving training images at random, a batch at a time as tensors."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from shuzi.training.settings import Augmentation

__all__ = ["Augmenter"]


class Augmenter:
    """Cuts batches from images held in memory and moves them at random.

    Whole-pixel shifts cost nothing: the images are padded once, and a batch is gathered from a
    view of all their windows. Rotation, scale and slant are one affine resampling of the batch.
    The random numbers come from torch's global state.
    """

    def __init__(self, images: Tensor, settings: Augmentation) -> None:
        """Hold ``images``, uint8 [N, H, W], on their device."""
        self._settings = settings
        self._height, self._width = images.shape[1:]
        shift = settings.shift_px
        padded = functional.pad(images, (shift, shift, shift, shift))
        # [N, 2 shift + 1, 2 shift + 1, H, W]: a view; the padded images are the only copy.
        self._windows = padded.unfold(1, self._height, 1).unfold(2, self._width, 1)

    def clean(self, indices: Tensor) -> Tensor:
        """The images at ``indices`` as they are: uint8 [B, 1, H, W]."""
        shift = self._settings.shift_px
        return self._windows[indices, shift, shift].unsqueeze(1)

    def moved(self, indices: Tensor) -> Tensor:
        """The images at ``indices``, moved: uint8, or float over 0 to 255, [B, 1, H, W]."""
        batch = self._shifted(indices).unsqueeze(1)
        return self._warped(batch) if self._warps() else batch

    def _shifted(self, indices: Tensor) -> Tensor:
        places = 2 * self._settings.shift_px + 1
        count, device = len(indices), self._windows.device
        down = torch.randint(places, (count,), device=device)
        right = torch.randint(places, (count,), device=device)
        return self._windows[indices, down, right]

    def _warps(self) -> bool:
        settings = self._settings
        return bool(settings.rotation_deg or settings.scale_percent or settings.shear_deg)

    def _warped(self, batch: Tensor) -> Tensor:
        count, device = len(batch), batch.device
        angle = _symmetric(count, math.radians(self._settings.rotation_deg), device)
        slant = _symmetric(count, math.radians(self._settings.shear_deg), device).tan()
        across = 1 + _symmetric(count, self._settings.scale_percent / 100, device)
        down = 1 + _symmetric(count, self._settings.scale_percent / 100, device)
        cosine, sine = angle.cos(), angle.sin()
        # Rows of the map from output to input places: rotation after slant after scale.
        rows = torch.stack(
            [
                torch.stack([cosine * across, (cosine * slant - sine) * down], 1),
                torch.stack([sine * across, (sine * slant + cosine) * down], 1),
            ],
            1,
        )
        maps = functional.pad(rows, (0, 1))  # no further shift
        grid = functional.affine_grid(maps, list(batch.shape), align_corners=False)
        return functional.grid_sample(batch.float(), grid, align_corners=False)


def _symmetric(count: int, limit: float, device: torch.device) -> Tensor:
    return (torch.rand(count, device=device) * 2 - 1) * limit
