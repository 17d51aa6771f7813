"""A line's ink to the ink of each of its characters, where it is known about where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FIRM, FULL
from shuzi.results import Box

__all__ = ["Core", "Cutting", "cut_line", "find_seams"]

STEP_ASIDE = 1.0
"""What a seam pays for each pixel that it lies off the middle between two cores, in grey levels of
ink: it cuts a stroke rather than run around half a digit, but takes any gap near by."""

FRINGE = 1
"""The blurred edge of a stroke that still belongs to it, in pixels."""

Ink = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Core:
    """Columns of a line in which one character surely stands; it may be wider.

    Attributes:
        left: the first one.
        right: just behind the last one.
    """

    left: int
    right: int


@dataclass(frozen=True, slots=True, eq=False)
class Cutting:
    """The ink of one character.

    Attributes:
        box: where its firm ink stands in the line.
        ink: uint8 [h, w], the box with the blurred edge around it; ink of others is 0 in it. All 0
            where there is none, in a box of one pixel.
    """

    box: Box
    ink: Ink


def cut_line(ink: Ink, owners: NDArray[np.intp], cores: Sequence[Core]) -> tuple[Cutting, ...]:
    """The pieces of ink of each character that reach into its core.

    So dots, dashes, signs and sides of boxes between two characters are left to nobody.

    Args:
        ink: uint8 [H, W], bright ink on 0.
        owners: [H, W], whose side of the seams a pixel is on: 0 for the first character.
        cores: of the characters, left to right.
    """
    return tuple(_cutting(ink, owners == number, core) for number, core in enumerate(cores))


def find_seams(ink: Ink, cores: Sequence[Core]) -> NDArray[np.intp]:
    """Part neighbours where the least ink is cut, from the top to the foot of a line.

    A seam moves at most one column a row, as in the carving of pictures (Avidan and Shamir, 2007).

    Args:
        ink: uint8 [H, W], bright ink on 0.
        cores: of the characters, left to right.

    Returns:
        [H, W]: how many seams run left of each pixel or through it.
    """
    rows, columns = ink.shape
    if len(cores) < len("11"):
        return np.zeros((rows, columns), np.intp)
    middles = np.array([core.left + core.right for core in cores]) // 2
    seams = _seams(ink, middles[:-1], middles[1:])
    return np.asarray((np.arange(columns) >= seams[..., None]).sum(axis=0))


def _seams(ink: Ink, lefts: NDArray[np.intp], rights: NDArray[np.intp]) -> NDArray[np.intp]:
    """The column of each seam in each row, [seams, H], between ``lefts`` and ``rights``."""
    # One more column on either side costs too much for any seam, so that none leaves its range.
    columns = lefts[:, None] + np.arange(-1, int((rights - lefts).max()) + 2)
    aside = STEP_ASIDE * abs(columns - (lefts + rights)[:, None] / 2)
    aside[(columns < lefts[:, None]) | (columns > rights[:, None])] = np.inf
    totals = ink[:, columns.clip(0, ink.shape[1] - 1)] + aside  # [H, seams, columns]
    for above, here in pairwise(totals):
        here[:, 1:-1] += np.minimum(np.minimum(above[:, :-2], above[:, 1:-1]), above[:, 2:])
    seams = np.arange(len(lefts))
    places = [totals[-1].argmin(axis=1)]
    for total in totals[-2::-1]:
        beside = places[-1][:, None] + (-1, 0, 1)
        places.append(beside[seams, total[seams[:, None], beside].argmin(axis=1)])
    return np.asarray(lefts[:, None] - 1 + np.stack(places[::-1], axis=1))


def _cutting(ink: Ink, side: NDArray[np.bool_], core: Core) -> Cutting:
    """The pieces of the ink on one side of the seams that reach into a core."""
    columns = np.flatnonzero(side.any(axis=0))
    if not columns.size:
        return _nothing(core)
    start, end = int(columns[0]), int(columns[-1]) + 1
    ink = np.where(side[:, start:end], ink[:, start:end], np.uint8(0))
    firm = cv2.inRange(ink, FIRM, FULL)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(firm, connectivity=8)
    lefts, widths = start + stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_WIDTH]
    own = (lefts < core.right) & (lefts + widths > core.left)
    own[0] = False  # what is not firm
    mask = own[labels].astype(np.uint8)
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return _nothing(core)
    around = np.ones((2 * FRINGE + 1, 2 * FRINGE + 1), np.uint8)
    kept = (mask | (cv2.dilate(mask, around) & (labels == 0))).astype(bool)
    window = np.s_[
        max(0, top - FRINGE) : top + height + FRINGE, max(0, left - FRINGE) : left + width + FRINGE
    ]
    box = Box(start + left, top, width, height)
    return Cutting(box, np.where(kept, ink, np.uint8(0))[window])


def _nothing(core: Core) -> Cutting:
    return Cutting(Box(core.left, 0, 1, 1), np.zeros((1, 1), np.uint8))
