"""Masks: where a picture has ink, and what of it hangs together."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "AROUND",
    "Components",
    "Mask",
    "at_least",
    "closed",
    "dilated",
    "find_components",
    "opened",
    "transposed",
]

Mask = NDArray[np.uint8]
"""[H, W], 255 where it holds, 0 elsewhere."""

AROUND = np.ones((3, 3), np.uint8)
"""A pixel and those next to it."""

HOLDS = 255

FEW = 2**16
"""Pixels of which no more components can be made than 16 bits can count."""


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """What hangs together; component 0 is all that is outside the mask.

    Attributes:
        labels: [H, W], which component a pixel is of.
        lefts: int32 [N], first column of each.
        tops: int32 [N], first row.
        widths: int32 [N], in pixels.
        heights: int32 [N], in pixels.
        areas: int32 [N], in pixels.
    """

    labels: NDArray[np.integer]
    lefts: NDArray[np.int32]
    tops: NDArray[np.int32]
    widths: NDArray[np.int32]
    heights: NDArray[np.int32]
    areas: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.areas)

    @property
    def boxes(self) -> NDArray[np.int32]:
        """Left, top, right and bottom of each, the last two just outside: [N, 4]."""
        rights, bottoms = self.lefts + self.widths, self.tops + self.heights
        return np.column_stack([self.lefts, self.tops, rights, bottoms])

    @property
    def sides(self) -> NDArray[np.int32]:
        """The longer ones of their boxes: [N]."""
        return np.maximum(self.widths, self.heights)


def find_components(mask: Mask, connectivity: int = 8) -> Components:
    """Find what hangs together in a mask, across corners too where ``connectivity`` is not 4."""
    # On a small picture this takes half as long with labels of 16 bits.
    depth, kind = (cv2.CV_16U, np.uint16) if mask.size <= FEW else (cv2.CV_32S, np.int32)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask, connectivity=connectivity, ltype=depth
    )
    return Components(np.asarray(labels, kind), *stats.T)


def at_least(ink: NDArray[np.uint8], level: int) -> Mask:
    """Where ink is of that level or stronger."""
    # In half the time of inRange, which on a small picture is the larger part of it.
    return np.asarray(cv2.threshold(ink, level - 1, HOLDS, cv2.THRESH_BINARY)[1], np.uint8)


def opened(mask: Mask, rows: int, columns: int) -> Mask:
    """What is at least so many pixels high and wide."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, _box(rows, columns)), np.uint8)


def closed(mask: Mask, columns: int) -> Mask:
    """With all gaps across filled that are less than so many pixels wide."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _box(1, columns)), np.uint8)


def dilated(mask: Mask, rows: int, columns: int) -> Mask:
    """What is within half of so many pixels, down and across."""
    return np.asarray(cv2.dilate(mask, _box(rows, columns)), np.uint8)


def transposed(mask: Mask) -> Mask:
    """Rows to columns."""
    return np.asarray(cv2.transpose(mask), np.uint8)


@lru_cache(maxsize=64)
def _box(rows: int, columns: int) -> Mask:
    return np.ones((rows, columns), np.uint8)
