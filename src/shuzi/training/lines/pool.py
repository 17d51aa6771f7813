"""Lines drawn on all cores at once."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import cv2

from shuzi.synthesis.samples import Samples
from shuzi.training.lines.drawing import DrawnLine, draw_lines

__all__ = ["draw_on_all_cores"]

AT_ONCE = 500  # lines that a process draws before it hands them over

_samples: Samples  # in a process of the pool: sent to it once, not with each of its tasks


def draw_on_all_cores(
    samples: Samples, seed: tuple[int, ...], count: int
) -> Iterator[list[DrawnLine]]:
    """The lines that `draw_lines` draws, in parts as they come.

    Args:
        samples: digits that people wrote.
        seed: with the line's number, all that a line depends on.
        count: of lines.
    """
    # Started anew, for a process that is forked may inherit locks that other threads hold.
    context = get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, _start, (samples,)) as pool:
        yield from pool.map(partial(_part, seed, count), range(0, count, AT_ONCE))


def _start(samples: Samples) -> None:
    global _samples  # noqa: PLW0603  the only way in for what a process gets when it starts
    _samples = samples
    cv2.setNumThreads(1)


def _part(seed: tuple[int, ...], count: int, first: int) -> list[DrawnLine]:
    return [*draw_lines(_samples, seed, min(AT_ONCE, count - first), first)]
