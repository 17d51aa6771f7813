"""The ink of a page to strips: straight lines of writing in reading order, without any rules."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import ceil, floor
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from shuzi.layout.cells import Cells
from shuzi.layout.form import find_form
from shuzi.layout.marks import (
    LOW,
    NEAR,
    Edges,
    Group,
    Mark,
    Pieces,
    around,
    grouped,
    joined_where_near,
    of_one_digit,
)
from shuzi.layout.page import Affine, Page, lay_straight, then
from shuzi.layout.rules import CLOSE
from shuzi.results import Box

__all__ = ["Mark", "Strip", "find_strips"]

MARGIN = 0.2
"""Around the marks of a strip, in heights of the writing."""

LAST = 3
"""As many marks at a line's end say where it runs on."""

ONE_LINE = 2.0
"""A picture that is less high has no room for two lines, in heights of its highest digit."""

HANGING = 0.2
"""As far above or below a digit's box lies the middle of a sign beside it, in its height."""

ONE_EACH = 2 / 3
"""Where more of the cells hold one high mark, all of them hold one digit at most."""

WHOLE = 0.85
"""A line at an edge of a page that is less high is cut, in heights of the highest whole line."""

WIDE = 1.1
"""A cell that is less wide, in its own heights, is for one digit."""

HIGH = 0.6
"""Two digits of a number are as high at least, in heights of the higher one."""

WIDEST = 1.3
"""What is wider, in its own heights, is more than one digit, or a digit that somebody spread."""

MANY = 1 / 3
"""Where more of the cells hold what is so wide, these are numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One line of writing, laid straight.

    Attributes:
        ink: uint8 [h, w], bright ink on 0, without rules and without other lines.
        tone: uint8 [h, w], the same part of the page with all that is in it, the faintest too.
        to_page: float64 [2, 3], from points of the strip to points of the page.
        cells: where a form has places for what is written, left to right: of this line, also
            the empty ones.
        pieces: those of the whole page.
        groups: of pieces, what may be one digit each where digits do not touch, left to right.
        corner: of the strip on that page, its column and row.
    """

    ink: NDArray[np.uint8]
    tone: NDArray[np.uint8]
    to_page: Affine
    cells: tuple[Box, ...]
    pieces: Pieces
    groups: tuple[Group, ...]
    corner: tuple[int, int]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What may be one digit each where digits do not touch, left to right."""
        return tuple(self.pieces.cut(group, *self.corner) for group in self.groups)

    def on_page(self, box: Box) -> Box:
        """The smallest upright box of the page that holds one of the strip."""
        corners = list(product((box.x, box.x + box.width), (box.y, box.y + box.height)))
        xs, ys = (
            [round(across * x + down * y + start, 6) for x, y in corners]
            for across, down, start in self.to_page.tolist()
        )
        x, y = floor(min(xs)), floor(min(ys))
        return Box(x, y, ceil(max(xs)) - x, ceil(max(ys)) - y)


@dataclass(frozen=True, slots=True, eq=False)
class _WrittenLine:
    """A line of a page: what may be its digits, left to right, and its cells."""

    groups: list[Group]
    cells: tuple[Edges, ...]

    @property
    def box(self) -> Edges:
        """Around all of it."""
        return around([*(group.box for group in self.groups), *self.cells])

    @property
    def height(self) -> int:
        """Of its highest mark, in pixels."""
        return max(group.height for group in self.groups)


def find_strips(grey: NDArray[np.uint8]) -> tuple[Strip, ...]:
    """Find the lines of writing of a page.

    Nothing is assumed of the size of writing: what is dirt, and how near the parts of one digit
    are, is measured by the page's own ink. Pages turned by up to 16 degrees are laid straight.
    Rules are left out; where they make cells in which the writing keeps, each row of cells is a
    line.

    Args:
        grey: uint8 [H, W], upright, of either polarity.

    Returns:
        From the top to the bottom of the page, and where lines stand side by side from left to
        right; none where there is no ink.
    """
    form = find_form(*lay_straight(grey))
    if form is None:
        return ()
    pieces, height, rows = form.pieces, form.height, len(form.page.ink)
    inside = _by_cell(pieces, form.cells)
    digits = _high(grouped(inside.pop(0, []), of_one_digit(height)), height)
    free_lines = (_WrittenLine(line, ()) for line in _free_lines(digits, rows))
    in_cells = _rows(_in_cells(inside, height), form.cells)
    lines = _without_remnants([*free_lines, *in_cells], rows)
    # What is of some line, or of none for sure.
    others = np.ones(int(pieces.labels.max()) + 1, bool)
    others[0] = False
    others[pieces.numbers] = False
    others[[label for line in lines for group in line.groups for label in group.labels]] = True
    return tuple(
        _strip(form.page, pieces, line, others, round(MARGIN * height))
        for line in _in_reading_order(lines)
    )


def _free_lines(groups: list[Group], rows: int) -> list[list[Group]]:
    """The lines of what is in no cell, on a page of so many rows."""
    if rows < ONE_LINE * max((group.height for group in groups), default=0):
        return [_left_to_right(groups)]
    return _with_their_signs(_lines(groups))


def _with_their_signs(lines: list[list[Group]]) -> list[list[Group]]:
    """The lines, with the commas, dashes and slashes that hang out of them."""
    signs = [line[0] for line in lines if len(line) == 1]
    wholes = [line for line in lines if len(line) > 1]
    for sign in signs:
        home = next((line for line in wholes if _hangs_out_of(sign, line)), None)
        if home is None:
            wholes.append([sign])
        else:
            home[:] = _left_to_right([*home, sign])
    return wholes


def _hangs_out_of(sign: Group, line: list[Group]) -> bool:
    """Whether something is a sign of a line: low, and beside the foot or the head of a digit."""
    nearest = min(line, key=lambda mark: abs(mark.middle[0] - sign.middle[0]))
    left, _, right, _ = around([mark.box for mark in line])
    (x, y), reach = sign.middle, HANGING * nearest.height
    return (
        sign.height < HIGH * nearest.height
        and left - nearest.height < x < right + nearest.height
        and nearest.box[1] - reach < y < nearest.box[3] + reach
    )


def _without_remnants(lines: list[_WrittenLine], rows: int) -> list[_WrittenLine]:
    """Without what the upper or lower edge of a page of so many rows leaves of other lines."""
    cut = [_is_cut(line, rows) for line in lines]
    highest = max(
        (line.height for line, is_cut in zip(lines, cut, strict=True) if not is_cut), default=0
    )
    return [
        line
        for line, is_cut in zip(lines, cut, strict=True)
        if not is_cut or line.height >= WHOLE * highest
    ]


def _is_cut(line: _WrittenLine, rows: int) -> bool:
    """Whether most of its marks end at the upper or lower edge of the page."""
    ends = [mark.box[1] <= CLOSE or mark.box[3] >= rows - CLOSE for mark in line.groups]
    return not line.cells and sum(ends) > len(ends) / 2


def _by_cell(pieces: Pieces, cells: Cells) -> dict[int, list[Group]]:
    """The pieces, by the number of the cell that each is in, 0 for none."""
    inside: dict[int, list[Group]] = defaultdict(list)
    for cell, piece in zip(cells.of(pieces).tolist(), pieces.alone(), strict=True):
        inside[cell].append(piece)
    return inside


def _in_cells(inside: dict[int, list[Group]], height: float) -> dict[int, list[Group]]:
    """What may be digits, by the number of the cell that it is in."""
    belongs = of_one_digit(height)
    groups = {cell: _high(grouped(part, belongs), height) for cell, part in inside.items()}
    counts = [len(_highest(each)) for each in groups.values() if each]
    if counts.count(1) <= ONE_EACH * len(counts):
        return groups
    belongs = joined_where_near(NEAR * height)
    return {cell: _high(grouped(part, belongs), height) for cell, part in inside.items()}


def _high(groups: list[Group], height: float) -> list[Group]:
    """Those that may be digits."""
    return [group for group in groups if group.height >= LOW * height]


def _rows(groups: dict[int, list[Group]], cells: Cells) -> Iterator[_WrittenLine]:
    """The rows of cells in which anything is written.

    Where many cells hold numbers each of these is a line; where boxes for one digit do, for want
    of a wall, all of the row is.
    """
    every = [Group(tuple(box), 0, (place,)) for place, box in enumerate(cells.boxes.tolist(), 1)]
    written = [(cell, groups[cell.labels[0]]) for cell in every if groups.get(cell.labels[0])]
    numbers = {cell.labels[0] for cell, marks in written if _is_number(marks, cell)}
    if len(numbers) < MANY * len(written):
        numbers.clear()
    for row in _lines(every):
        inside = [_left_to_right(groups.get(cell.labels[0], [])) for cell in row]
        marks = [mark for some in inside for mark in some]
        if not marks:
            continue
        if numbers.isdisjoint(cell.labels[0] for cell in row):
            yield _WrittenLine(marks, tuple(cell.box for cell in row))
        elif sum(map(_is_wide, row)) > len(row) / 2:
            yield from (_WrittenLine(some, ()) for some in inside if some)
        else:
            yield _WrittenLine(marks, ())


def _is_number(marks: list[Group], cell: Group) -> bool:
    """Whether there is more than one digit in a cell: no digit, even broken, is so wide."""
    if not _is_wide(cell):
        return False
    left, top, right, foot = around([mark.box for mark in _highest(marks)])
    return right - left > WIDEST * (foot - top)


def _highest(marks: list[Group]) -> list[Group]:
    """Those of some that are about as high as the highest one."""
    least = HIGH * max(mark.height for mark in marks)
    return [mark for mark in marks if mark.height >= least]


def _is_wide(cell: Group) -> bool:
    return cell.width >= WIDE * cell.height


def _left_to_right(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: group.middle[0])


def _lines(groups: list[Group]) -> list[list[Group]]:
    """Follow each line from its left end, as the writing drifts up or down."""
    lines: list[list[Group]] = []
    ends: list[tuple[float, float]] = []  # mean top and bottom of each line's last marks
    for group in _left_to_right(groups):
        number = _line_beside(group, ends)
        if number is None:
            number = len(lines)
            lines.append([])
            ends.append((0, 0))
        lines[number].append(group)
        _, tops, _, feet = zip(*(each.box for each in lines[number][-LAST:]), strict=True)
        ends[number] = (sum(tops) / len(tops), sum(feet) / len(feet))
    return lines


def _line_beside(group: Group, ends: list[tuple[float, float]]) -> int | None:
    """Beside the end of which line more than half of the less high one lies, of that and a mark."""
    _, head, _, foot = group.box
    most, number = 1 / 2, None
    for place, (top, bottom) in enumerate(ends):
        if top < foot and head < bottom:  # few do, on a page of many lines
            share = (min(bottom, foot) - max(top, head)) / min(bottom - top, foot - head)
            if share > most:
                most, number = share, place
    return number


def _in_reading_order(lines: list[_WrittenLine]) -> list[_WrittenLine]:
    """Top to bottom, and left to right where they stand side by side."""
    rows = _lines([Group(line.box, 0, (place,)) for place, line in enumerate(lines)])
    rows.sort(key=lambda row: fmean(group.middle[1] for group in row))
    return [lines[group.labels[0]] for row in rows for group in row]


def _strip(
    page: Page, pieces: Pieces, line: _WrittenLine, others: NDArray[np.bool_], margin: int
) -> Strip:
    """One line, cut out."""
    own = others.copy()
    own[[label for group in line.groups for label in group.labels]] = False
    left, top, right, bottom = line.box
    left, top = max(left - margin, 0), max(top - margin, 0)
    window = np.s_[top : bottom + margin, left : right + margin]
    return Strip(
        ink=np.where(own[pieces.labels[window]], np.uint8(0), pieces.ink[window]),
        tone=page.writing.tone[window],
        to_page=then(np.array([[1.0, 0, left], [0, 1, top]]), page.to_page),
        cells=tuple(
            Box(x - left, y - top, far_x - x, far_y - y) for x, y, far_x, far_y in line.cells
        ),
        pieces=pieces,
        groups=tuple(line.groups),
        corner=(left, top),
    )
