"""Noise of single pixels: too little light, dead and stuck sensors."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["impulse_noise", "shot_noise"]

Frames = NDArray[np.float64]

PHOTONS = 3  # that the brightest pixel catches on average
STRUCK = 0.17  # share of pixels that are black or white, whatever they were


def shot_noise(frames: Frames, rng: np.random.Generator) -> Frames:
    """Pixels that count few photons (Poisson's distribution)."""
    return np.asarray(rng.poisson(frames * PHOTONS) / PHOTONS)


def impulse_noise(frames: Frames, rng: np.random.Generator) -> Frames:
    """Salt and pepper, as much of one as of the other."""
    struck = rng.random(frames.shape) < STRUCK
    salt = rng.random(frames.shape) < 1 / 2
    return np.where(struck, salt, frames)
