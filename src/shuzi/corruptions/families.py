"""The fifteen families of corruptions that make MNIST-C, by name."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from shuzi.corruptions.blur import glass_blur, motion_blur
from shuzi.corruptions.edges import canny_edges
from shuzi.corruptions.geometry import rotate, scale, shear, translate
from shuzi.corruptions.light import brightness, fog, stripe
from shuzi.corruptions.noise import impulse_noise, shot_noise
from shuzi.corruptions.overlays import dotted_line, spatter, zigzag

__all__ = ["FAMILIES", "Corruption", "corrupt"]

Corruption = Callable[[NDArray[np.float64], np.random.Generator], NDArray[np.float64]]
"""Takes frames, float64 [N, 28, 28] of 0 to 1, bright ink on 0, and gives as many."""

FAMILIES: dict[str, Corruption] = {
    "shot noise": shot_noise,
    "impulse noise": impulse_noise,
    "glass blur": glass_blur,
    "motion blur": motion_blur,
    "shear": shear,
    "scale": scale,
    "rotate": rotate,
    "brightness": brightness,
    "translate": translate,
    "stripe": stripe,
    "fog": fog,
    "spatter": spatter,
    "dotted line": dotted_line,
    "zigzag": zigzag,
    "canny edges": canny_edges,
}
"""In MNIST-C's own order, each as severe as there (Mu and Gilmer, "MNIST-C: A Robustness Benchmark
for Computer Vision", 2019; the definitions and severities are those of corruptions.py in
github.com/google-research/mnist-c). They measure: nothing is trained or chosen with them."""

_BRIGHTEST = 255


def corrupt(name: str, frames: NDArray[np.uint8], seed: int, first: int = 0) -> NDArray[np.uint8]:
    """Spoil frames.

    Args:
        name: of :data:`FAMILIES`.
        frames: uint8 [N, 28, 28], at least one, bright ink on 0; they stay as they are.
        seed: not negative. What comes of frames depends on them, ``seed``, ``first`` and the name.
        first: the number of the first frame, where there are more than are given at once.

    Returns:
        uint8 [N, 28, 28].
    """
    rng = np.random.default_rng((seed, list(FAMILIES).index(name), first))
    spoilt = FAMILIES[name](frames / _BRIGHTEST, rng)
    return np.asarray(np.rint(spoilt.clip(0, 1) * _BRIGHTEST), np.uint8)
