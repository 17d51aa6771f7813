"""What is written on: surfaces, and how ink looks on them."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["BOARD", "PAPER", "PLAIN", "Surface", "bare", "cover", "finished", "gritty", "lay_ink"]

Floats = NDArray[np.float32]

FULL_INK = 255
MOTTLE_PIXELS = 80  # size of the lighter and darker patches of a surface


@dataclass(frozen=True, slots=True)
class Surface:
    """A surface, and what one writes with on it.

    Attributes:
        ground: colour of the bare surface: red, green and blue, 0 to 255.
        ink: colour of full ink.
        pen: usual width of what one writes with, in heights of a digit.
        mottle: how much the ground's brightness wavers, standard deviation in grey levels.
        grit: how much of the ink its roughness keeps off at the worst spots, 0 to 1.
    """

    ground: tuple[int, int, int]
    ink: tuple[int, int, int]
    pen: float
    mottle: float
    grit: float


PLAIN = Surface(ground=(255, 255, 255), ink=(0, 0, 0), pen=0.075, mottle=0, grit=0)
"""A black felt pen on pure white."""

PAPER = Surface(ground=(247, 245, 238), ink=(28, 38, 96), pen=0.055, mottle=1.2, grit=0.1)
"""A blue ball pen on writing paper."""

BOARD = Surface(ground=(42, 64, 54), ink=(236, 238, 230), pen=0.09, mottle=2.5, grit=0.8)
"""Chalk on a green board."""


def lay_ink(
    ink: NDArray[np.uint8], surface: Surface, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The picture of ``ink`` on ``surface``.

    Args:
        ink: uint8 [H, W], 0 where the surface is bare, 255 where it is covered.
        surface: what it lies on.
        rng: makes the surface's patches and grit.

    Returns:
        uint8 [H, W, 3], red, green and blue.
    """
    picture = bare(ink.shape, surface, rng)
    cover(picture, gritty(ink, surface.grit, rng), surface.ink)
    return finished(picture)


def bare(shape: tuple[int, ...], surface: Surface, rng: np.random.Generator) -> Floats:
    """The surface without anything on it: float32 [H, W, 3], 0 to 255, red, green and blue."""
    picture = np.full((*shape, 3), surface.ground, np.float32)
    if surface.mottle:
        picture += surface.mottle * _patches(shape, rng)[..., None]
    return picture


def gritty(ink: NDArray[np.uint8], grit: float, rng: np.random.Generator) -> Floats:
    """How much of the surface ``ink`` covers where its roughness keeps some off: 0 to 1 [H, W]."""
    covered = ink.astype(np.float32)
    covered /= FULL_INK
    if grit:
        covered *= 1 - np.float32(grit) * rng.random(ink.shape, np.float32)
    return covered


def cover(
    picture: Floats, covered: NDArray[np.floating[Any]], colour: tuple[int, int, int]
) -> None:
    """Lay a colour over ``picture``.

    Args:
        picture: float32 [H, W, 3], changed in place.
        covered: float32 [H, W], 0 where the picture stays as it is, 1 where it becomes ``colour``.
        colour: red, green and blue, 0 to 255.
    """
    picture += covered[..., None] * (np.array(colour, np.float32) - picture)


def finished(picture: Floats) -> NDArray[np.uint8]:
    """The nearest whole levels: uint8, 0 to 255."""
    return np.clip(np.rint(picture), 0, FULL_INK).astype(np.uint8)


def _patches(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Smooth noise [H, W]."""
    height, width = shape
    knots = (height // MOTTLE_PIXELS + 2, width // MOTTLE_PIXELS + 2)
    coarse = rng.standard_normal(knots, np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))
