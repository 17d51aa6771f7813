"""Ink to marks: the pieces that hang together, and those of one digit joined."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FULL
from shuzi.masks import at_least, find_components
from shuzi.results import Box

__all__ = [
    "LOW",
    "NEAR",
    "SPECK",
    "Edges",
    "Group",
    "Mark",
    "Pieces",
    "around",
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

Edges = tuple[int, int, int, int]
"""One of these boxes. With plain numbers, two are compared ten times as fast as with arrays."""

Belongs = Callable[[Edges, Edges], bool]
"""Whether two boxes are of the same digit."""


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

    box: Edges
    area: int  # pixels
    labels: tuple[int, ...]

    @property
    def height(self) -> int:
        """Of its box, in pixels."""
        return self.box[3] - self.box[1]

    @property
    def width(self) -> int:
        """Of its box, in pixels."""
        return self.box[2] - self.box[0]

    @property
    def middle(self) -> tuple[float, float]:
        """Of its box: x and y."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2

    def with_(self, other: "Group") -> "Group":
        """Both in one."""
        box = around([self.box, other.box])
        return Group(box, self.area + other.area, self.labels + other.labels)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Firm ink that hangs together.

    Attributes:
        ink: uint8 [H, W], in which they lie.
        labels: [H, W], 0 where there is hardly any ink.
        numbers: int64 [N], the label of each piece, the largest piece first.
        boxes: int32 [N, 4], left, top, right and bottom of each, the last two just outside.
        areas: int64 [N], in pixels.
    """

    ink: NDArray[np.uint8]
    labels: NDArray[np.integer]
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

    def alone(self) -> list[Group]:
        """Each by itself."""
        each = zip(self.boxes.tolist(), self.areas.tolist(), self.numbers.tolist(), strict=True)
        return [Group(tuple(box), area, (number,)) for box, area, number in each]

    def writing_height(self) -> float:
        """Height of the piece that holds the middle pixel of all ink; specks hold little."""
        order = np.argsort(self.heights, kind="stable")
        areas = self.areas[order].cumsum()
        return float(self.heights[order[areas.searchsorted(areas[-1] / 2)]])

    def cut(self, group: Group, left: int = 0, top: int = 0) -> Mark:
        """The ink of a group, its box as seen from that place."""
        x, y, right, bottom = group.box
        window = np.s_[max(0, y - FRINGE) : bottom + FRINGE, max(0, x - FRINGE) : right + FRINGE]
        labels = self.labels[window]
        own = labels == group.labels[0]
        for label in group.labels[1:]:
            own |= labels == label
        mask = own.view(np.uint8)
        kept = mask | (cv2.dilate(mask, AROUND) & (labels == 0))
        return Mark(Box(x - left, y - top, right - x, bottom - y), self.ink[window] * kept)


def find_pieces(ink: NDArray[np.uint8]) -> Pieces:
    """Find the largest pieces of ink.

    Args:
        ink: uint8 [H, W], bright ink on 0.
    """
    found = find_components(at_least(ink, LINKED))
    strong = np.zeros(len(found), bool)
    strong[found.labels[ink >= STRONG]] = True
    largest = np.argsort(-found.sides * strong, kind="stable")[: min(MOST_PARTS, strong.sum())]
    areas = found.areas[largest].astype(np.int64)
    return Pieces(ink, found.labels, largest, found.boxes[largest], areas)


def grouped(pieces: Iterable[Group], belongs: Belongs) -> list[Group]:
    """Join pieces, the largest first, as long as any two belong together."""
    groups: list[Group] = []
    for piece in sorted(pieces, key=lambda piece: -piece.area):
        group = piece
        while other := _first_that_belongs(group.box, groups, belongs):
            groups.remove(other)
            group = other.with_(group)
        groups.append(group)
    return groups


def _first_that_belongs(box: Edges, groups: list[Group], belongs: Belongs) -> Group | None:
    return next((group for group in groups if belongs(box, group.box)), None)


def around(boxes: Iterable[Edges]) -> Edges:
    """The smallest box that holds all of them."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def joined_where_near(distance: float) -> Belongs:
    """All that is less than that many pixels apart is of one digit."""

    def belongs(box: Edges, other: Edges) -> bool:
        left, top, right, bottom = box
        return (
            other[0] - right < distance
            and left - other[2] < distance
            and other[1] - bottom < distance
            and top - other[3] < distance
        )

    return belongs


def of_one_digit(height: float) -> Belongs:
    """What lies above, below or within another, near enough, is of one digit of that height."""

    def belongs(box: Edges, other: Edges) -> bool:
        left, top, right, bottom = box
        if other[0] >= right or left >= other[2]:
            return False
        shared = min(right, other[2]) - max(left, other[0])
        apart = max(top, other[1]) - min(bottom, other[3])
        highest = max(bottom, other[3]) - min(top, other[1])
        # A part that is no digit by itself is sought a home for; two that might be must fit better.
        low = min(bottom - top, other[3] - other[1]) < LOW * height
        near, fits = (NEAR, 1 / 3) if low else (NEAR / 2, 2 / 3)
        return (
            apart < near * height
            and shared > fits * min(right - left, other[2] - other[0])
            and highest < HIGH * height
        )

    return belongs
