"""Grey pictures to ink: what was written, bright on 0, whatever it was written on."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import stroke_width
from shuzi.masks import at_least

__all__ = ["MIN_CONTRAST", "Writing", "find_ink", "find_writing"]

MIN_CONTRAST = 16
"""Grey levels of 255 by which ink must stand out of the noise of its paper."""

CLEAR = 2.5
"""Ink stands out of the noise by more, in grains of its paper; grain alone does by about 2."""

ROWS = 256
"""As many rows of a picture tell its grain."""

REDUCED = 256
"""Longer side, in pixels, of the copy on which polarity and paper are found."""

BLURRED = 16
"""Shorter side, in pixels, of the copy that is blurred: 3 pixels of it are the blur's width."""

FULL = 255
"""The strongest ink."""

LEVELS = np.arange(FULL + 1)
"""Every strength of ink."""

MOST_SHADE = 3
"""No shadow takes more of the light than all but one part of this."""

UNIT = FULL // MOST_SHADE
"""A gain of one, so that the greatest fits into a byte."""

FURTHER_IN = 1 / 12
"""The background of a framed picture begins no further from its edges, in its shorter side."""

NEARLY_ALL = 0.9
"""Where more of a rim is of one kind, and all of its corners, strokes only reach over it."""

OF_A_LINE = 1.5
"""A picture that is wider, in its heights, holds a line, whose ink never covers most of it."""

ROUNDS = 3
"""As many times strokes and paper are told by each other: what they tell stays the same then."""

WIDE = 4
"""Paper is wider, in widths of a stroke: where strokes join they are two to three wide."""

NARROWEST = 9
"""No shadow is followed that is narrower, in pixels of the reduced copy."""


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """What was written in a picture, in two views of its size.

    Attributes:
        ink: uint8 [H, W], the strength of ink: 0 where there is none, 255 where it is full.
        tone: uint8 [H, W], the same before what may be noise was taken out: the faintest strokes
            are still in it, and so are the grain of the paper and what is printed on it.
    """

    ink: NDArray[np.uint8]
    tone: NDArray[np.uint8]


def find_ink(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink alone of :func:`find_writing`: uint8 [H, W], 0 where there is none."""
    return find_writing(grey).ink


def find_writing(grey: NDArray[np.uint8]) -> Writing:
    """Find what was written in a picture.

    Ink may be dark on light or light on dark; the picture itself says which. The paper may
    darken from one side to the other, or lie in a shadow with an edge. Contrast is stretched to
    the whole range.

    Args:
        grey: uint8 [H, W], of any size from 1 x 1.

    Returns:
        Its two views; all 0 where nothing stands out.
    """
    reduced = _reduced(grey)
    dark_on_light = not _is_bright_on_dark(reduced)
    if dark_on_light:
        grey, reduced = FULL - grey, FULL - reduced
    height, width = grey.shape
    paper = _paper(reduced)
    ink = cv2.subtract(grey, cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR))
    if dark_on_light:
        gain = cv2.resize(_gain(paper), (width, height), interpolation=cv2.INTER_LINEAR)
        ink = cv2.multiply(ink, gain, scale=1 / UNIT)
    return _stretched(np.asarray(ink, np.uint8), _grain(grey))


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
    the corners: even where a bold digit fills its picture, few strokes end in a corner. But who
    cuts a picture out along the rules of its field leaves these around it.
    """
    levels = grey.astype(np.float32)
    middle = FULL // 2
    local = np.asarray(
        cv2.addWeighted(levels, 1 / 2, _blurred(levels), -1 / 2, middle, dtype=cv2.CV_8U), np.uint8
    )
    bright = local > _otsu(local)
    is_bright = _share(bright) > 1 / 2
    if _holds_a_line(bright) or _is_framed(bright if is_bright else ~bright):
        return not is_bright
    return _share(bright) + sum(_around(bright)) < 3 / 2


def _holds_a_line(picture: NDArray[np.bool_]) -> bool:
    rows, columns = picture.shape
    return bool(columns > OF_A_LINE * rows)


def _is_framed(most: NDArray[np.bool_]) -> bool:
    """Whether what most of a picture is made of lies all around inside of its edges."""
    rows, columns = most.shape
    frame = round(FURTHER_IN * min(rows, columns))
    rim, corners = _around(most[frame : rows - frame, frame : columns - frame])
    return rim > NEARLY_ALL and corners == 1


def _around(mask: NDArray[np.bool_]) -> tuple[float, float]:
    """How much of the rim of a picture is in a mask, and how much of its corners."""
    rim = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    rows, columns = mask.shape
    return _share(rim), _share(mask[:: max(1, rows - 1), :: max(1, columns - 1)])


def _share(mask: NDArray[np.bool_]) -> float:
    return np.count_nonzero(mask) / mask.size


def _blurred(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """How light it is about each place, on a copy no larger than so wide a blur needs."""
    height, width = levels.shape
    factor = max(1, min(height, width) // BLURRED)
    size = (max(1, width // factor), max(1, height // factor))
    small = cv2.resize(levels, size, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(small, (0, 0), min(size) / 5)
    whole = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole, np.float32)


def _paper(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture without its bright ink.

    Paper is what is wider than strokes are. How wide they are is seen once the widest shadows
    are told from ink, and so on to the narrower ones.
    """
    side = sum(grey.shape) // 4 + 1  # strokes are narrower than half a picture
    slope = _plane(_opened(grey.astype(np.float32), side))
    level = grey - slope
    paper = _opened(level, side)
    for _ in range(ROUNDS - 1):
        narrower = max(NARROWEST, round(WIDE * _stroke(level - paper)))
        if narrower >= side:
            break
        side = narrower
        paper = _opened(level, side)
    return (slope + paper).clip(0, FULL).round().astype(np.uint8)


def _gain(paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """By how much ink in a shadow must be strengthened, in units: it gets as little light."""
    return np.asarray(cv2.LUT(paper, _gains(_median(paper))), np.uint8)


@cache
def _gains(middle: int) -> NDArray[np.uint8]:
    """The gain for every level of paper, where most of it is of that one."""
    light = (FULL - LEVELS).clip(1)
    gain = light[middle] / light
    return np.asarray((UNIT * gain.clip(1 / MOST_SHADE, MOST_SHADE)).round(), np.uint8)


def _stroke(ink: NDArray[np.float32]) -> float:
    """Width of most of the clearer half of the ink, in pixels."""
    levels = ink.clip(0, FULL).astype(np.uint8)
    firm = at_least(levels, max(_otsu(levels), 1))
    return stroke_width(firm) if firm.any() else 1.0


def _opened(grey: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Without all that is bright and narrower than that many pixels."""
    opened = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(opened, np.float32)


def _plane(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """The plane nearest to a picture: an opening alone takes the brightest rim of one for ink."""
    across = np.asarray(cv2.reduce(grey, 0, cv2.REDUCE_AVG), np.float32)
    down = np.asarray(cv2.reduce(grey, 1, cv2.REDUCE_AVG), np.float32)
    plane = across.mean() + _slope(across.ravel()) + _slope(down.ravel())[:, None]
    return np.asarray(plane, np.float32)


def _slope(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The straight line nearest to levels, about 0 in their middle."""
    away = np.arange(len(levels), dtype=np.float32) - np.float32((len(levels) - 1) / 2)
    return np.asarray(levels @ away / max(float(away @ away), 1) * away)


def _grain(grey: NDArray[np.uint8]) -> int:
    """How much neighbours differ, in grey levels: strokes have too few edges to change it."""
    rows = grey[:: -(-len(grey) // ROWS)]
    if rows.shape[1] == 1:
        return 0
    return _median(np.asarray(cv2.absdiff(rows[:, 1:], rows[:, :-1]), np.uint8))


def _stretched(ink: NDArray[np.uint8], grain: float) -> Writing:
    """The middle of the paper, or all noise of it, to 0, and full ink to 255."""
    counts = _counts(ink)
    paper = counts * (_split(counts) >= LEVELS)
    middle, upper = _quantile(paper, 0.5), _quantile(paper, 0.75)
    floor = middle + 4 * (upper - middle)  # 2.7 standard deviations, if it is evenly spread
    above = counts * (floor < LEVELS)
    if not above.any():
        return Writing(np.zeros_like(ink), np.zeros_like(ink))
    full = _quantile(above * (_split(above) <= LEVELS), 0.9)
    # In a tiny picture of one bold digit most neighbours differ, but no paper is that coarse.
    if full - floor < max(MIN_CONTRAST, min(CLEAR * grain, FULL / 3)):
        return Writing(np.zeros_like(ink), np.zeros_like(ink))
    return Writing(_between(ink, floor, full), _between(ink, middle, full))


def _between(ink: NDArray[np.uint8], none: float, full: float) -> NDArray[np.uint8]:
    levels = (LEVELS - none) * FULL / (full - none)
    return np.asarray(cv2.LUT(ink, levels.clip(0, FULL).round().astype(np.uint8)), np.uint8)


def _counts(values: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How often each level is."""
    counts = cv2.calcHist([values], [0], None, [FULL + 1], [0, FULL + 1])
    return counts.ravel().astype(np.int64)


def _split(counts: NDArray[np.int64]) -> int:
    """The level that best parts dark from bright (Otsu, 1979), by how often each level is."""
    below = counts.cumsum()
    moment = (counts * LEVELS).cumsum()
    # Where one side is empty both are 0.
    apart, sizes = moment[-1] * below / below[-1] - moment, below * (below[-1] - below)
    return int((apart**2 / sizes.clip(1)).argmax())


def _median(values: NDArray[np.uint8]) -> int:
    return _quantile(_counts(values), 0.5)


def _quantile(counts: NDArray[np.int64], share: float) -> int:
    """The level below which that share lies, by how often each level is."""
    below = counts.cumsum()
    return int(below.searchsorted(share * below[-1]))


def _otsu(values: NDArray[np.uint8]) -> int:
    """The level that best parts dark from bright (Otsu, 1979)."""
    level, _ = cv2.threshold(values, 0, FULL, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return int(level)
