"""The cells of tables and rows of boxes: what rules enclose on all sides."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.marks import LOW, Pieces
from shuzi.rules import Rules
from shuzi.runs import dilated

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

KEPT = 0.75
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


def find_cells(rules: Rules, height: float) -> Cells:
    """Find what rules enclose, if it is of the size to hold a line of writing.

    Args:
        rules: of a page that is straight.
        height: of the writing, in pixels.
    """
    gap, grown = round(BROKEN * height), rules.thickest + 2
    across = cv2.morphologyEx(rules.across, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    down = cv2.morphologyEx(rules.down, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    walls = dilated(np.asarray(across, np.uint8), 1, 2 * grown + 1)
    walls |= dilated(np.asarray(down, np.uint8), 2 * grown + 1, 1)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(~walls, connectivity=4)
    widths, heights = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    good = (widths > NARROWEST * height) & (heights > LOWEST * height)
    good &= (heights < HIGHEST * height) & (stats[:, cv2.CC_STAT_AREA] > FILLED * widths * heights)
    good[np.concatenate([labels[[0, -1]].ravel(), labels[:, [0, -1]].ravel()])] = False
    good[0] = False
    numbers = np.where(good, good.cumsum(), 0)
    boxes = stats[good, : cv2.CC_STAT_AREA].astype(np.int32)
    boxes[:, 2:] += boxes[:, :2]
    return Cells(boxes, np.asarray(numbers, np.int32)[labels])
