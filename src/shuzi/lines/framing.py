"""A line's ink to a strip of fixed height, as a line reader sees it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FIRM
from shuzi.masks import Mask, at_least, dilated, find_components, opened

__all__ = ["BAND", "ROWS", "Band", "find_band", "frame_line"]

ROWS = 32
"""Height of a strip, in pixels."""

BAND = 24
"""Of these, the height of the band in which a line's digits stand; the rest is room to stray."""

LONGEST_STROKE = 1.0
"""A straight run of ink across that is longer is a rule, in heights of the picture."""

HIGHEST_STROKE = 0.9
"""A straight run of ink down that is longer is the side of a box, in heights of the picture."""

SPECK = 0.15
"""Parts that are less high, in heights of the picture, tell nothing of the band."""

LOW = 0.45
"""Parts that are less high, in heights of the writing, do not widen the band: dots, dashes."""

ASTRAY = 0.8
"""So far from the middle of all ink, in heights of the writing, a part is of another line."""

CUT_WEIGHT = 0.3
"""A part that the picture's upper or lower edge cuts is likely another line's, and counts less."""


@dataclass(frozen=True, slots=True)
class Band:
    """The rows of a picture between which the digits of its line stand.

    Attributes:
        top: the first row.
        bottom: just below the last one.
    """

    top: float
    bottom: float


def find_band(ink: NDArray[np.uint8]) -> Band | None:
    """Where a line's digits stand, by the pieces of its ink.

    Args:
        ink: uint8 [H, W], bright ink on 0; one line of writing, with rules, a box and cut parts of
            other lines around it or not.

    Returns:
        None where there is no ink to tell from.
    """
    parts = find_components(_without_rules(at_least(ink, FIRM)))
    tops, heights = parts.tops[1:], parts.heights[1:]
    bottoms = tops + heights
    is_cut = (tops == 0) | (bottoms == len(ink))
    weights = parts.areas[1:].astype(np.float64)
    weights[is_cut] *= CUT_WEIGHT
    weights[heights <= SPECK * len(ink)] = 0
    if not weights.any():
        return None
    height = _weighted_median(heights, weights)
    middles = (tops + bottoms) / 2
    away = abs(middles - middles @ weights / weights.sum())
    counts = (heights >= LOW * height) & (away < ASTRAY * height) & (weights > 0)
    if not counts.any():
        return None
    return Band(float(tops[counts].min()), float(bottoms[counts].max()))


def frame_line(
    ink: NDArray[np.uint8], band: Band, *, rows: int = ROWS, band_rows: int = BAND
) -> NDArray[np.uint8]:
    """The ink in another size, its band in the middle of a strip.

    Args:
        ink: uint8 [H, W].
        band: is scaled to ``band_rows``.
        rows: height of the strip, in pixels.
        band_rows: height of the band in it, in pixels.

    Returns:
        uint8 [rows, W * band_rows / (height of the band)]: its columns are the ink's, scaled.
    """
    scale = band_rows / (band.bottom - band.top)
    columns = max(1, round(ink.shape[1] * scale))
    height = max(1, round(len(ink) * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scaled = np.asarray(cv2.resize(ink, (columns, height), interpolation=method), np.uint8)
    start = round(scale * (band.top + band.bottom) / 2 - rows / 2)
    strip = np.zeros((rows, columns), np.uint8)
    top, bottom = max(0, start), min(height, start + rows)
    strip[top - start : bottom - start] = scaled[top:bottom]
    return strip


def _without_rules(firm: Mask) -> Mask:
    rows, columns = firm.shape
    across = min(columns, max(8, round(LONGEST_STROKE * rows)))
    down = min(rows, max(8, round(HIGHEST_STROKE * rows)))
    rules = opened(firm, 1, across) | opened(firm, down, 1)
    return firm & ~dilated(rules, 3, 3) if rules.any() else firm


def _weighted_median(values: NDArray[np.int32], weights: NDArray[np.floating]) -> float:
    order = values.argsort()
    sums = weights[order].cumsum()
    return float(values[order][sums.searchsorted(sums[-1] / 2)])
