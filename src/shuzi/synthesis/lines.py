"""Lines and pages of separate digits, each written by one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.results import Box
from shuzi.synthesis.hands import Hands, random_hands
from shuzi.synthesis.paper import PAPER, Surface, lay_ink
from shuzi.synthesis.pen import draw
from shuzi.synthesis.strokes import Variant, choose_variant

__all__ = ["Page", "write_line", "write_page"]

DIGITS = frozenset("0123456789")
OVERSAMPLING = 3  # drawn that much larger, then shrunk: this smooths the edges

# Lengths in heights of a digit.
STEADY = 0.018  # the shake of somebody who takes care
MARGIN = 0.5
PITCH = 1.7  # from one baseline to the next
CLOSEST, WIDEST = 0.15, 0.4  # gap between two digits
INDENT = 0.4  # a row starts at most that far to the right of another
BASELINE_SPREAD = 0.025  # standard deviation of a digit's foot about the baseline
SLOPE_SPREAD = 0.008  # standard deviation of the baselines' rise for each unit to the right


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A written page, and what stands on it.

    Attributes:
        picture: uint8 [H, W, 3], red, green and blue.
        text: its lines, separated by newlines.
        boxes: around the ink of each digit, line by line, left to right.
        values: the digits, 0 to 9, in the same order.
    """

    picture: NDArray[np.uint8]
    text: str
    boxes: tuple[Box, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """Somebody: one hand, one variant of each digit, the rise of the baselines."""

    hand: Hands
    habits: tuple[Variant, ...]
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """The ink of one digit and where it goes, in pixels; the first baseline starts at 0, 0."""

    ink: NDArray[np.uint8]
    left: int
    top: int


def write_line(text: str, seed: int, *, height: int = 120, surface: Surface = PAPER) -> Page:
    """One line of separate digits: `write_page` of ``[text]``."""
    return write_page([text], seed, height=height, surface=surface)


def write_page(
    lines: Sequence[str], seed: int, *, height: int = 120, surface: Surface = PAPER
) -> Page:
    """Lines of separate digits, as one person writes them below each other.

    Args:
        lines: what to write, each line of digits only.
        seed: the same arguments and seed give the same page.
        height: of a digit, in pixels, about.
        surface: what is written on.

    Raises:
        ValueError: there is no line, or one is empty or holds something other than 0 to 9.
    """
    _check(lines)
    rng = np.random.default_rng(seed)
    writer = _somebody(surface.pen, rng)
    marks = [
        mark
        for row, line in enumerate(lines)
        for mark in _row(line, round(row * PITCH * height), writer, height, rng)
    ]
    ink, boxes = _collected(marks, round(MARGIN * height))
    return Page(
        picture=lay_ink(ink, surface, rng),
        text="\n".join(lines),
        boxes=boxes,
        values=tuple(int(character) for line in lines for character in line),
    )


def _check(lines: Sequence[str]) -> None:
    if not lines:
        raise ValueError("a page needs at least one line")
    for line in lines:
        if not line or not DIGITS.issuperset(line):
            raise ValueError(f"cannot write {line!r}: a line is one or more of the digits 0 to 9")


def _somebody(pen: float, rng: np.random.Generator) -> Writer:
    return Writer(
        hand=random_hands(1, rng, pen, STEADY),
        habits=tuple(choose_variant(digit, rng.random()) for digit in range(10)),
        slope=rng.normal(scale=SLOPE_SPREAD),
    )


def _row(
    line: str, baseline: int, writer: Writer, height: int, rng: np.random.Generator
) -> Iterator[Mark]:
    """The digits of one line, their boxes clear of each other."""
    left = rng.uniform(0, INDENT) * height
    for character in line:
        ink = _written(int(character), writer, height, rng)
        rows, columns = ink.shape
        foot = baseline - writer.slope * left + rng.normal(scale=BASELINE_SPREAD) * height
        yield Mark(ink, round(left), round(foot) - rows)
        left += columns + rng.uniform(CLOSEST, WIDEST) * height


def _written(
    value: int, writer: Writer, height: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    (large,) = draw(writer.habits[value], writer.hand.again(rng), OVERSAMPLING * height)
    rows, columns = large.shape
    size = (max(1, round(columns / OVERSAMPLING)), max(1, round(rows / OVERSAMPLING)))
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)


def _collected(marks: list[Mark], margin: int) -> tuple[NDArray[np.uint8], tuple[Box, ...]]:
    """All marks on one sheet that leaves ``margin`` pixels around them, and their boxes."""
    left = min(mark.left for mark in marks) - margin
    top = min(mark.top for mark in marks) - margin
    boxes = tuple(
        Box(mark.left - left, mark.top - top, mark.ink.shape[1], mark.ink.shape[0])
        for mark in marks
    )
    width = max(box.x + box.width for box in boxes) + margin
    height = max(box.y + box.height for box in boxes) + margin
    sheet = np.zeros((height, width), np.uint8)
    for mark, box in zip(marks, boxes, strict=True):
        sheet[box.y : box.y + box.height, box.x : box.x + box.width] = mark.ink
    return sheet, boxes
