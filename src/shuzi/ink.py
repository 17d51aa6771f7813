"""Grey pictures to ink: what was written, bright on 0, whatever it was written on."""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["MIN_CONTRAST", "find_ink"]

MIN_CONTRAST = 16
"""Grey levels of 255 by which ink must stand out of the noise of its paper."""

CLEAR = 2.5
"""Ink stands out of the noise by more, in grains of its paper; grain alone does by about 2."""

ROWS = 256
"""As many rows of a picture tell its grain."""

REDUCED = 256
"""Longer side, in pixels, of the copy on which polarity and paper are found."""

FULL = 255
"""The strongest ink."""


def find_ink(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Find what was written in a picture.

    Ink may be dark on light or light on dark; the picture itself says which. The paper may
    darken slowly from one side to the other. Contrast is stretched to the whole range.

    Args:
        grey: uint8 [H, W], of any size from 1 x 1.

    Returns:
        uint8 [H, W], the strength of ink: 0 where there is none, 255 where it is full. All 0
        where nothing stands out.
    """
    reduced = _reduced(grey)
    if not _is_bright_on_dark(reduced):
        grey, reduced = FULL - grey, FULL - reduced
    height, width = grey.shape
    paper = cv2.resize(_paper(reduced), (width, height), interpolation=cv2.INTER_LINEAR)
    return _stretched(np.asarray(cv2.subtract(grey, paper), np.uint8), _grain(grey))


def _reduced(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = grey.shape
    scale = REDUCED / max(height, width)
    if scale >= 1:
        return grey
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _is_bright_on_dark(grey: NDArray[np.uint8]) -> bool:
    """Whether the dark part of a picture is its background.

    The background is larger than the ink, reaches further around the rim, and above all holds
    the corners: even where a bold digit fills its picture, few strokes end in a corner.
    """
    light = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), min(grey.shape) / 5)
    local = ((grey - light) / 2 + FULL / 2).astype(np.uint8)
    bright = local > _otsu(local)
    rim = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    corners = bright[[0, 0, -1, -1], [0, -1, 0, -1]]
    return bool(bright.mean() + rim.mean() + corners.mean() < 3 / 2)


def _paper(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture without its bright ink."""
    slope = _plane(_opened(grey.astype(np.float32)))
    paper = slope + _opened(grey - slope)
    return paper.clip(0, FULL).round().astype(np.uint8)


def _opened(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Without all that is bright and narrower than half a picture, as strokes are."""
    side = sum(grey.shape) // 4 + 1
    opened = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(opened, np.float32)


def _plane(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """The plane nearest to a picture: an opening alone takes the brightest rim of one for ink."""
    rows, columns = np.indices(grey.shape, np.float32).reshape(2, -1)
    axes = np.stack([rows, columns, np.ones_like(rows)], axis=1)
    plane = axes @ np.linalg.lstsq(axes, grey.ravel())[0]
    return plane.reshape(grey.shape)


def _grain(grey: NDArray[np.uint8]) -> float:
    """How much neighbours differ, in grey levels: strokes have too few edges to change it."""
    rows = grey[:: -(-len(grey) // ROWS)]
    differences = cv2.absdiff(rows[:, 1:], rows[:, :-1]) if rows.shape[1] > 1 else np.zeros(1)
    return float(np.median(differences))


def _stretched(ink: NDArray[np.uint8], grain: float) -> NDArray[np.uint8]:
    """Noise of the paper to 0, full ink to 255."""
    paper = ink[ink <= _otsu(ink)]
    middle, upper = np.quantile(paper, (0.5, 0.75))
    floor = middle + 4 * (upper - middle)  # 2.7 standard deviations, if it is evenly spread
    above = ink[ink > floor]
    if not above.size:
        return np.zeros_like(ink)
    full = np.quantile(above[above >= _otsu(above)], 0.9)
    # In a tiny picture of one bold digit most neighbours differ, but no paper is that coarse.
    if full - floor < max(MIN_CONTRAST, min(CLEAR * grain, FULL / 3)):
        return np.zeros_like(ink)
    levels = (np.arange(FULL + 1) - floor) * FULL / (full - floor)
    return np.asarray(cv2.LUT(ink, levels.clip(0, FULL).round().astype(np.uint8)), np.uint8)


def _otsu(values: NDArray[np.uint8]) -> float:
    """The level that best parts dark from bright (Otsu, 1979)."""
    level, _ = cv2.threshold(values, 0, FULL, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return level
