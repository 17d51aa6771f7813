"""Lines to batches: strips of about one width, with what is to be learnt of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shuzi.lines.framing import ROWS
from shuzi.lines.reader import COLUMN, STRIDE
from shuzi.training.lines.changes import changed
from shuzi.training.lines.drawing import DrawnLine
from shuzi.training.lines.network import BLANK

__all__ = ["UNKNOWN", "Batch", "batches", "stacked"]

UNKNOWN = -1
"""The class of a column that may show a character or none."""

POOL = 20  # so many batches are sorted by width at a time
# Of its width, around its middle, a character surely shows, and may show.
SURELY, MAYBE = 0.3, 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Strips of one width.

    Attributes:
        strips: uint8 [N, 1, 32, W].
        values: int64, the characters of all lines, one line after the other.
        lengths: int64 [N], how many of them each line has.
        columns: int64 [N, W / 2], what each column shows: a class, or `UNKNOWN`.
    """

    strips: Tensor
    values: Tensor
    lengths: Tensor
    columns: Tensor


def batches(lines: Sequence[DrawnLine], size: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Every line once, in a random order and changed."""
    order = rng.permutation(len(lines))
    for start in range(0, len(order), size * POOL):
        pool = sorted(order[start : start + size * POOL], key=lambda at: lines[at].strip.shape[1])
        starts = rng.permutation(np.arange(0, len(pool), size))
        for begin in starts.tolist():
            some = [changed(lines[at], rng) for at in pool[begin : begin + size]]
            kept = [line for line in some if line is not None]
            if kept:
                yield stacked(kept)


def stacked(lines: Sequence[DrawnLine]) -> Batch:
    """Those lines, at least one, with empty columns after the shorter ones."""
    width = -(-max(line.strip.shape[1] for line in lines) // STRIDE) * STRIDE
    strips = np.zeros((len(lines), 1, ROWS, width), np.uint8)
    columns = np.full((len(lines), width // COLUMN), BLANK, np.int64)
    for strip, shown, line in zip(strips, columns, lines, strict=True):
        strip[0, :, : line.strip.shape[1]] = line.strip
        _show(line, shown)
    return Batch(
        torch.from_numpy(strips),
        torch.from_numpy(np.concatenate([line.values for line in lines])),
        torch.tensor([len(line.values) for line in lines]),
        torch.from_numpy(columns),
    )


def _show(line: DrawnLine, columns: NDArray[np.int64]) -> None:
    """Write what each column shows."""
    middles = line.edges.mean(axis=1) / COLUMN
    widths = np.diff(line.edges, axis=1)[:, 0] / COLUMN
    for first, last in zip(*_within(middles, MAYBE * widths), strict=True):
        columns[first:last] = UNKNOWN
    for first, last, value in zip(*_within(middles, SURELY * widths), line.values, strict=True):
        columns[first:last] = value


def _within(
    middles: NDArray[np.floating], widths: NDArray[np.floating]
) -> tuple[list[int], list[int]]:
    """First and last column, the last one just outside, at least one each."""
    firsts = np.maximum(np.round(middles - widths / 2), 0).astype(int)
    lasts = np.maximum(np.round(middles + widths / 2).astype(int), firsts + 1)
    return firsts.tolist(), lasts.tolist()
