"""Strokes as curves: smooth through their points, sharp at their corners."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.strokes import Stroke, Variant

__all__ = ["Curves", "curves_of"]

Floats = NDArray[np.float64]

# Exponent of the distance between points: this one alone makes no cusps or loops between them
# (C. Yuksel, S. Schaefer, J. Keyser, "Parameterization and applications of Catmull-Rom curves",
# 2011).
CENTRIPETAL = 0.5

# Between which knots neighbours are blended, level by level, from four points down to one.
PYRAMID = (((0, 1), (1, 2), (2, 3)), ((0, 2), (1, 3)), ((1, 2),))


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """The strokes of a variant as short straight segments that move with its points.

    The curves are linear in the points: ``basis @ points`` gives the samples along all strokes,
    also after the points have been shaken, slanted or scaled.

    Attributes:
        points: float64 [P, 2], x and y of the points of all strokes, in heights of the digit.
        basis: float64 [S, P], the weight of each point in each sample.
        progress: float64 [S], how far along its stroke each sample is, 0 to 1.
        strokes: which of the samples belong to each stroke.
    """

    points: Floats
    basis: Floats
    progress: Floats
    strokes: tuple[slice, ...]


@cache
def curves_of(variant: Variant, steps: int) -> Curves:
    """The curves of ``variant``, with ``steps`` segments from each point to the next."""
    bases = [_basis(stroke, steps) for stroke in variant.strokes]
    bounds = [0, *accumulate(len(basis) for basis in bases)]
    return Curves(
        points=np.concatenate([stroke.points for stroke in variant.strokes]),
        basis=_block_diagonal(bases),
        progress=np.concatenate([np.linspace(0, 1, len(basis)) for basis in bases]),
        strokes=tuple(slice(begin, end) for begin, end in pairwise(bounds)),
    )


def _basis(stroke: Stroke, steps: int) -> Floats:
    """The weights [S, P] of the points of one stroke in the samples along it."""
    points = np.array(stroke.points)
    last = len(points) - 1
    basis = np.zeros((last * steps + 1, last + 1))
    for begin, end in pairwise(sorted({0, *stroke.corners, last})):
        basis[begin * steps : end * steps + 1, begin : end + 1] = _smooth(
            points[begin : end + 1], steps
        )
    return basis


def _smooth(points: Floats, steps: int) -> Floats:
    """The weights [S, P] of ``points`` in a Catmull-Rom curve through them.

    Centripetal knots, evaluated as in P. J. Barry and R. N. Goldman, "A recursive evaluation
    algorithm for a class of Catmull-Rom splines", 1988, of unit vectors in place of points.
    """
    padded = _with_ends(points)
    units = _with_ends(np.eye(len(points)))
    gaps = np.linalg.norm(np.diff(padded, axis=0), axis=1) ** CENTRIPETAL
    knots = np.cumsum([0.0, *gaps])
    spans = [
        _span(units[i : i + 4], knots[i : i + 4], np.arange(steps) / steps)
        for i in range(len(points) - 1)
    ]
    return np.concatenate([*spans, units[-2:-1]])


def _with_ends(points: Floats) -> Floats:
    """``points`` with one more at each end, mirrored, to steer the first and last span."""
    before = 2 * points[0] - points[1]
    after = 2 * points[-1] - points[-2]
    return np.vstack([before, points, after])


def _span(four: Floats, knots: Floats, fractions: Floats) -> Floats:
    """Samples between the middle two of four points, at ``fractions`` of the way."""
    at = (knots[1] + fractions * (knots[2] - knots[1]))[:, None]
    level = [np.broadcast_to(point, (len(at), four.shape[1])) for point in four]
    for ends in PYRAMID:
        level = [
            _blend(left, right, knots[begin], knots[end], at)
            for (left, right), (begin, end) in zip(pairwise(level), ends, strict=True)
        ]
    return level[0]


def _blend(left: Floats, right: Floats, begin: float, end: float, at: Floats) -> Floats:
    return ((end - at) * left + (at - begin) * right) / (end - begin)


def _block_diagonal(blocks: list[Floats]) -> Floats:
    rows, columns = np.sum([block.shape for block in blocks], axis=0)
    whole = np.zeros((rows, columns))
    row = column = 0
    for block in blocks:
        height, width = block.shape
        whole[row : row + height, column : column + width] = block
        row, column = row + height, column + width
    return whole
