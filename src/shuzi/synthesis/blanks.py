"""Empty places of a form, with what their cutting left of the walls around them."""

from collections.abc import Iterator

import numpy as np

from shuzi.synthesis import furniture
from shuzi.synthesis.camera import photographed
from shuzi.synthesis.sheet import Mark, Page, Sheet
from shuzi.synthesis.stationery import lay_sheet, random_stationery

__all__ = ["draw_blank"]

# In heights of the digit that would stand here.
SIDES = (0.9, 1.7)  # of the picture
WALL_WIDTHS = (0.015, 0.14)
NEAREST, FURTHEST = -0.05, 0.3  # a wall from the picture's edge

WALLED, DASHED = 0.6, 0.1  # how often there is a wall at a side, and how often it is dashed
STOPS = 0.4  # how often a wall ends at another one or in the middle, and does not cross the picture
PEN = 0.3  # how often the walls are as dark as what is written, as where somebody drew them
TURN_SPREAD = 0.03  # radians, standard deviation


def draw_blank(rng: np.random.Generator, *, height: int) -> Page:
    """A place where nobody wrote: pieces of walls, alone, in corners, in crosses.

    Args:
        rng: makes everything.
        height: of the digit that would stand here, in pixels.
    """
    rows, columns = (rng.uniform(*SIDES, size=2) * height).astype(int).tolist()
    walls = [*_walls((rows, columns), height, rng)]
    by_pen = rng.random() < PEN
    written, printed = (walls, []) if by_pen else ([], walls)
    sheet, _ = Sheet.of((rows, columns), [written], printed).turned(rng.normal(scale=TURN_SPREAD))
    picture = photographed(lay_sheet(sheet, random_stationery(rng), height, rng), rng)
    return Page(picture, "", (), ())


def _walls(size: tuple[int, int], height: int, rng: np.random.Generator) -> Iterator[Mark]:
    """Those that are there, of the four sides; the first two lie, the others stand."""
    width = max(1, round(rng.uniform(*WALL_WIDTHS) * height))
    dashed = bool(rng.random() < DASHED)
    for side in np.flatnonzero(rng.random(4) < WALLED).tolist():
        lies, far = side < 2, side % 2  # noqa: PLR2004  two of four
        across, along = size if lies else size[::-1]
        inside = round(rng.uniform(NEAREST, FURTHEST) * height)
        at = across - inside if far else inside
        first, last = _stretch(along, rng)
        begin, end = ((first, at), (last, at)) if lies else ((at, first), (at, last))
        yield furniture.rule(begin, end, width, dashed=dashed)


def _stretch(along: int, rng: np.random.Generator) -> tuple[int, int]:
    """From where to where a wall runs."""
    if rng.random() >= STOPS:
        return 0, along
    stop = int(rng.integers(along // 4, along))
    return (0, stop) if rng.random() < 1 / 2 else (along - stop, along)
