"""A line's ink to the ink of each of its characters, where it is known about where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FIRM
from shuzi.masks import AROUND, Mask, at_least, find_components
from shuzi.results import Box

__all__ = ["Core", "Cutting", "cut_line", "find_seams"]

STEP_ASIDE = 1.0
"""What a seam pays for each pixel that it lies off the middle between two cores, in grey levels of
ink: it cuts a stroke rather than run around half a digit, but takes any gap near by."""

FRINGE = len(AROUND) // 2
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


@dataclass(frozen=True, slots=True, eq=False)
class _Parted:
    """The sides of the seams, with an empty column behind each: all pieces are found at once.

    Attributes:
        ink: uint8 [H, places], of all sides.
        starts: [sides], with which column of the line each begins.
        places: [sides + 1], with which column of ``ink`` it does, and the number of these.
    """

    ink: Ink
    starts: NDArray[np.intp]
    places: NDArray[np.intp]


def cut_line(ink: Ink, seams: NDArray[np.intp], cores: Sequence[Core]) -> tuple[Cutting, ...]:
    """The pieces of ink of each character that reach into its core.

    So dots, dashes, signs and sides of boxes between two characters are left to nobody.

    Args:
        ink: uint8 [H, W], bright ink on 0.
        seams: [seams, H], the first column behind each seam in each row.
        cores: of the characters, left to right.
    """
    if not cores:
        return ()
    parted = _parted(ink, seams)
    firm = find_components(at_least(parted.ink, FIRM))
    number = parted.places.searchsorted(firm.lefts, "right") - 1  # of each piece's character
    lefts = firm.lefts + (parted.starts - parted.places[:-1])[number]
    rights = lefts + firm.widths
    core_lefts, core_rights = np.array([(core.left, core.right) for core in cores]).T
    own = (lefts < core_rights[number]) & (rights > core_lefts[number])
    own[0] = False  # what is not firm
    mask = own.astype(np.uint8)[firm.labels]
    kept = mask | (cv2.dilate(mask, AROUND) & (firm.labels == 0))
    return tuple(
        _cutting(mask[:, place:end], parted.ink[:, place:end] * kept[:, place:end], start, core)
        for (place, end), start, core in zip(
            pairwise(parted.places.tolist()), parted.starts.tolist(), cores, strict=True
        )
    )


def find_seams(ink: Ink, cores: Sequence[Core]) -> NDArray[np.intp]:
    """Part neighbours where the least ink is cut, from the top to the foot of a line.

    A seam moves at most one column a row, as in the carving of pictures (Avidan and Shamir, 2007).

    Args:
        ink: uint8 [H, W], bright ink on 0.
        cores: of the characters, left to right.

    Returns:
        [seams, H]: the column of each in each row, which is the first one of its right neighbour.
    """
    middles = np.array([core.left + core.right for core in cores], np.intp) // 2
    lefts, rights = middles[:-1], middles[1:]
    if not lefts.size:
        return np.zeros((0, len(ink)), np.intp)
    # One more column on either side costs too much for any seam, so that none leaves its range.
    columns = lefts[:, None] + np.arange(-1, int((rights - lefts).max()) + 2)
    aside = STEP_ASIDE * abs(columns - (lefts + rights)[:, None] / 2)
    aside[(columns < lefts[:, None]) | (columns > rights[:, None])] = np.inf
    places = columns.ravel()
    costs = np.add(ink.take(places, axis=1, mode="clip"), aside.ravel(), dtype=np.float32)
    return np.asarray(places[_cheapest_ways(costs, len(columns))])


def _cheapest_ways(costs: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """The cheapest way down each of so many equal ranges, which lie side by side in ``costs``.

    Args:
        costs: [H, places], infinite at both edges of each range.
        count: of ranges.

    Returns:
        [count, H]: the place of each in each row.
    """
    totals = costs.copy()
    before, here, after = totals[:, :-2], totals[:, 1:-1], totals[:, 2:]
    cheapest = np.empty_like(here[0])
    for *above, total in zip(before, here, after, here[1:], strict=False):
        np.minimum(above[0], above[1], out=cheapest)
        np.minimum(cheapest, above[2], out=cheapest)
        np.add(total, cheapest, out=total)
    came_from = np.tile(np.arange(totals.shape[1]), (len(totals), 1))
    came_from[:, 1:-1] += np.where(before <= np.minimum(here, after), -1, after < here)
    ends = totals[-1].reshape(count, -1)
    ways = [ends.argmin(axis=1) + ends.shape[1] * np.arange(count)]
    for place in came_from[-2::-1]:
        ways.append(place[ways[-1]])
    return np.stack(ways[::-1], axis=1)


def _parted(ink: Ink, seams: NDArray[np.intp]) -> _Parted:
    """The sides of the seams, each with all columns that it has in any row."""
    rows, columns = ink.shape
    bounds = np.vstack([np.zeros((1, rows), np.intp), seams, np.full((1, rows), columns)])
    starts, ends = bounds[:-1].min(axis=1), bounds[1:].max(axis=1)
    places = np.concatenate([[0], (ends - starts + 1).cumsum()])
    apart = np.zeros((rows, places[-1]), np.uint8)
    for (left, right), start, end, place in zip(
        pairwise(bounds), starts.tolist(), ends.tolist(), places.tolist(), strict=False
    ):
        along = np.arange(start, end)
        own = (along >= left[:, None]) & (along < right[:, None])
        np.multiply(ink[:, start:end], own, out=apart[:, place : place + end - start])
    return _Parted(apart, starts, places)


def _cutting(mask: Mask, ink: Ink, start: int, core: Core) -> Cutting:
    """What is in the mask, of one side of the seams, which starts with that column of the line."""
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return _nothing(core)
    window = np.s_[
        max(0, top - FRINGE) : top + height + FRINGE, max(0, left - FRINGE) : left + width + FRINGE
    ]
    return Cutting(Box(start + left, top, width, height), ink[window])


def _nothing(core: Core) -> Cutting:
    return Cutting(Box(core.left, 0, 1, 1), np.zeros((1, 1), np.uint8))
