"""What is written on a page, told from the rules of its form, with the cells that these make."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.layout.cells import Cells, find_cells
from shuzi.layout.marks import SPECK, Pieces, find_pieces
from shuzi.layout.page import Page
from shuzi.layout.rules import Rules, find_rules

__all__ = ["Form", "find_form"]

TOO_HIGH = 3.0
"""What hangs together and is higher is no writing, in heights of the writing."""

MANY = 24
"""A page of fewer pieces of writing is searched for clear rules alone."""

NEARLY_ALL = 0.9
"""Where more of the pieces of writing are in cells, there are no others to be found."""

MUCH, LITTLE = 4.0, 2.0
"""How much the ink and the tone of a page are strengthened for its faint rules to be seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A page, what is written on it, and where.

    Attributes:
        page: laid straight.
        pieces: of ink, of a size to be writing, without the rules, and cut along the walls.
        height: of the writing, in pixels.
        cells: in which it was written; none where it does not keep to them.
    """

    page: Page
    pieces: Pieces
    height: float
    cells: Cells


def find_form(page: Page, rules: Rules) -> Form | None:
    """Find what is written on a page.

    Args:
        page: laid straight.
        rules: the clear ones.

    Returns:
        None where there is nothing.
    """
    found = _written(rules.taken_out(page.ink), rules)
    if not len(found):
        return None
    height = found.writing_height()
    cells, pieces = find_cells(rules, height), _of_size(found, height)
    if len(pieces) >= MANY and _held(cells, pieces) <= NEARLY_ALL * len(pieces):
        best, cells = _holding_most(pieces, height, rules, cells, page)
        if best is not rules:
            rules, found = best, _written(best.taken_out(page.ink), best)
            pieces = _of_size(found, height)
    if not (len(cells) and cells.hold(pieces, height)):
        return Form(page, pieces, height, Cells.none(page.ink.shape))
    parted = _written(cells.parted(found, height), rules)
    return Form(page, _of_size(parted, height), height, cells)


def _holding_most(
    pieces: Pieces, height: float, rules: Rules, cells: Cells, page: Page
) -> tuple[Rules, Cells]:
    """The rules whose cells hold the most: the clear ones, or such as are too faint for ink."""
    held = _held(cells, pieces)
    for view, gain in ((page.ink, MUCH), (page.writing.tone, LITTLE)):
        fainter = find_rules(np.asarray(cv2.convertScaleAbs(view, alpha=gain), np.uint8))
        enclosed = find_cells(fainter, height)
        if _held(enclosed, pieces) > held:
            rules, cells, held = fainter, enclosed, _held(enclosed, pieces)
    return rules, cells


def _held(cells: Cells, pieces: Pieces) -> int:
    """How many pieces lie in cells."""
    return int((cells.of(pieces) > 0).sum())


def _written(ink: NDArray[np.uint8], rules: Rules) -> Pieces:
    """Of ink without rules, the pieces that may be writing: where rules cross, bits are left."""
    pieces = find_pieces(ink)
    return pieces.where(pieces.sides > rules.thickest) if rules.any else pieces


def _of_size(pieces: Pieces, height: float) -> Pieces:
    """Those that are neither dirt nor too high for writing of that height."""
    return pieces.where((pieces.sides >= SPECK * height) & (pieces.heights < TOO_HIGH * height))
