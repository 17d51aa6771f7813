"""Ruled pages with the same digit in each cell, as people fill them in to collect a digit."""

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis import furniture
from shuzi.synthesis.camera import photographed
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.sheet import Mark, Page, Sheet
from shuzi.synthesis.stationery import lay_sheet, random_stationery
from shuzi.synthesis.writers import Writer, somebody

__all__ = ["draw_table"]

MOST_TURNED = np.radians(2)
FAINTEST = 0.5  # pen on the page, of the strongest: a pencil beside a felt pen

# Lengths in heights of a digit.
MARGIN = (0.3, 1.2)
CELL_WIDTH, CELL_HEIGHT = (1.3, 2.2), (1.15, 1.7)
RULE_WIDTH = (0.02, 0.08)
OUTSIDE = 0.1  # as far a digit may stand over the rules of its cell

ROWS, COLUMNS = (8, 24), (6, 16)


def draw_table(
    value: int, rng: np.random.Generator, *, height: int, samples: Samples | None = None
) -> Page:
    """A page that is one grid, with a digit in each cell; each row is by another writer.

    Args:
        value: 0 to 9, the digit in all cells.
        rng: makes all else.
        height: of a digit, in pixels, about.
        samples: digits that people wrote.

    Returns:
        The picture; its lines are the rows of the grid.
    """
    rows, columns = int(rng.integers(*ROWS)), int(rng.integers(*COLUMNS))
    margin = round(rng.uniform(*MARGIN) * height)
    wide, high = (round(rng.uniform(*side) * height) for side in (CELL_WIDTH, CELL_HEIGHT))
    size = (2 * margin + rows * high, 2 * margin + columns * wide)
    lines = []
    for top in range(margin, margin + rows * high, high):
        writer, strength = somebody(samples, rng), rng.uniform(FAINTEST, 1)
        inks = (_written(value, writer, strength, height, rng) for _ in range(columns))
        lefts = range(margin, margin + columns * wide, wide)
        lines.append(
            [
                _set(Mark(ink, left, top, value), (high, wide), OUTSIDE * height, rng)
                for ink, left in zip(inks, lefts, strict=True)
            ]
        )
    edges = [margin + column * wide for column in range(columns + 1)]
    width = max(1, round(rng.uniform(*RULE_WIDTH) * height))
    grid = [
        *furniture.boxes(edges, margin, margin + rows * high, width),
        *(
            furniture.rule((margin, margin + row * high), (edges[-1], margin + row * high), width)
            for row in range(1, rows)
        ),
    ]
    sheet, boxes = Sheet.of(size, lines, grid).turned(rng.uniform(-MOST_TURNED, MOST_TURNED))
    picture = photographed(lay_sheet(sheet, random_stationery(rng), height, rng), rng)
    return Page(picture, sheet.text, boxes, sheet.values)


def _written(
    value: int, writer: Writer, strength: float, height: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """A digit, as strong as the pen is."""
    ink = writer.write(value, round(height * rng.uniform(0.85, 1.05)), rng)
    return np.asarray(cv2.convertScaleAbs(ink, alpha=strength), np.uint8)


def _set(mark: Mark, cell: tuple[int, int], near: float, rng: np.random.Generator) -> Mark:
    """A mark in a cell of that height and width, at whose corner it is: about the middle."""
    spare = np.subtract(cell, mark.ink.shape) / 2
    reach = np.maximum(spare + near, near)
    down, right = rng.triangular(spare - reach, spare, spare + reach).round()
    return mark.moved(int(right), int(down))
