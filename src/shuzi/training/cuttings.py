"""Digits, and what is none, as the reader cuts them out of pictures: with print, without a foot.

Frames of clean ink alone leave a network helpless where a rule runs through a digit, a neighbour
touches it, or the picture's edge cuts it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi.datasets import LabelledImages
from shuzi.framing import FRAME, frame_ink
from shuzi.layout.ink import find_ink, find_writing
from shuzi.layout.single import find_mark
from shuzi.lines.cutting import Core
from shuzi.lines.framing import find_band, frame_line
from shuzi.lines.reader import cut_characters
from shuzi.results import Box
from shuzi.synthesis.blanks import draw_blank
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.sheet import STRANGER, Page
from shuzi.synthesis.strips import draw_digit, draw_line
from shuzi.training.lines.drawing import random_text

__all__ = ["PER_LINE", "cut_blanks", "cut_from_lines", "cut_singles"]

PER_LINE = 4
"""Characters that are taken of each line."""

HEIGHTS = (20, 64)  # of a drawn digit, in pixels
CORE = 0.3  # of its width, around its middle, where a character surely stands
UPRIGHT = 0.4  # what is narrower, beside its height, is told from a 1 by nothing
SAME = 0.5  # of two boxes, what they share of both together, for them to hold the same ink

# Pictures of all kinds are numbered from 0, and must not come from the same random numbers, nor
# from those of `shuzi.synthesis.frames`.
SINGLE, LINE, BLANK = 2, 3, 4

Ink = NDArray[np.uint8]


def cut_singles(
    values: Sequence[int] | NDArray[np.integer[Any]], seed: int, samples: Samples, first: int = 0
) -> LabelledImages:
    """Digits, each cut out of a picture of its own.

    Args:
        values: [N], the digits to draw, 10 for something that is none.
        seed: not negative. Frame i depends on ``seed``, ``first + i``, its value and the samples.
        samples: digits that people wrote.
        first: the number of the first frame: any range of frames may be made by itself.
    """
    frames = np.empty((len(values), FRAME, FRAME), np.uint8)
    for place, value in enumerate(values):
        rng = np.random.default_rng((seed, SINGLE, first + place))
        frames[place] = frame_ink(_single(int(value), samples, rng))
    return LabelledImages(frames, np.array(values, np.uint8))


def cut_from_lines(count: int, seed: int, samples: Samples, first: int = 0) -> LabelledImages:
    """Characters, `PER_LINE` of each drawn line, parted from their neighbours.

    Args:
        count: of lines.
        seed: not negative. Line i depends on ``seed``, ``first + i`` and the samples.
        samples: digits that people wrote.
        first: the number of the first line: any range of lines may be drawn by itself.
    """
    characters = [
        character
        for number in range(first, first + count)
        for character in _from_line(samples, np.random.default_rng((seed, LINE, number)))
    ]
    return LabelledImages(
        np.stack([frame_ink(ink) for ink, _ in characters]),
        np.array([value for _, value in characters], np.uint8),
    )


def cut_blanks(count: int, seed: int, first: int = 0) -> LabelledImages:
    """What is found where nobody wrote, which is no digit.

    Args:
        count: of frames.
        seed: not negative. Frame i depends on ``seed`` and ``first + i``.
        first: the number of the first frame: any range of frames may be made by itself.
    """
    rngs = (np.random.default_rng((seed, BLANK, first + place)) for place in range(count))
    frames = np.stack([frame_ink(_blank(rng)) for rng in rngs])
    return LabelledImages(frames, np.full(count, STRANGER, np.uint8))


def _single(value: int, samples: Samples, rng: np.random.Generator) -> Ink:
    """Pictures are drawn until it is the digit that is found, and not what is printed beside it."""
    while True:
        page = draw_digit(value, rng, height=int(rng.integers(*HEIGHTS)), samples=samples)
        mark = find_mark(find_ink(page.grey))
        if mark is not None and _shared(mark.box, page.boxes[0]) > SAME:
            return mark.ink


def _blank(rng: np.random.Generator) -> Ink:
    """Pictures are drawn until the reader finds something where there is nothing, and no 1."""
    while True:
        mark = find_mark(find_ink(draw_blank(rng, height=int(rng.integers(*HEIGHTS))).grey))
        if mark is not None and mark.box.width > UPRIGHT * mark.box.height:
            return mark.ink


def _from_line(samples: Samples, rng: np.random.Generator) -> list[tuple[Ink, int]]:
    """Lines are drawn until enough of one is found where it was drawn."""
    while True:
        text = random_text(rng)
        if len(text) < PER_LINE:
            continue
        page = draw_line(text, rng, height=int(rng.integers(*HEIGHTS)), samples=samples)
        found = _characters(page)
        if len(found) >= PER_LINE:
            return [found[place] for place in rng.permutation(len(found))[:PER_LINE]]


def _characters(page: Page) -> list[tuple[Ink, int]]:
    """Those of a line that stand where they were drawn, with their values."""
    writing = find_writing(page.grey)
    band = find_band(writing.ink)
    if band is None:
        return []
    strip = frame_line(writing.tone, band)
    scale = strip.shape[1] / writing.ink.shape[1]
    cores = [_core(box, scale, strip.shape[1]) for box in page.boxes]
    cuttings = cut_characters(writing.ink, strip, band, cores)
    return [
        (cutting.ink, value)
        for cutting, box, value in zip(cuttings, page.boxes, page.values, strict=True)
        if _shared(cutting.box, box) > SAME
    ]


def _core(box: Box, scale: float, columns: int) -> Core:
    """The middle of a box in a strip of so many columns; at least a column wide."""
    middle, half = (box.x + box.width / 2) * scale, box.width * scale * CORE / 2
    left = min(max(int(middle - half), 0), columns - 1)
    return Core(left, min(max(round(middle + half), left + 1), columns))


def _shared(one: Box, other: Box) -> float:
    """What two boxes share, of what they cover together."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    both = max(width, 0) * max(height, 0)
    return both / (one.width * one.height + other.width * other.height - both)
