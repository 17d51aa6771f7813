"""Moving training images at random, a batch at a time as tensors."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from shuzi.training.settings import Augmentation
from shuzi.training.spoiling import Spoiler

__all__ = ["Augmenter"]

KNOTS = 5  # of the elastic moves, in both directions


class Augmenter:
    """Cuts batches from images and moves them at random.

    Only what is in a batch is ever copied, so that the images may be a mapped file larger than
    memory. Whole-pixel shifts are cut out of the padded batch; rotation, scale, slant and elastic
    moves (Simard, Steinkraus and Platt, 2003; here smooth between the knots of a grid) are one
    resampling of it. At last some are spoilt, see `shuzi.training.spoiling`. The random numbers
    come from torch's global state.
    """

    def __init__(
        self, images: Tensor, settings: Augmentation, device: torch.device | None = None
    ) -> None:
        """Hold ``images``, uint8 [N, H, W]; batches are made on ``device``, by default theirs."""
        self._settings = settings
        self._images = images
        self._device = device or images.device
        self._spoiler = Spoiler(images.shape[1:], self._device)

    def clean(self, indices: Tensor) -> Tensor:
        """The images at ``indices`` as they are: uint8 [B, 1, H, W]."""
        return self._images.index_select(0, indices).to(self._device).unsqueeze(1)

    def moved(self, indices: Tensor) -> Tensor:
        """The images at ``indices``, moved: uint8, or float over 0 to 255, [B, 1, H, W]."""
        batch = self._shifted(self.clean(indices))
        if self._warps():
            batch = self._warped(batch)
        share = self._settings.spoilt_percent / 100
        return self._spoiler.spoilt(batch, share) if share else batch

    def _shifted(self, batch: Tensor) -> Tensor:
        shift, count = self._settings.shift_px, len(batch)
        down = torch.randint(2 * shift + 1, (count,), device=batch.device)
        right = torch.randint(2 * shift + 1, (count,), device=batch.device)
        return _windows(batch, shift, down, right) if shift else batch

    def _warps(self) -> bool:
        settings = self._settings
        return bool(
            settings.rotation_deg
            or settings.scale_percent
            or settings.shear_deg
            or settings.elastic_px
        )

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
        if self._settings.elastic_px:
            grid = grid + self._astray(batch)
        return functional.grid_sample(batch.float(), grid, align_corners=False)

    def _astray(self, batch: Tensor) -> Tensor:
        """How far each place is moved, in halves of the frame: [B, H, W, 2]."""
        count, _, rows, columns = batch.shape
        knots = torch.randn(count, 2, KNOTS, KNOTS, device=batch.device)
        moves = functional.interpolate(
            knots, size=(rows, columns), mode="bicubic", align_corners=True
        )
        return moves.permute(0, 2, 3, 1) * (2 * self._settings.elastic_px / columns)


def _windows(batch: Tensor, margin: int, down: Tensor, right: Tensor) -> Tensor:
    """Of each image in a margin of zeros, the part of its size that begins at those pixels."""
    height, width = batch.shape[2:]
    padded = functional.pad(batch, (margin, margin, margin, margin))
    image, _, row, _ = padded.stride()
    first_pixels = image * torch.arange(len(batch), device=batch.device) + row * down + right
    # A view of the windows that begin at every pixel but the last ones: selecting along its one
    # axis takes half the time of indexing images, rows and columns.
    beginnings = padded.numel() - row * (height - 1) - width + 1
    windows = padded.as_strided((beginnings, 1, height, width), (1, 1, row, 1))
    return windows.index_select(0, first_pixels)


def _symmetric(count: int, limit: float, device: torch.device) -> Tensor:
    return (torch.rand(count, device=device) * 2 - 1) * limit
