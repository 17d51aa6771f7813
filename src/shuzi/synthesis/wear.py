"""What careless digitising does to the ink of one digit: bolder, out of proportion, coarse."""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["OFTEN", "RARELY", "worn"]

Ink = NDArray[np.uint8]

# How often ink is bold, stretched and coarse.
RARELY = (0.1, 0.15, 0.15)
OFTEN = (0.3, 0.7, 0.7)

BOLDER = (0.04, 0.2)  # by which strokes grow, in heights
COARSE_SIDE = (12, 24)  # longer side of a coarse bitmap, in pixels
INKED = (0.3, 0.8)  # what is at least so strong is ink in it, beside its median ink
FULL_INK = 255


def worn(ink: Ink, rng: np.random.Generator, shares: tuple[float, float, float] = RARELY) -> Ink:
    """The ink as some pipelines leave it; by default mostly as it is.

    Args:
        ink: uint8 [H, W], bright on 0, without an empty margin.
        rng: decides.
        shares: how often it is bold, stretched and coarse.

    Returns:
        uint8 [H, W], of another size perhaps; never empty.
    """
    bold, stretched, coarse = rng.random(3) < shares
    if bold:
        ink = _bold(ink, rng)
    if stretched:
        ink = _stretched(ink, rng)
    return _coarse(ink, rng) if coarse else ink


def _bold(ink: Ink, rng: np.random.Generator) -> Ink:
    """As with a marker, or where a scan was too dark."""
    size = 1 + round(rng.uniform(*BOLDER) * len(ink))
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(np.pad(ink, size), pen), np.uint8)


def _stretched(ink: Ink, rng: np.random.Generator) -> Ink:
    """Towards a square, as where every digit was made to fill the same box.

    Only what is narrow is widened: a lying stroke would come out as an upright one does.
    """
    rows, columns = ink.shape
    if columns >= rows:
        return ink
    share = rng.uniform(0.3, 0.9)  # 1 makes it square
    width = max(1, round(columns * (rows / columns) ** share))
    return np.asarray(cv2.resize(ink, (width, rows), interpolation=cv2.INTER_LINEAR), np.uint8)


def _coarse(ink: Ink, rng: np.random.Generator) -> Ink:
    """A small picture in black and white."""
    rows, columns = ink.shape
    scale = rng.integers(*COARSE_SIDE, endpoint=True) / max(rows, columns)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    level = rng.uniform(*INKED) * np.median(small[small > 0])  # thin strokes are faint when small
    return np.asarray(cv2.inRange(small, level, FULL_INK), np.uint8)
