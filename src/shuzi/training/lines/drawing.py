"""Drawn lines, as the reading path shows them to a network that is to learn them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuzi.layout.ink import find_writing
from shuzi.lines.framing import BAND, ROWS, find_band, frame_line
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.sheet import CHARACTERS, STRANGER, Page
from shuzi.synthesis.strips import draw_line

__all__ = ["ROOMY", "DrawnLine", "draw_lines", "random_text"]

ROOMY = 4 / 3
"""Strips are kept that much larger than they are learnt, so that they can be changed."""

HEIGHTS = (24, 44)  # of a drawn digit, in pixels
WIDEST = 900  # pixels: a picture of which no band makes sense

MOST_DIGITS = 9
# How many numbers end in zeros, hold a run of one digit, are nearly all 1s.
ROUND, RUNS, ONES = 0.35, 0.12, 0.06
# How many lines are words alone, have a word beside the number, a stranger within it.
WORDS, WORD_BESIDE, STRANGER_WITHIN = 0.04, 0.07, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """One line.

    Attributes:
        strip: uint8 [rows, W], bright ink on 0; its band of digits is 4/3 as high as it is learnt.
        values: [characters], 0 to 9, 10 for a stranger.
        edges: float32 [characters, 2], the left and right edge of each, in pixels of the strip.
    """

    strip: NDArray[np.uint8]
    values: NDArray[np.int64]
    edges: NDArray[np.float32]


def draw_lines(
    samples: Samples, seed: tuple[int, ...], count: int, first: int = 0
) -> Iterator[DrawnLine]:
    """That many lines; those in which no ink is found are left out.

    Args:
        samples: digits that people wrote.
        seed: with the line's number, all that a line depends on.
        count: of lines.
        first: the number of the first line: any range of lines may be drawn by itself.
    """
    for number in range(first, first + count):
        rng = np.random.default_rng((*seed, number))
        height = int(rng.integers(*HEIGHTS))
        line = _framed(draw_line(random_text(rng), rng, height=height, samples=samples))
        if line is not None:
            yield line


def random_text(rng: np.random.Generator) -> str:
    """A number as people write them, with strangers beside or within it, or a word alone."""
    count = 1 + min(int(rng.poisson(3.2)), MOST_DIGITS - 1)
    if rng.random() < WORDS:
        return CHARACTERS[STRANGER] * count
    number = "".join(map(str, _number(count, rng).tolist()))
    chance = rng.random()
    if chance < WORD_BESIDE:
        word = CHARACTERS[STRANGER] * int(rng.integers(1, 6))
        return word + number if rng.random() < 1 / 2 else number + word
    if chance < WORD_BESIDE + STRANGER_WITHIN:
        place = int(rng.integers(count))
        return number[:place] + CHARACTERS[STRANGER] + number[place + 1 :]
    return number


def _number(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    digits = rng.integers(10, size=count)
    chance = rng.random()
    if chance < ROUND:
        digits[-int(rng.integers(1, 5)) :] = 0
    elif chance < ROUND + RUNS:
        begin = int(rng.integers(count))
        digits[begin : begin + int(rng.integers(2, 5))] = rng.integers(10)
    elif chance < ROUND + RUNS + ONES:
        digits[rng.random(count) < 2 / 3] = 1
    return digits


def _framed(page: Page) -> DrawnLine | None:
    writing = find_writing(page.grey)
    band = find_band(writing.ink)
    if band is None:
        return None
    room = 2 * (ROWS - BAND)  # so that what is moved up or down brings its surroundings along
    band_rows = round(ROOMY * BAND)
    strip = frame_line(writing.tone, band, rows=round(ROOMY * ROWS) + room, band_rows=band_rows)
    if strip.shape[1] > WIDEST:
        return None
    scale = strip.shape[1] / page.picture.shape[1]
    edges = np.array([(box.x, box.x + box.width) for box in page.boxes], np.float32)
    return DrawnLine(strip, np.array(page.values), edges * np.float32(scale))
