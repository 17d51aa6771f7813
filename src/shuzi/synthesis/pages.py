"""Whole pages as people photograph them: lines on plain, ruled and squared paper, forms, tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from shuzi.synthesis import furniture
from shuzi.synthesis.camera import photographed
from shuzi.synthesis.manners import Manner, set_line
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.sheet import Mark, Page, Sheet
from shuzi.synthesis.stationery import lay_sheet, random_stationery
from shuzi.synthesis.writers import Writer, somebody

__all__ = ["LAYOUTS", "draw_page"]

MOST_TURNED = np.radians(15)
TURNED = 0.6  # how much of all pages is turned

# Lengths in heights of a digit.
MARGIN = 0.9
PITCH = 1.8  # from one line to the next
CELL_WIDTH = 1.25  # of a box for one digit
RULE_WIDTH = (0.02, 0.06)
WORD_HEIGHT = (0.3, 0.6)
LABEL_WIDTH = 5.0  # room for a printed word before a field

SEPARATE = Manner(gap=0.2, gap_spread=0.07, slope=0, wander=0.03, growth=0.05, joins=None)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page is made with.

    Attributes:
        writer: who fills it in.
        height: of a digit, in pixels.
        rule: width of the printed rules, in pixels.
    """

    writer: Writer
    height: int
    rule: int

    def pixels(self, heights: float) -> int:
        """A length in heights of a digit, in pixels."""
        return round(heights * self.height)

    def line(self, text: str, left: int, foot: int, rng: np.random.Generator) -> list[Mark]:
        """Digits that stand at that place."""
        marks = set_line(text, self.writer, SEPARATE, self.height, rng)
        return [mark.moved(left, foot) for mark in marks]


def draw_page(rng: np.random.Generator, *, height: int, samples: Samples | None = None) -> Page:
    """Several lines of numbers on one page.

    Args:
        rng: makes everything, the numbers too.
        height: of a digit, in pixels, about.
        samples: digits that people wrote.

    Returns:
        The picture; its lines are the rows of digits from top to bottom, whatever lies between the
        digits of a row.
    """
    rule = max(1, round(rng.uniform(*RULE_WIDTH) * height))
    setting = Setting(somebody(samples, rng), height, rule)
    sheet = LAYOUTS[rng.integers(len(LAYOUTS))](setting, rng)
    angle = rng.uniform(-MOST_TURNED, MOST_TURNED) if rng.random() < TURNED else 0.0
    sheet, boxes = sheet.turned(angle) if angle else (sheet, sheet.boxes)
    picture = photographed(lay_sheet(sheet, random_stationery(rng), height, rng), rng)
    return Page(picture, sheet.text, boxes, sheet.values)


def free_page(setting: Setting, rng: np.random.Generator) -> Sheet:
    """Numbers below each other, on plain, ruled or squared paper."""
    pitch, margin = setting.pixels(PITCH), setting.pixels(MARGIN)
    lines = [
        setting.line(text, margin + setting.pixels(rng.uniform(0, 0.8)), (row + 1) * pitch, rng)
        for row, text in enumerate(_numbers(rng, most_rows=7, most_digits=9))
    ]
    columns = max(mark.right for line in lines for mark in line) + margin
    size = ((len(lines) + 1) * pitch, columns)
    paper = rng.integers(3)
    if paper == 0:
        return Sheet.of(size, lines)
    squared = bool(paper == 1)
    spacing = pitch // 2 if squared else pitch
    return Sheet.of(
        size, lines, furniture.cross_rules(size, spacing, setting.rule, squared=squared)
    )


def form(setting: Setting, rng: np.random.Generator) -> Sheet:
    """Fields with a word before each: a box for each digit, a comb, or a rule to write on."""
    pitch, margin = setting.pixels(PITCH), setting.pixels(MARGIN)
    field = margin + setting.pixels(LABEL_WIDTH)
    lines, printed = [], []
    right = 0
    for row, text in enumerate(_numbers(rng, most_rows=6, most_digits=8)):
        foot = (row + 1) * pitch
        small = max(8, setting.pixels(rng.uniform(*WORD_HEIGHT)))
        printed.append(furniture.word(margin, foot, small, rng))
        marks, print_ = _field(text, field, foot, setting, rng)
        lines.append(marks)
        printed += print_
        right = max(right, *(mark.right for mark in [*marks, *print_]))
    size = ((len(lines) + 1) * pitch, right + margin)
    return Sheet.of(size, lines, printed)


def table(setting: Setting, rng: np.random.Generator) -> Sheet:
    """A grid with up to three digits in a cell, under a row of words; some cells are empty."""
    margin, high = setting.pixels(MARGIN), setting.pixels(PITCH)
    digits = int(rng.integers(1, 4))
    wide = setting.pixels(CELL_WIDTH * digits + 0.6)
    rows, columns = rng.integers((2, 2), (7, 7)).tolist()
    right, bottom = margin + columns * wide, margin + rows * high
    lines = [
        [
            mark
            for column in range(columns)
            if rng.random() > 1 / 6
            for mark in setting.line(
                _digits(rng, int(rng.integers(1, digits + 1))),
                margin + column * wide + setting.pixels(0.25),
                margin + (row + 1) * high - setting.pixels(0.3),
                rng,
            )
        ]
        for row in range(rows)
    ]
    rules = [
        *(
            furniture.rule((margin, y), (right, y), setting.rule)
            for y in _steps(margin, high, rows)
        ),
        *(
            furniture.rule((x, margin), (x, bottom), setting.rule)
            for x in _steps(margin, wide, columns)
        ),
    ]
    small = max(8, setting.pixels(0.3))
    words = [
        furniture.word(x, margin - setting.pixels(0.2), small, rng)
        for x in _steps(margin, max(wide, setting.pixels(3)), columns - 1)[:columns]
    ]
    return Sheet.of((bottom + margin, right + margin), lines, [*rules, *words])


LAYOUTS: tuple[Callable[[Setting, np.random.Generator], Sheet], ...] = (free_page, form, table)
"""Every kind of page."""


def _field(
    text: str, left: int, foot: int, setting: Setting, rng: np.random.Generator
) -> tuple[list[Mark], list[Mark]]:
    """A number in its field, and what is printed there."""
    step, near = setting.pixels(CELL_WIDTH), setting.pixels(0.2)
    places = len(text) + int(rng.integers(3))
    edges = _steps(left, step, places)
    top, bottom = foot - setting.height - near, foot + near
    if rng.random() < 1 / 3:
        return setting.line(text, left + near, foot, rng), [
            furniture.rule((left, bottom), (edges[-1], bottom), setting.rule)
        ]
    teeth = furniture.comb if rng.random() < 1 / 3 else furniture.boxes
    marks = [
        mark.moved((step - mark.ink.shape[1]) // 2, 0)
        for digit, edge in zip(text, edges, strict=False)
        for mark in setting.line(digit, edge, foot, rng)
    ]
    return marks, [*teeth(edges, top, bottom, setting.rule)]


def _numbers(rng: np.random.Generator, *, most_rows: int, most_digits: int) -> Iterator[str]:
    for _ in range(rng.integers(2, most_rows + 1)):
        yield _digits(rng, int(rng.integers(1, most_digits + 1)))


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(map(str, rng.integers(10, size=count).tolist()))


def _steps(begin: int, step: int, count: int) -> list[int]:
    return [begin + place * step for place in range(count + 1)]
