"""Strips: one line of writing, cut out of some form, cheque or page, with all that goes with it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from shuzi.synthesis import furniture
from shuzi.synthesis.camera import photographed
from shuzi.synthesis.manners import Manner, random_manner, set_line
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.sheet import CHARACTERS, Mark, Page, Sheet
from shuzi.synthesis.stationery import lay_sheet, random_stationery
from shuzi.synthesis.writers import somebody

__all__ = ["draw_digit", "draw_line"]

# How often a strip has what.
UNDERLINED, NEIGHBOURED, TURNED = 0.12, 0.2, 0.5
CUT = 0.07  # how often digits are cut at the top, and how often at the foot
DEEPEST_CUT = 0.25  # heights
TURN_SPREAD = 0.025  # radians, standard deviation
NEIGHBOUR_DIGITS = 8
CLEAR = 2  # pixels between the line and its neighbour

# Kinds of print, and how many of all strips have each.
PRINTS = ("none", "rule", "through", "above and below", "box", "boxes", "comb", "word")
PRINT_SHARES = (0.42, 0.14, 0.08, 0.06, 0.1, 0.07, 0.06, 0.07)


def draw_line(
    text: str, rng: np.random.Generator, *, height: int, samples: Samples | None = None
) -> Page:
    """A line of digits that touch or stand apart, with signs, on any paper, as a picture shows it.

    Args:
        text: digits, and ``?`` for each stranger, which is something like a letter; not empty.
        rng: makes everything else.
        height: of a digit, in pixels, about.
        samples: digits that people wrote.

    Returns:
        The picture; its truth holds the characters of ``text`` alone.
    """
    return _strip(text, random_manner(rng), rng, height=height, samples=samples)


def draw_digit(
    value: int, rng: np.random.Generator, *, height: int, samples: Samples | None = None
) -> Page:
    """One digit, or `STRANGER`: `draw_line` of it, without signs."""
    alone = Manner(gap=0, gap_spread=0, slope=0, wander=0, growth=0.05, joins=None)
    return _strip(CHARACTERS[value], alone, rng, height=height, samples=samples)


def _strip(
    text: str, manner: Manner, rng: np.random.Generator, *, height: int, samples: Samples | None
) -> Page:
    writer = somebody(samples, rng)
    marks = set_line(text, writer, manner, height, rng)
    size, marks = _on_paper(marks, height, rng)
    extras = []
    if rng.random() < UNDERLINED:
        extras.append(_underline(marks, max(1, round(writer.hand.pen[0] * height)), rng))
    if rng.random() < NEIGHBOURED:
        number = "".join(map(str, rng.integers(10, size=rng.integers(1, NEIGHBOUR_DIGITS))))
        extras += _neighbours(marks, set_line(number, writer, manner, height, rng), size, rng)
    sheet = Sheet.of(size, [marks, extras], _printed(marks, size, height, rng))
    angle = rng.normal(scale=TURN_SPREAD) if rng.random() < TURNED else 0.0
    sheet, boxes = sheet.turned(angle) if angle else (sheet, sheet.boxes)
    picture = photographed(lay_sheet(sheet, random_stationery(rng), height, rng), rng)
    return Page(picture, text, boxes, sheet.values)


def _on_paper(
    marks: Sequence[Mark], height: int, rng: np.random.Generator
) -> tuple[tuple[int, int], list[Mark]]:
    """The size of a strip, rows and columns, with margins around the marks; and these on it.

    Who cuts a strip out carelessly cuts the digits too.
    """
    margins = rng.uniform((0.1, 0.12, 0.1, 0.12), 0.8)
    cut = rng.random(2) < CUT
    margins[1::2][cut] = -rng.uniform(0, DEEPEST_CUT, size=2)[cut]
    left, top, right, bottom = (margins * height).astype(int).tolist()
    x, y = min(mark.left for mark in marks) - left, min(mark.top for mark in marks) - top
    rows = max(mark.bottom for mark in marks) - y + bottom
    columns = max(mark.right for mark in marks) - x + right
    within = (_within(mark.moved(-x, -y), rows) for mark in marks)
    return (rows, columns), [mark for mark in within if mark is not None]


def _within(mark: Mark, rows: int) -> Mark | None:
    """What is left of a mark on a sheet of so many rows."""
    top = max(0, -mark.top)
    ink = mark.ink[top : rows - mark.top]
    x, y, width, height = cv2.boundingRect(ink)
    if not width:
        return None
    left = ink[y : y + height, x : x + width]
    return Mark(left, mark.left + x, mark.top + top + y, mark.value)


def _underline(marks: Sequence[Mark], pen: int, rng: np.random.Generator) -> Mark:
    left, top, right, bottom = _extent(marks)
    y = bottom + pen + round(rng.uniform(0.05, 0.2) * (bottom - top))
    return furniture.rule((left, y), (right, y), pen)


def _neighbours(
    marks: Sequence[Mark], other: Sequence[Mark], size: tuple[int, int], rng: np.random.Generator
) -> list[Mark]:
    """A line above or below ours: it keeps clear of ours, so that the strip's edge cuts it."""
    _, top, _, bottom = _extent(marks)
    left, other_top, _, other_bottom = _extent(other)
    below = bool(rng.random() < 1 / 2)
    down = bottom + CLEAR - other_top if below else top - CLEAR - other_bottom
    right = int(rng.integers(size[1])) - left
    # They are in no truth, so they have no value.
    return [Mark(mark.ink, mark.left + right, mark.top + down) for mark in other]


def _printed(
    marks: Sequence[Mark], size: tuple[int, int], height: int, rng: np.random.Generator
) -> Iterator[Mark]:
    """What the form has at this place."""
    rows, columns = size
    digits = [mark for mark in marks if mark.value is not None]
    left, top, right, bottom = _extent(digits)
    width = max(1, round(rng.uniform(0.015, 0.06) * height))
    near = round(rng.uniform(0.03, 0.15) * height) + width
    edges = _edges(digits, near)
    match PRINTS[rng.choice(len(PRINTS), p=PRINT_SHARES)]:
        case "rule":
            dashed = bool(rng.random() < 1 / 3)
            yield furniture.rule((0, bottom + near), (columns, bottom + near), width, dashed=dashed)
        case "through":
            foot = bottom - round(rng.uniform(0, 0.25) * height)
            yield furniture.rule((0, foot), (columns, foot), width)
        case "above and below":
            for y in (top - near, bottom + near):
                yield furniture.rule((0, y), (columns, y), width)
        case "box":
            yield from furniture.frame(left - near, top - near, right + near, bottom + near, width)
        case "boxes":
            yield from furniture.boxes(edges, top - near, bottom + near, width)
        case "comb":
            yield from furniture.comb(edges, top, bottom + near, width)
        case "word":
            small = max(8, round(rng.uniform(0.25, 0.5) * height))
            yield furniture.word(int(rng.integers(max(1, columns // 2))), rows - 2, small, rng)


def _edges(digits: Sequence[Mark], near: int) -> list[int]:
    """The sides of boxes for each digit: midway between neighbours."""
    between = [(one.right + next_.left) // 2 for one, next_ in pairwise(digits)]
    return [digits[0].left - near, *between, digits[-1].right + near]


def _extent(marks: Sequence[Mark]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of all marks."""
    return (
        min(mark.left for mark in marks),
        min(mark.top for mark in marks),
        max(mark.right for mark in marks),
        max(mark.bottom for mark in marks),
    )
