"""Frames as bad copies leave them, a batch at a time as tensors.

A network that was only ever shown ink on an even black ground is helpless where the ground is
uneven, a copier hollows the strokes or a pen crosses them. What is done here was not taken from any
benchmark of robustness, though some of it looks like what such a benchmark does.
"""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["Spoiler"]

FULL_INK = 255.0

CLOUDS = (2, 4, 7, 14)  # knots across the frame, of each layer of an uneven ground
VEIL = (0.15, 0.95)  # how much of the contrast is left
GRAIN = (0.05, 0.5)  # standard deviation of a pixel's noise
LOST = (0.02, 0.4)  # share of pixels that are anything
EDGE = (0.1, 0.5)  # what is at least so strong is the edge of a stroke
CROSSING_POINTS = 8
BEYOND = 1.3  # how far it goes, beside the half of a frame
CROSSING_PEN = (0.4, 1.3)  # half of its width, in pixels
DASHED = 0.5  # how many crossing pens are lifted again and again
SMEAR = 4  # pixels that a smear reaches at most
SMEARED_ALONG, SMEARED_ACROSS = (0.5, 3.0), (0.2, 1.0)  # standard deviations in pixels
SHAKEN = (0.4, 1.5)  # standard deviation of where a pixel is taken from, in pixels
BLOTS = (0.03, 0.25)  # share of the frame


class Spoiler:
    """Spoils frames of one size at random; the random numbers come from torch's global state."""

    def __init__(self, size: Sequence[int], device: torch.device) -> None:
        """Of frames with so many rows and columns."""
        self._device = device
        self._size = list(size)
        rows, columns = (torch.arange(length, device=device).float() for length in size)
        self._rows, self._columns = torch.meshgrid(rows, columns, indexing="ij")
        self._kinds: tuple[Callable[[Tensor], Tensor], ...] = (
            self._veiled,
            self._grainy,
            self._pitted,
            _hollow,
            self._crossed_out,
            self._smeared,
            self._shaken,
            self._negative,
            self._blotted,
        )

    def spoilt(self, batch: Tensor, share: float) -> Tensor:
        """About that ``share`` of a batch spoilt, each in one way, and the others as they are.

        Args:
            batch: over 0 to 255, [B, 1, H, W], any dtype.
            share: 0 to 1.

        Returns:
            float32 of the same shape, over 0 to 255.
        """
        frames = batch.float()
        chance = torch.rand(len(frames), device=self._device)
        # Of those that are to be spoilt, which way; of all others, none.
        ways = (chance / max(share, 1e-9) * len(self._kinds)).long()
        for way, kind in enumerate(self._kinds):
            chosen = (ways == way).nonzero().flatten()
            if len(chosen):
                spoilt = kind(frames[chosen] / FULL_INK)
                frames = frames.index_copy(0, chosen, spoilt.clamp(0, 1) * FULL_INK)
        return frames

    def _veiled(self, frames: Tensor) -> Tensor:
        """Faint ink on a ground that is light, or light in places."""
        contrast = self._between(VEIL, len(frames))
        ground = self._clouds(len(frames)) * self._between((0, 1), len(frames))
        light = self._between((0, 1), len(frames))
        return contrast * frames + (1 - contrast) * (light * (1 - ground) + ground)

    def _grainy(self, frames: Tensor) -> Tensor:
        grain = self._between(GRAIN, len(frames)) * torch.randn_like(frames)
        # Some grain is on the ink alone, or stronger there.
        return frames + grain * (frames + self._between((0, 1), len(frames))).clamp(max=1)

    def _pitted(self, frames: Tensor) -> Tensor:
        lost = torch.rand_like(frames) < self._between(LOST, len(frames))
        anything = (torch.rand_like(frames) * 2 - 0.5).clamp(0, 1)  # often black or white
        return torch.where(lost, anything, frames)

    def _crossed_out(self, frames: Tensor) -> Tensor:
        """A pen that goes from edge to edge, straight or to and fro, dashed or not."""
        count = len(frames)
        turn = torch.rand(count, 1, device=self._device) * math.tau
        along = torch.linspace(-1, 1, CROSSING_POINTS, device=self._device).expand(count, -1)
        swing = torch.rand(count, 1, device=self._device) ** 2 * 0.4
        across = swing * torch.randn(count, CROSSING_POINTS, device=self._device)
        across = across + 0.3 * torch.randn(count, 1, device=self._device)
        half = max(self._size) / 2
        x = half + BEYOND * half * (turn.cos() * along - turn.sin() * across)
        y = half + BEYOND * half * (turn.sin() * along + turn.cos() * across)
        distance, way = self._to_polyline(x, y)
        rhythm = self._between((2, 12), count)
        lifted = ((way * rhythm) % 1 < 1 / 2) & (self._between((0, 1), count) < DASHED)
        pen = (self._between(CROSSING_PEN, count) + 1 / 2 - distance).clamp(0, 1)
        return torch.maximum(frames, pen * ~lifted * self._between((0.5, 1), count))

    def _to_polyline(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Of each pixel, how far the polyline is, and where on its way, 0 to 1: [B, 1, H, W]."""
        begin = torch.stack([x[:, :-1], y[:, :-1]], -1)[:, :, None, None]
        step = torch.stack([x.diff(), y.diff()], -1)[:, :, None, None]
        pixels = torch.stack([self._columns, self._rows], -1)
        length = step.square().sum(-1).clamp(min=1e-6)
        share = (((pixels - begin) * step).sum(-1) / length).clamp(0, 1)
        apart = (pixels - begin - share[..., None] * step).norm(dim=-1)
        distance, segment = apart.min(1, keepdim=True)
        way = (segment + share.gather(1, segment)) / x.diff().shape[1]
        return distance, way

    def _smeared(self, frames: Tensor) -> Tensor:
        """Blurred, mostly more along one direction."""
        count = len(frames)
        turn = self._between((0, math.pi), count)
        places = torch.arange(-SMEAR, SMEAR + 1, device=self._device)
        rows, columns = torch.meshgrid(places, places, indexing="ij")
        along = (turn.cos() * columns + turn.sin() * rows) / self._between(SMEARED_ALONG, count)
        across = (turn.cos() * rows - turn.sin() * columns) / self._between(SMEARED_ACROSS, count)
        kernels = (-(along.square() + across.square()) / 2).exp()
        kernels = kernels / kernels.sum((2, 3), keepdim=True)
        smeared = functional.conv2d(frames.transpose(0, 1), kernels, padding=SMEAR, groups=count)
        return smeared.transpose(0, 1)

    def _shaken(self, frames: Tensor) -> Tensor:
        """Each pixel from somewhere near, then a little smooth."""
        count, places = len(frames), torch.stack([self._columns, self._rows], -1)
        reach = self._between(SHAKEN, count)
        near = places + reach * torch.randn(count, *self._size, 2, device=self._device)
        sides = torch.tensor(self._size[::-1], device=self._device)
        grid = (2 * near + 1) / sides - 1
        taken = functional.grid_sample(frames, grid, mode="bilinear", align_corners=False)
        smooth = functional.avg_pool2d(taken, 3, stride=1, padding=1)
        return torch.lerp(taken, smooth, self._between((0, 1), count))

    def _negative(self, frames: Tensor) -> Tensor:
        """Light and dark exchanged on one side of a line, or between two."""
        count = len(frames)
        turn = self._between((0, math.tau), count)
        # Most pictures have their sides upright.
        turn = torch.where(self._between((0, 1), count) < 2 / 3, _quarters(turn), turn)
        middle = (max(self._size) - 1) / 2
        along = turn.cos() * (self._columns - middle) + turn.sin() * (self._rows - middle)
        first, second = self._between((0.1, 1), count), self._between((0.1, 2), count)
        outside = (along > middle * first) | (along < -middle * second)
        return torch.where(outside, 1 - frames, frames)

    def _blotted(self, frames: Tensor) -> Tensor:
        """Splashes of ink, or of what takes it away."""
        clouds = self._clouds(len(frames))
        share = self._between(BLOTS, len(frames)).flatten()
        ordered = clouds.flatten(1).sort(descending=True).values
        level = ordered.gather(1, (share * ordered.shape[1]).long()[:, None])[:, :, None, None]
        blots = ((clouds - level) * self._between((4, 40), len(frames))).clamp(0, 1)
        colour = (self._between((-0.5, 1.5), len(frames))).clamp(0, 1)
        return torch.lerp(frames, colour.expand_as(frames), blots)

    def _clouds(self, count: int) -> Tensor:
        """Smooth noise of several scales, over the whole of 0 to 1: [count, 1, H, W]."""
        rough = self._between((0.3, 1), count)
        total = torch.zeros(count, 1, *self._size, device=self._device)
        for layer, knots in enumerate(CLOUDS):
            noise = torch.randn(count, 1, knots, knots, device=self._device)
            smooth = functional.interpolate(noise, self._size, mode="bicubic", align_corners=True)
            total = total + rough**layer * smooth
        low, high = total.amin((2, 3), keepdim=True), total.amax((2, 3), keepdim=True)
        return (total - low) / (high - low)

    def _between(self, limits: tuple[float, float], count: int) -> Tensor:
        """A number for each frame: [count, 1, 1, 1]."""
        low, high = limits
        return low + (high - low) * torch.rand(count, 1, 1, 1, device=self._device)


def _hollow(frames: Tensor) -> Tensor:
    """The outline of the ink, soft or hard."""
    thick = functional.max_pool2d(frames, 3, stride=1, padding=1)
    thin = -functional.max_pool2d(-frames, 3, stride=1, padding=1)
    within, without = frames - thin, thick - frames
    kind = torch.randint(3, (len(frames), 1, 1, 1), device=frames.device)
    outline = torch.where(kind == 0, within, torch.where(kind == 1, without, within + without))
    low, high = EDGE
    level = low + (high - low) * torch.rand_like(frames[:, :, :1, :1])
    hard = torch.rand_like(level) < 1 / 2
    return torch.where(hard, (outline > level).to(frames.dtype), outline)


def _quarters(turn: Tensor) -> Tensor:
    """The nearest multiple of a right angle."""
    return (turn / (math.pi / 2)).round() * (math.pi / 2)
