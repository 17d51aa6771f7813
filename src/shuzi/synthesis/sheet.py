"""Sheets: where ink goes, and the picture that it ends up in, with what stands on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.results import Box

__all__ = ["CHARACTERS", "STRANGER", "Mark", "Page", "Sheet", "paste"]

Ink = NDArray[np.uint8]

STRANGER = 10
"""The value of what stands in a line like a digit and is none."""

CHARACTERS = "0123456789?"
"""What a mark of each value is in a text."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A written page, and what stands on it.

    Attributes:
        picture: uint8 [H, W, 3], red, green and blue.
        text: its lines, separated by newlines; ``?`` for what stands like a digit and is none.
        boxes: around the ink of each character, line by line, left to right.
        values: the digits, 0 to 9, in the same order; `STRANGER` for a ``?``.
    """

    picture: Ink
    text: str
    boxes: tuple[Box, ...]
    values: tuple[int, ...]

    @property
    def grey(self) -> Ink:
        """The picture without its colours: uint8 [H, W]."""
        return np.asarray(cv2.cvtColor(self.picture, cv2.COLOR_RGB2GRAY), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Some ink and where it goes, in pixels; what 0, 0 is depends on who asks.

    Attributes:
        ink: uint8 [H, W]; of a digit, without an empty margin.
        left: of its box.
        top: of its box.
        value: the digit that it is, or `STRANGER`; None for what stands in no truth.
    """

    ink: Ink
    left: int
    top: int
    value: int | None = None

    @property
    def right(self) -> int:
        """Just outside its box."""
        return self.left + int(self.ink.shape[1])

    @property
    def bottom(self) -> int:
        """Just outside its box."""
        return self.top + len(self.ink)

    def moved(self, right: int, down: int) -> "Mark":
        """The same ink somewhere else."""
        return Mark(self.ink, self.left + right, self.top + down, self.value)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What is printed and what is written on a sheet, and where its digits are.

    Attributes:
        written: uint8 [H, W], the strength of ink of a pen.
        printed: uint8 [H, W], the strength of what the sheet came with: rules, boxes, words.
        lines: the digits of each line, top to bottom, left to right.
    """

    written: Ink
    printed: Ink
    lines: tuple[tuple[Mark, ...], ...]

    @classmethod
    def of(
        cls, size: tuple[int, int], lines: Sequence[Sequence[Mark]], printed: Iterable[Mark] = ()
    ) -> "Sheet":
        """A sheet of ``size``, rows and columns in pixels, with those marks on it."""
        written = np.zeros(size, np.uint8)
        for line in lines:
            paste(written, line)
        print_ = np.zeros(size, np.uint8)
        paste(print_, printed)
        digits = tuple(tuple(m for m in line if m.value is not None) for line in lines)
        return cls(written, print_, tuple(line for line in digits if line))

    @property
    def text(self) -> str:
        """The lines of digits, separated by newlines."""
        return "\n".join(
            "".join(CHARACTERS[value] for value in _values(line)) for line in self.lines
        )

    @property
    def values(self) -> tuple[int, ...]:
        """The digits, line by line."""
        return tuple(value for line in self.lines for value in _values(line))

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Around the ink of each digit, line by line."""
        return tuple(
            Box(mark.left, mark.top, mark.ink.shape[1], mark.ink.shape[0])
            for line in self.lines
            for mark in line
        )

    def turned(self, angle: float) -> tuple["Sheet", tuple[Box, ...]]:
        """The sheet turned, on a larger one that holds all of it, and the boxes of its digits.

        Args:
            angle: radians, clockwise.
        """
        rows, columns = self.written.shape
        cos, sin = np.cos(angle), np.sin(angle)
        turn = np.array([[cos, -sin, 0], [sin, cos, 0]])
        corners = np.array([[0, 0], [columns, 0], [0, rows], [columns, rows]]) @ turn[:, :2].T
        turn[:, 2] = -corners.min(axis=0)
        width, height = np.ceil(np.ptp(corners, axis=0)).astype(int).tolist()
        layers = [
            np.asarray(cv2.warpAffine(layer, turn, (width, height)), np.uint8)
            for layer in (self.written, self.printed)
        ]
        boxes = tuple(
            _box(_outline(mark) @ turn[:, :2].T + turn[:, 2])
            for line in self.lines
            for mark in line
        )
        return Sheet(layers[0], layers[1], self.lines), boxes


def paste(canvas: Ink, marks: Iterable[Mark]) -> None:
    """Lay marks over what ``canvas`` holds, cut at its edges; 0, 0 is its top left corner."""
    rows, columns = canvas.shape
    for mark in marks:
        top, left = max(mark.top, 0), max(mark.left, 0)
        bottom, right = min(mark.bottom, rows), min(mark.right, columns)
        if top < bottom and left < right:
            part = mark.ink[
                top - mark.top : bottom - mark.top, left - mark.left : right - mark.left
            ]
            window = canvas[top:bottom, left:right]
            np.maximum(window, part, out=window)


def _values(line: Iterable[Mark]) -> Iterator[int]:
    return (mark.value for mark in line if mark.value is not None)


def _outline(mark: Mark) -> NDArray[np.float64]:
    """The corners of the convex hull of a mark's ink: x and y, the far edges of its pixels too."""
    points = cv2.findNonZero(mark.ink).reshape(-1, 2)
    hull = cv2.convexHull(points).reshape(-1, 2) + np.array([mark.left, mark.top])
    return np.concatenate([hull, hull + 1])


def _box(outline: NDArray[np.float64]) -> Box:
    left, top = np.floor(outline.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(outline.max(axis=0)).astype(int).tolist()
    return Box(left, top, right - left, bottom - top)
