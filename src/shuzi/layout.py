"""The ink of a page to marks, each the ink of what may be one digit, in lines."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FIRM, FULL
from shuzi.results import Box

__all__ = ["Mark", "find_lines", "find_mark"]

STRONG = FULL // 2
"""Firm ink that hangs together is looked at where some of it is this strong."""

FRINGE = 2
"""The blurred edge of a stroke that still belongs to it, in pixels."""

MOST_PARTS = 3_000
"""A picture in more pieces is not writing but noise; only the largest are looked at."""

SPECK = 0.1
"""Parts whose longer side is less are dirt, in heights of the writing."""

LOW = 0.35
"""Less high parts are no digits: bars of a 5, dots, commas, dashes; in heights of the writing."""

NEAR = 0.25
"""The gap between parts of one digit is smaller, in heights of the writing."""

HIGH = 1.3
"""Parts that would make a higher mark are of two lines, in heights of the writing."""

LAST = 3
"""As many marks at a line's end say where it runs on."""

Boxes = NDArray[np.int32]
"""[N, 4]: left, top, right and bottom in pixels, the last two just outside."""

Belongs = Callable[[Boxes, Boxes], NDArray[np.bool_]]
"""Whether one box [1, 4] is of the same digit as each of others [N, 4]: bool [N]."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """The ink of what may be one digit.

    Attributes:
        box: where its firm ink stands in the picture.
        ink: uint8 [h, w], the box and up to 2 pixels around it; ink of others is 0 in it.
    """

    box: Box
    ink: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Pieces of firm ink that are one digit's, or one piece."""

    box: Boxes  # [1, 4]
    area: int  # pixels
    labels: tuple[int, ...]

    @property
    def height(self) -> int:
        return int(_heights(self.box)[0])

    @property
    def side(self) -> int:
        return max(self.height, int(_widths(self.box)[0]))


def find_lines(ink: NDArray[np.uint8]) -> tuple[tuple[Mark, ...], ...]:
    """Find the digits of a page that do not touch each other.

    Nothing is assumed of the size of writing: what is dirt, and how near the parts of one digit
    are, is measured by the page's own ink.

    Args:
        ink: uint8 [H, W], bright ink on 0, as :func:`shuzi.ink.find_ink` gives it.

    Returns:
        The lines top to bottom, in each the marks left to right; none where there is no ink.
    """
    pieces, labels = _pieces(ink)
    if not pieces:
        return ()
    height = _writing_height(pieces)
    groups = _grouped(
        [piece for piece in pieces if piece.side >= SPECK * height],
        lambda box, boxes: _of_one_digit(box, boxes, height),
    )
    high = [group for group in groups if group.height >= LOW * height]
    return tuple(tuple(_cut(ink, labels, group) for group in line) for line in _lines(high))


def find_mark(ink: NDArray[np.uint8]) -> Mark | None:
    """Find the one digit of a picture that holds at most one.

    It is the largest piece of ink with all that is near it: parts of a broken stroke belong to
    it, what sticks in from a neighbour does not.

    Args:
        ink: uint8 [H, W], bright ink on 0, as :func:`shuzi.ink.find_ink` gives it.

    Returns:
        None where there is no ink.
    """
    pieces, labels = _pieces(ink)
    if not pieces:
        return None
    side = max(pieces, key=_area).side
    groups = _grouped(
        [piece for piece in pieces if piece.side >= SPECK * side],
        lambda box, boxes: np.maximum(*_gaps(box, boxes)) < NEAR * side,
    )
    return _cut(ink, labels, max(groups, key=_area))


def _pieces(ink: NDArray[np.uint8]) -> tuple[list[_Group], NDArray[np.int32]]:
    """The largest pieces of firm ink, and the label of each pixel, 0 where ink is not firm."""
    firm = cv2.inRange(ink, FIRM, FULL)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(firm, connectivity=8)
    strong = np.bincount(labels[ink >= STRONG], minlength=count).astype(bool)
    strong[0] = False  # what is not firm
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    largest = np.argsort(-sides * strong, kind="stable")[: min(MOST_PARTS, strong.sum())]
    pieces = [
        _Group(np.array([[x, y, x + width, y + height]], np.int32), int(area), (int(label),))
        for label, (x, y, width, height, area) in zip(largest, stats[largest], strict=True)
    ]
    return pieces, np.asarray(labels, np.int32)


def _writing_height(pieces: list[_Group]) -> int:
    """The height of the piece that holds the middle pixel of all ink; specks hold little."""
    by_height = sorted(pieces, key=lambda piece: piece.height)
    areas = np.cumsum([piece.area for piece in by_height])
    return by_height[int(areas.searchsorted(areas[-1] / 2))].height


def _grouped(pieces: list[_Group], belongs: Belongs) -> list[_Group]:
    """Join pieces, the largest first, as long as any two belong together."""
    groups: list[_Group] = []
    boxes = np.empty((0, 4), np.int32)
    for piece in sorted(pieces, key=_area, reverse=True):
        group = piece
        while (others := np.flatnonzero(belongs(group.box, boxes))).size:
            boxes = np.delete(boxes, others[0], axis=0)
            group = _joined(groups.pop(others[0]), group)
        groups.append(group)
        boxes = np.concatenate([boxes, group.box])
    return groups


def _joined(one: _Group, other: _Group) -> _Group:
    start = np.minimum(one.box[:, :2], other.box[:, :2])
    end = np.maximum(one.box[:, 2:], other.box[:, 2:])
    return _Group(np.hstack([start, end]), one.area + other.area, one.labels + other.labels)


def _of_one_digit(box: Boxes, boxes: Boxes, height: int) -> NDArray[np.bool_]:
    """Whether one part lies above, below or within another, near enough."""
    across, down = _gaps(box, boxes)
    shared = -across / np.minimum(_widths(box), _widths(boxes))
    highest = np.maximum(box[:, 3], boxes[:, 3]) - np.minimum(box[:, 1], boxes[:, 1])
    # A part that is no digit by itself is sought a home for; two that might be must fit better.
    low = np.minimum(_heights(box), _heights(boxes)) < LOW * height
    near = down < np.where(low, NEAR, NEAR / 2) * height
    return near & (shared > np.where(low, 1 / 3, 2 / 3)) & (highest < HIGH * height)


def _lines(groups: list[_Group]) -> list[list[_Group]]:
    """Follow each line from its left end, as the writing drifts up or down."""
    lines: list[list[_Group]] = []
    ends = np.empty((0, 2))  # mean top and bottom of each line's last marks
    for group in sorted(groups, key=lambda group: int(group.box[0, 0] + group.box[0, 2])):
        beside = _shares_of_height(group, ends)
        if beside.max(initial=0) > 1 / 2:
            number = int(beside.argmax())
        else:
            number = len(lines)
            lines.append([])
            ends = np.pad(ends, ((0, 1), (0, 0)))
        lines[number].append(group)
        ends[number] = np.mean([last.box[0, [1, 3]] for last in lines[number][-LAST:]], axis=0)
    drift = _drift(lines)
    return sorted(lines, key=lambda line: float(np.mean([_middle(g) @ (-drift, 1) for g in line])))


def _shares_of_height(group: _Group, ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the less high one lies beside the other, of a mark and each end; at most 1."""
    tops, bottoms = ends.T
    beside = np.minimum(bottoms, group.box[0, 3]) - np.maximum(tops, group.box[0, 1])
    shares: NDArray[np.float64] = beside / np.minimum(bottoms - tops, group.height)
    return shares


def _drift(lines: list[list[_Group]]) -> float:
    """Pixels by which lines run down for each pixel to the right: a regression within lines."""
    middles = [np.array([_middle(group) for group in line]) for line in lines]
    away = np.concatenate(
        [middle - middle.mean(axis=0) for middle in middles] or [np.zeros((1, 2))]
    )
    return float(away[:, 0] @ away[:, 1] / max(away[:, 0] @ away[:, 0], 1))


def _middle(group: _Group) -> NDArray[np.float64]:
    """Of its box: x and y."""
    return (group.box[0, :2] + group.box[0, 2:]) / 2


def _cut(ink: NDArray[np.uint8], labels: NDArray[np.int32], group: _Group) -> Mark:
    left, top, right, bottom = group.box[0].tolist()
    window = np.s_[max(0, top - FRINGE) : bottom + FRINGE, max(0, left - FRINGE) : right + FRINGE]
    own = np.isin(labels[window], group.labels)
    around = np.ones((2 * FRINGE + 1, 2 * FRINGE + 1), np.uint8)
    near = cv2.dilate(own.astype(np.uint8), around).astype(bool)
    kept = own | (near & (labels[window] == 0))
    return Mark(
        Box(left, top, right - left, bottom - top), np.where(kept, ink[window], np.uint8(0))
    )


def _area(group: _Group) -> int:
    return group.area


def _gaps(box: Boxes, boxes: Boxes) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pixels between boxes, across and down; below 0 where they overlap."""
    gaps = np.maximum(box[:, :2], boxes[:, :2]) - np.minimum(box[:, 2:], boxes[:, 2:])
    return gaps[:, 0], gaps[:, 1]


def _widths(boxes: Boxes) -> NDArray[np.int32]:
    return boxes[:, 2] - boxes[:, 0]


def _heights(boxes: Boxes) -> NDArray[np.int32]:
    return boxes[:, 3] - boxes[:, 1]
