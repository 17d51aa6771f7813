"""Blur: through frosted glass, and of what moves."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.corruptions.smoothing import smooth

__all__ = ["glass_blur", "motion_blur"]

Frames = NDArray[np.float64]

GLASS_SIGMA = 0.7  # pixels
GLASS_REACH = 1  # pixels, so far to the left or up a pixel may be exchanged
GLASS_PASSES = 2

REACH = 20  # pixels: ImageMagick's "radius" of 10, both ways
MOTION_SIGMA = 3  # pixels
MOTION_ANGLE = 45  # degrees either way


def glass_blur(frames: Frames, rng: np.random.Generator) -> Frames:
    """Neighbouring pixels exchanged at random, between two smoothings.

    Both smooth up and down alone: so does the call of the authors', who hand over a grey picture
    as if its columns were colours, and so it is in MNIST-C.
    """
    spoilt = _smoothed_down(frames)
    side = frames.shape[-1]
    places = range(side - GLASS_REACH, GLASS_REACH, -1)
    for _ in range(GLASS_PASSES):
        for row in places:
            for column in places:
                _exchange(spoilt, row, column, rng)
    return _smoothed_down(spoilt)


def motion_blur(frames: Frames, rng: np.random.Generator) -> Frames:
    """Half a Gaussian trail from left to right, up to 45 degrees up or down.

    This is ImageMagick's motion blur, whose trail runs over whole pixels.
    """
    angles = np.radians(rng.uniform(-MOTION_ANGLE, MOTION_ANGLE, len(frames)))
    trails = zip(frames, map(_trail, angles.tolist()), strict=True)
    return np.stack(
        [cv2.filter2D(frame, -1, trail, borderType=cv2.BORDER_REPLICATE) for frame, trail in trails]
    )


def _smoothed_down(frames: Frames) -> Frames:
    return np.stack([smooth(frame, GLASS_SIGMA, across=False) for frame in frames])


def _exchange(frames: Frames, row: int, column: int, rng: np.random.Generator) -> None:
    """Of every second frame the pixel there with one up to ``GLASS_REACH`` left of and above it."""
    chosen = np.flatnonzero(rng.random(len(frames)) < 1 / 2)
    down, right = rng.integers(-GLASS_REACH, GLASS_REACH, size=(2, len(chosen)))
    there = (chosen, row + down, column + right)
    here = (chosen, row, column)
    frames[here], frames[there] = frames[there], frames[here]


def _trail(angle: float) -> NDArray[np.float64]:
    """What a pixel is made of: weights of the pixels around it, which sum to 1.

    Args:
        angle: of the movement, in radians.
    """
    kernel = np.zeros((2 * REACH + 1, 2 * REACH + 1))
    for step in range(REACH + 1):
        across = math.ceil(step * math.cos(angle) - 0.5)
        down = math.ceil(step * math.sin(angle) - 0.5)
        kernel[REACH + down, REACH + across] += math.exp(-(step**2) / (2 * MOTION_SIGMA**2))
    return np.asarray(kernel / kernel.sum())
