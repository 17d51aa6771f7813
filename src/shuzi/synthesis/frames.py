"""Digits of any writer, and what is no digit, in the frames that a network is trained on."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi import framing
from shuzi.synthesis.non_digits import random_non_digit
from shuzi.synthesis.pen import trimmed
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.wear import OFTEN, worn
from shuzi.synthesis.writers import somebody

__all__ = ["frame_digits", "frame_non_digits", "wear_out"]

# More than the side that a digit gets in its frame, so that shrinking smooths its edges.
HEIGHT = 8 * framing.BOX // 5  # pixels

# Frames of all kinds are numbered from 0, and must not come from the same random numbers, nor from
# those of `shuzi.training`.
DIGIT, NON_DIGIT, WORN = 0, 1, 6


def frame_digits(
    values: Sequence[int] | NDArray[np.integer[Any]],
    seed: int,
    samples: Samples | None = None,
    first: int = 0,
) -> NDArray[np.uint8]:
    """Digits, each by another writer: by strokes, by samples where there are any, or printed.

    Args:
        values: [N], the digits to draw, 0 to 9.
        seed: not negative. Frame i depends on ``seed``, ``first + i``, its value and the samples.
        samples: digits that people wrote.
        first: the number of the first frame: any range of frames may be made by itself.

    Returns:
        uint8 [N, 28, 28], ink bright on 0.
    """

    def ink(place: int, rng: np.random.Generator) -> NDArray[np.uint8]:
        return worn(somebody(samples, rng).write(int(values[place]), HEIGHT, rng), rng)

    return _framed(ink, len(values), (seed, DIGIT), first)


def frame_non_digits(
    count: int, seed: int, samples: Samples | None = None, first: int = 0
) -> NDArray[np.uint8]:
    """What is no digit: letters, printed and written, shapes, turned digits, and pairs.

    Args:
        count: how many.
        seed: not negative. Frame i depends on ``seed``, ``first + i`` and the samples.
        samples: digits that people wrote, for turned ones and pairs.
        first: the number of the first frame: any range of frames may be made by itself.

    Returns:
        uint8 [count, 28, 28], ink bright on 0.
    """

    def ink(_: int, rng: np.random.Generator) -> NDArray[np.uint8]:
        return worn(random_non_digit(samples, HEIGHT, rng), rng)

    return _framed(ink, count, (seed, NON_DIGIT), first)


def wear_out(frames: NDArray[np.uint8], seed: int, first: int = 0) -> NDArray[np.uint8]:
    """Digits that people wrote as careless digitising leaves them: nearly all are changed.

    Args:
        frames: uint8 [N, 28, 28], ink bright on 0.
        seed: not negative. Frame i depends on ``seed``, ``first + i`` and what it was.
        first: the number of the first frame: any range of frames may be made by itself.

    Returns:
        uint8 [N, 28, 28], ink bright on 0.
    """

    def ink(place: int, rng: np.random.Generator) -> NDArray[np.uint8]:
        return worn(trimmed(frames[place]), rng, OFTEN)

    return _framed(ink, len(frames), (seed, WORN), first)


def _framed(
    ink: Callable[[int, np.random.Generator], NDArray[np.uint8]],
    count: int,
    seeds: tuple[int, int],
    first: int,
) -> NDArray[np.uint8]:
    frames = np.empty((count, framing.FRAME, framing.FRAME), np.uint8)
    for place in range(count):
        rng = np.random.default_rng((*seeds, first + place))
        frames[place] = framing.frame_ink(ink(place, rng))
    return frames
