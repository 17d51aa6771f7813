"""What careless digitising does to the ink of one digit: bolder, broken, with bits of others."""

from itertools import compress

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.pen import trimmed

__all__ = ["worn"]

Ink = NDArray[np.uint8]

# How often ink is what.
BOLD, STRETCHED, BROKEN, BESET, COARSE = 0.1, 0.15, 0.05, 0.08, 0.15

BOLDER = (0.04, 0.2)  # by which strokes grow, in heights
GAP = (0.02, 0.08)  # height of what is lost across, in heights: as of a rule that was taken out
BIT = (0.04, 0.25)  # sides of a bit, in heights
BIT_AWAY = (-0.1, 0.2)  # from the digit's side, in heights
COARSE_SIDE = (12, 24)  # longer side of a coarse bitmap, in pixels
INKED = (0.3, 0.8)  # what is at least so strong is ink in it, beside its median ink
FULL_INK = 255


def worn(ink: Ink, rng: np.random.Generator) -> Ink:
    """The ink as some pipelines leave it; mostly as it is.

    Args:
        ink: uint8 [H, W], bright on 0, without an empty margin.
        rng: decides.

    Returns:
        uint8 [H, W], of another size perhaps; never empty.
    """
    happens = rng.random(5) < (BOLD, STRETCHED, BROKEN, BESET, COARSE)
    for wear in compress((_bold, _stretched, _broken, _beset, _coarse), happens):
        ink = wear(ink, rng)
    return ink


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


def _broken(ink: Ink, rng: np.random.Generator) -> Ink:
    """With a gap all across, above its foot and below its top."""
    rows = len(ink)
    gap = max(1, round(rng.uniform(*GAP) * rows))
    top = int(rng.uniform(0.1, 0.9) * rows)
    broken = ink.copy()
    broken[top : top + gap] = 0
    return broken if broken.any() else ink


def _beset(ink: Ink, rng: np.random.Generator) -> Ink:
    """With a bit of a neighbour, a dot or dirt beside it."""
    rows, columns = ink.shape
    high, wide = np.maximum(1, rng.uniform(*BIT, size=2) * rows).astype(int).tolist()
    away = round(rng.uniform(*BIT_AWAY) * rows)
    bit = _bit(high, wide, max(1, rows // 12), rng)
    high, wide = bit.shape
    room = wide + max(0, away)
    beset = np.pad(ink, ((0, max(0, high - rows)), (room, room)))
    top = int(rng.integers(0, len(beset) - high + 1))
    beside = room - wide - away if rng.random() < 1 / 2 else room + columns + away
    left = min(max(beside, 0), beset.shape[1] - wide)
    place = beset[top : top + high, left : left + wide]
    np.maximum(place, bit, out=place)
    return trimmed(beset)


def _bit(high: int, wide: int, pen: int, rng: np.random.Generator) -> Ink:
    """A blot or a stroke, with a margin of a pixel."""
    bit = np.zeros((high + 2, wide + 2), np.uint8)
    if rng.random() < 1 / 2:
        middle, axes = (wide // 2 + 1, high // 2 + 1), (wide // 2, high // 2)
        cv2.ellipse(bit, middle, axes, 0, 0, 360, FULL_INK, cv2.FILLED)
    else:
        begin, end = ((1, 1), (wide, high)) if rng.random() < 1 / 2 else ((1, high), (wide, 1))
        cv2.line(bit, begin, end, FULL_INK, pen, cv2.LINE_AA)
    return bit


def _coarse(ink: Ink, rng: np.random.Generator) -> Ink:
    """A small picture in black and white."""
    rows, columns = ink.shape
    scale = rng.integers(*COARSE_SIDE, endpoint=True) / max(rows, columns)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    level = rng.uniform(*INKED) * np.median(small[small > 0])  # thin strokes are faint when small
    return np.asarray(cv2.inRange(small, level, FULL_INK), np.uint8)
