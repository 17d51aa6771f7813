"""The cells of tables and rows of boxes: what rules enclose on all sides."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.layout.marks import LOW, Pieces
from shuzi.layout.rules import Rules
from shuzi.masks import dilated, find_components

__all__ = ["Cells", "find_cells"]

LOWEST, HIGHEST = 0.7, 3.0
"""Height of a cell for one line of writing, in heights of the writing."""

NARROWEST = 0.4
"""Width of a cell, in heights of the writing."""

FILLED = 0.75
"""A cell fills more of its box: it is a rectangle, if a slanted one."""

BROKEN = 1.0
"""A rule goes on after gaps of less, in heights of the writing."""

INSIDE = 0.8
"""Writing that keeps to its cells lies in one with more than this, of the area of its box."""

KEPT = 0.5
"""Where more of the pieces of writing keep to their cells, cells are what it was written in."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of a page.

    Attributes:
        boxes: int32 [N, 4], left, top, right and bottom, the last two just outside.
        labels: int32 [H, W], the number of the cell that a pixel is of, counted from 1; 0 for none.
    """

    boxes: NDArray[np.int32]
    labels: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.boxes)

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> "Cells":
        """No cells on a page of that shape."""
        return cls(np.empty((0, 4), np.int32), np.zeros(shape, np.int32))

    def of(self, pieces: Pieces) -> NDArray[np.int32]:
        """The number of the cell in which the middle of each piece lies, 0 for none: [N]."""
        columns, rows = ((pieces.boxes[:, :2] + pieces.boxes[:, 2:]) // 2).T
        return np.asarray(self.labels[rows, columns], np.int32)

    def hold(self, pieces: Pieces, height: float) -> bool:
        """Whether what is written in them keeps to them: on squared paper it does not."""
        numbers = self.of(pieces)
        digits = (numbers > 0) & (pieces.heights >= LOW * height)
        boxes, cells = pieces.boxes[digits], self.boxes[numbers[digits] - 1]
        start = np.maximum(boxes[:, :2], cells[:, :2])
        end = np.minimum(boxes[:, 2:], cells[:, 2:])
        shares = (end - start).clip(0).prod(axis=1) / (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
        return bool(len(shares) and (shares > INSIDE).mean() > KEPT)

    def parted(self, pieces: Pieces, height: float) -> NDArray[np.uint8]:
        """The ink of pieces, cut along the wall where digits of neighbouring cells hang together.

        A digit that reaches over a wall stays whole, if none of the neighbour's hangs on it.
        """
        ink = pieces.ink.copy()
        for place in np.flatnonzero(self._reach_out(pieces)):
            left, top, right, bottom = pieces.boxes[place].tolist()
            window = np.s_[top:bottom, left:right]
            own = pieces.labels[window] == pieces.numbers[place]
            homes = self._homes(own, self.labels[window], height)
            if len(homes) > 1:
                nearest = _nearest(homes - np.array([left, top, left, top]), own.shape)
                seams = cv2.morphologyEx(nearest, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
                ink[window][own & (seams > 0)] = 0
        return ink

    def _reach_out(self, pieces: Pieces) -> NDArray[np.bool_]:
        """Whether a piece is not wholly in the cell that holds its middle: [N]."""
        numbers = self.of(pieces)
        cells = self.boxes[numbers - 1]
        start = pieces.boxes[:, :2] >= cells[:, :2]
        end = pieces.boxes[:, 2:] <= cells[:, 2:]
        return np.asarray(~(start & end).all(axis=1) | (numbers == 0))

    def _homes(
        self, own: NDArray[np.bool_], cells: NDArray[np.int32], height: float
    ) -> NDArray[np.int32]:
        """The boxes of the cells in which a piece is high enough for a digit: [N, 4]."""
        numbers = np.unique(cells[own])
        homes = [
            number
            for number in numbers[numbers > 0].tolist()
            if np.ptp(np.flatnonzero((own & (cells == number)).any(axis=1))) >= LOW * height
        ]
        return np.asarray(self.boxes[np.array(homes, int) - 1], np.int32)


def find_cells(rules: Rules, height: float) -> Cells:
    """Find what rules enclose, if it is of the size to hold a line of writing.

    Args:
        rules: of a page that is straight.
        height: of the writing, in pixels.
    """
    if not (rules.across.any() and rules.down.any()):
        return Cells.none(rules.across.shape)
    gap, grown = round(BROKEN * height), rules.thickest + 2
    across = cv2.morphologyEx(rules.across, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    down = cv2.morphologyEx(rules.down, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    walls = dilated(np.asarray(across, np.uint8), 1, 2 * grown + 1)
    walls |= dilated(np.asarray(down, np.uint8), 2 * grown + 1, 1)
    rooms = find_components(~walls, connectivity=4)
    labels, widths, heights = rooms.labels, rooms.widths, rooms.heights
    good = (widths > NARROWEST * height) & (heights > LOWEST * height)
    good &= (heights < HIGHEST * height) & (rooms.areas > FILLED * widths * heights)
    good[np.concatenate([labels[[0, -1]].ravel(), labels[:, [0, -1]].ravel()])] = False
    good[0] = False
    numbers = np.where(good, good.cumsum(), 0)
    return Cells(rooms.boxes[good], np.asarray(numbers, np.int32)[labels])


def _nearest(boxes: NDArray[np.int32], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Which of the boxes [N, 4] is nearest to each pixel of a window of that shape."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    left, top, right, bottom = boxes.T[..., None, None]
    across, down = np.maximum(left - x, x - right + 1), np.maximum(top - y, y - bottom + 1)
    return np.asarray(np.maximum(across, down).argmin(axis=0), np.uint8)
