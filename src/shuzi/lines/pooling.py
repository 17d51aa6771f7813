"""What a line's reader and a digit's classifier say of one place, made one opinion."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shuzi.results import DIGITS

__all__ = ["are_sure", "pooled", "with_prior_of_cells"]

LINE_WEIGHT, FRAME_WEIGHT, NO_DIGIT = 1.67, 0.22, 0.09
"""What the line counts, and the digit by itself, and how much likelier it is none, as a logarithm:
fitted by ``benchmarks/pooling.py``."""

RARER_IN_CELLS = 0.08
"""Odds that something is no digit in a cell of a form, beside those in what classifiers learn: one
in fifty there, one in five here."""

LEAST = 1e-7
"""No probability is taken for less: nothing is ever quite certain."""

SURE = 0.9
"""A line's reader is sure where it makes something so probable that, whatever the classifier says,
that stays the likeliest, and more probable than this."""


def pooled(by_line: NDArray[np.float32], by_frame: NDArray[np.float32]) -> NDArray[np.float64]:
    """Two opinions in one: the sum of their weighted logarithms (Genest and Zidek, 1986).

    Args:
        by_line: float32 [N, 11], how probable each of the ten digits is, and what is none.
        by_frame: the same by the classifier, or [N, 10] if it knows nothing but digits.

    Returns:
        float64 [N, 11]; they sum to 1.
    """
    if by_frame.shape[1] == DIGITS:  # it leaves to the line what is no digit
        digits, none = by_line[:, :DIGITS], by_line[:, DIGITS:]
        by_frame = np.hstack([by_frame * digits.sum(axis=1, keepdims=True), none])
    scores = _scores_of_line(by_line) + FRAME_WEIGHT * _logarithms(by_frame)
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def are_sure(by_line: Sequence[Sequence[float]]) -> list[bool]:
    """Of which places a line's reader is sure, by what it says of each: [N, 11]."""
    if not by_line:
        return []
    scores = _scores_of_line(np.array(by_line, np.float32))
    others = np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1) - 1
    least = 1 / (1 + others * LEAST**-FRAME_WEIGHT)
    return [bool(share > SURE) for share in least.tolist()]


def with_prior_of_cells(by_frame: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is probable where strangers are rarer (Saerens, Latinne and Decaestecker, 2002).

    Args:
        by_frame: float32 [N, classes], by the classifier, the ten digits first.
    """
    probable = by_frame.copy()
    probable[:, DIGITS:] *= RARER_IN_CELLS
    return np.asarray(probable / probable.sum(axis=1, keepdims=True), np.float32)


def _scores_of_line(by_line: NDArray[np.float32]) -> NDArray[np.float64]:
    scores = LINE_WEIGHT * _logarithms(by_line)
    scores[:, DIGITS] += NO_DIGIT
    return scores


def _logarithms(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(np.log(np.maximum(probabilities, LEAST, dtype=np.float64)))
