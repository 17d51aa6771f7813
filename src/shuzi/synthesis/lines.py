"""Lines and pages of separate digits, each written by one person on clean paper."""

from collections.abc import Iterator, Sequence

import numpy as np

from shuzi.synthesis.paper import PAPER, Surface, lay_ink
from shuzi.synthesis.sheet import Mark, Page, Sheet
from shuzi.synthesis.writers import StrokeWriter

__all__ = ["write_line", "write_page"]

DIGITS = frozenset("0123456789")

# Lengths in heights of a digit.
STEADY = 0.018  # the shake of somebody who takes care
MARGIN = 0.5
PITCH = 1.7  # from one baseline to the next
CLOSEST, WIDEST = 0.15, 0.4  # gap between two digits
INDENT = 0.4  # a row starts at most that far to the right of another
BASELINE_SPREAD = 0.025  # standard deviation of a digit's foot about the baseline
SLOPE_SPREAD = 0.008  # standard deviation of the baselines' rise for each unit to the right


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
    writer = StrokeWriter.random(rng, surface.pen, STEADY)
    slope = rng.normal(scale=SLOPE_SPREAD)
    rows = [
        [
            mark.moved(0, round(row * PITCH * height))
            for mark in _row(line, writer, slope, height, rng)
        ]
        for row, line in enumerate(lines)
    ]
    sheet = _around(rows, round(MARGIN * height))
    return Page(lay_ink(sheet.written, surface, rng), sheet.text, sheet.boxes, sheet.values)


def _check(lines: Sequence[str]) -> None:
    if not lines:
        raise ValueError("a page needs at least one line")
    for line in lines:
        if not line or not DIGITS.issuperset(line):
            raise ValueError(f"cannot write {line!r}: a line is one or more of the digits 0 to 9")


def _row(
    line: str, writer: StrokeWriter, slope: float, height: int, rng: np.random.Generator
) -> Iterator[Mark]:
    """The digits of one line, their boxes clear of each other; its baseline starts at 0, 0."""
    left = rng.uniform(0, INDENT) * height
    for character in line:
        ink = writer.write(int(character), height, rng)
        rows, columns = ink.shape
        foot = -slope * left + rng.normal(scale=BASELINE_SPREAD) * height
        yield Mark(ink, round(left), round(foot) - rows, int(character))
        left += columns + rng.uniform(CLOSEST, WIDEST) * height


def _around(rows: list[list[Mark]], margin: int) -> Sheet:
    """A sheet that leaves ``margin`` pixels around all marks."""
    marks = [mark for row in rows for mark in row]
    left = min(mark.left for mark in marks) - margin
    top = min(mark.top for mark in marks) - margin
    size = (
        max(mark.bottom for mark in marks) + margin - top,
        max(mark.right for mark in marks) + margin - left,
    )
    return Sheet.of(size, [[mark.moved(-left, -top) for mark in row] for row in rows])
