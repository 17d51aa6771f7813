"""Light: too much of it, fog, and stripes in which black is white."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["brightness", "fog", "stripe"]

Frames = NDArray[np.float64]

BRIGHTER = 0.5
FOG = 3.0  # beside the brightest pixel
FOG_DECAY = 1.4  # by which the clouds' wander shrinks as their size is halved
FOG_MAP = 256  # side of the map of clouds, a power of 2; its corner is what is seen
WANDER = 100.0  # of the coarsest clouds; maps are stretched to 0 to 1 in the end
STRIPE = 7  # columns on the left and on the right


def brightness(frames: Frames, _: np.random.Generator) -> Frames:
    """Half of all there is brighter: what was bright already is white."""
    return np.minimum(frames + BRIGHTER, 1)


def fog(frames: Frames, rng: np.random.Generator) -> Frames:
    """Clouds before a digit, which fades to a quarter of its contrast."""
    side = frames.shape[-1]
    clouds = np.stack([_plasma(rng)[:side, :side] for _ in frames])
    brightest = frames.max(axis=(1, 2), keepdims=True)
    return np.asarray((frames + FOG * clouds) * brightest / (brightest + FOG))


def stripe(frames: Frames, _: np.random.Generator) -> Frames:
    """The left and the right quarter turned from black to white and from white to black."""
    spoilt = frames.copy()
    for edge in (np.s_[..., :STRIPE], np.s_[..., -STRIPE:]):
        spoilt[edge] = 1 - spoilt[edge]
    return spoilt


def _plasma(rng: np.random.Generator) -> NDArray[np.float64]:
    """A map of clouds of 0 to 1, [FOG_MAP, FOG_MAP], which goes on at its other side.

    By midpoint displacement (Fournier, Fussell and Carpenter, 1982): the middle of each square is
    the mean of its corners and some more, the middle of each edge the mean of the four places
    around it and some more, and so on with squares of half the size.
    """
    height = np.zeros((FOG_MAP, FOG_MAP))
    step, wander = FOG_MAP, WANDER

    def displaced(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return sums / 4 + wander * rng.uniform(-wander, wander, sums.shape)

    while step > 1:
        half = step // 2
        corners = height[::step, ::step]
        beside = corners + np.roll(corners, -1, axis=1)
        below = corners + np.roll(corners, -1, axis=0)
        middles = displaced(beside + np.roll(beside, -1, axis=0))
        height[half::step, half::step] = middles
        height[::step, half::step] = displaced(beside + middles + np.roll(middles, 1, axis=0))
        height[half::step, ::step] = displaced(below + middles + np.roll(middles, 1, axis=1))
        step, wander = half, wander / FOG_DECAY
    return np.asarray((height - height.min()) / np.ptp(height))
