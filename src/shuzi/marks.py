"""Ink to marks: the pieces that hang together, and those of one digit joined."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FULL
from shuzi.results import Box

__all__ = [
    "LOW",
    "NEAR",
    "SPECK",
    "Group",
    "Mark",
    "Pieces",
    "find_pieces",
    "grouped",
    "joined_where_near",
    "of_one_digit",
]

LINKED = FULL // 10
"""Ink hangs together where it is this strong: a pen that runs dry leaves a stroke no stronger."""

STRONG = 3 * FULL // 8
"""What hangs together is looked at where some of it is this strong."""

FRINGE = 2
"""The blurred edge of a stroke that still belongs to it, in pixels."""

AROUND = np.ones((2 * FRINGE + 1, 2 * FRINGE + 1), np.uint8)
"""All that is no further away than the fringe."""

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

Boxes = NDArray[np.int32]
"""[N, 4]: left, top, right and bottom in pixels, the last two just outside."""

Belongs = Callable[[Boxes, Boxes], NDArray[np.bool_]]
"""Whether one box [1, 4] is of the same digit as each of others [N, 4]: bool [N]."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """The ink of what may be one digit.

    Attributes:
        box: where its firm ink stands in its strip, or in the picture.
        ink: uint8 [h, w], the box and up to 2 pixels around it; ink of others is 0 in it.
    """

    box: Box
    ink: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Pieces of ink that are one digit's, or one piece."""

    box: Boxes  # [1, 4]
    area: int  # pixels
    labels: tuple[int, ...]

    @property
    def height(self) -> int:
        """Of its box, in pixels."""
        return int(self.box[0, 3] - self.box[0, 1])

    @property
    def middle(self) -> NDArray[np.float64]:
        """Of its box: x and y."""
        return np.asarray(self.box[0, :2] + self.box[0, 2:]) / 2

    def with_(self, other: "Group") -> "Group":
        """Both in one."""
        start = np.minimum(self.box[:, :2], other.box[:, :2])
        end = np.maximum(self.box[:, 2:], other.box[:, 2:])
        return Group(np.hstack([start, end]), self.area + other.area, self.labels + other.labels)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Firm ink that hangs together.

    Attributes:
        ink: uint8 [H, W], in which they lie.
        labels: int32 [H, W], 0 where there is hardly any ink.
        numbers: int64 [N], the label of each piece, the largest piece first.
        boxes: int32 [N, 4], left, top, right and bottom of each, the last two just outside.
        areas: int64 [N], in pixels.
    """

    ink: NDArray[np.uint8]
    labels: NDArray[np.int32]
    numbers: NDArray[np.int64]
    boxes: Boxes
    areas: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def heights(self) -> NDArray[np.int32]:
        """Of their boxes, in pixels."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def sides(self) -> NDArray[np.int32]:
        """The longer ones of their boxes, in pixels."""
        return np.asarray((self.boxes[:, 2:] - self.boxes[:, :2]).max(axis=1, initial=0), np.int32)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Pieces":
        """Some of them, by whether or which."""
        return Pieces(
            self.ink, self.labels, self.numbers[chosen], self.boxes[chosen], self.areas[chosen]
        )

    def alone(self, place: int) -> Group:
        """One of them."""
        box = self.boxes[place : place + 1]
        return Group(box, int(self.areas[place]), (int(self.numbers[place]),))

    def writing_height(self) -> float:
        """Height of the piece that holds the middle pixel of all ink; specks hold little."""
        order = np.argsort(self.heights, kind="stable")
        areas = self.areas[order].cumsum()
        return float(self.heights[order[areas.searchsorted(areas[-1] / 2)]])

    def cut(self, group: Group, left: int = 0, top: int = 0) -> Mark:
        """The ink of a group, its box as seen from that place."""
        x, y, right, bottom = group.box[0].tolist()
        window = np.s_[max(0, y - FRINGE) : bottom + FRINGE, max(0, x - FRINGE) : right + FRINGE]
        labels = self.labels[window]
        own = np.logical_or.reduce([labels == label for label in group.labels])
        near = cv2.dilate(own.astype(np.uint8), AROUND).astype(bool)
        kept = own | (near & (labels == 0))
        box = Box(x - left, y - top, right - x, bottom - y)
        return Mark(box, np.where(kept, self.ink[window], np.uint8(0)))


def find_pieces(ink: NDArray[np.uint8]) -> Pieces:
    """Find the largest pieces of ink.

    Args:
        ink: uint8 [H, W], bright ink on 0.
    """
    linked = cv2.inRange(ink, LINKED, FULL)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(linked, connectivity=8)
    strong = np.zeros(count, bool)
    strong[labels[ink >= STRONG]] = True
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    largest = np.argsort(-sides * strong, kind="stable")[: min(MOST_PARTS, strong.sum())]
    boxes = stats[largest, : cv2.CC_STAT_AREA].astype(np.int32)
    boxes[:, 2:] += boxes[:, :2]
    areas = stats[largest, cv2.CC_STAT_AREA].astype(np.int64)
    return Pieces(ink, np.asarray(labels, np.int32), largest, boxes, areas)


def grouped(pieces: Pieces, belongs: Belongs) -> list[Group]:
    """Join pieces, the largest first, as long as any two belong together."""
    if len(pieces) == 1:
        return [pieces.alone(0)]
    groups: list[Group] = []
    boxes = np.empty((0, 4), np.int32)
    for place in np.argsort(-pieces.areas, kind="stable"):
        group = pieces.alone(int(place))
        while (others := np.flatnonzero(belongs(group.box, boxes))).size:
            boxes = np.delete(boxes, others[0], axis=0)
            group = groups.pop(others[0]).with_(group)
        groups.append(group)
        boxes = np.concatenate([boxes, group.box])
    return groups


def joined_where_near(distance: float) -> Belongs:
    """All that is less than that many pixels apart is of one digit."""
    return lambda box, boxes: np.maximum(*_gaps(box, boxes)) < distance


def of_one_digit(height: float) -> Belongs:
    """What lies above, below or within another, near enough, is of one digit of that height."""

    def belongs(box: Boxes, boxes: Boxes) -> NDArray[np.bool_]:
        across, down = _gaps(box, boxes)
        shared = -across / np.minimum(_widths(box), _widths(boxes))
        highest = np.maximum(box[:, 3], boxes[:, 3]) - np.minimum(box[:, 1], boxes[:, 1])
        # A part that is no digit by itself is sought a home for; two that might be must fit better.
        low = np.minimum(_heights(box), _heights(boxes)) < LOW * height
        near = down < np.where(low, NEAR, NEAR / 2) * height
        fits: NDArray[np.bool_] = near & (shared > np.where(low, 1 / 3, 2 / 3))
        return fits & (highest < HIGH * height)

    return belongs


def _gaps(box: Boxes, boxes: Boxes) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pixels between boxes, across and down; below 0 where they overlap."""
    gaps = np.maximum(box[:, :2], boxes[:, :2]) - np.minimum(box[:, 2:], boxes[:, 2:])
    return gaps[:, 0], gaps[:, 1]


def _widths(boxes: Boxes) -> NDArray[np.int32]:
    return boxes[:, 2] - boxes[:, 0]


def _heights(boxes: Boxes) -> NDArray[np.int32]:
    return boxes[:, 3] - boxes[:, 1]
