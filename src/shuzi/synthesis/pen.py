"""The pen: the variants of a digit, drawn by people's hands."""

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.curves import Curves, curves_of
from shuzi.synthesis.hands import Hands
from shuzi.synthesis.strokes import Variant

__all__ = ["draw", "trimmed"]

Floats = NDArray[np.float64]

FRACTION_BITS = 4  # OpenCV draws at sixteenths of a pixel
PIXELS_PER_SEGMENT = 4.0  # short enough for the segments to look like a curve
POINT_SPACING = 0.25  # how far apart the points of a stroke typically are, in heights
FULL_INK = 255


def draw(variant: Variant, hands: Hands, height: int) -> Iterator[NDArray[np.uint8]]:
    """Draw ``variant`` once with each of the ``hands``.

    Args:
        variant: the digit's strokes.
        hands: who draws it.
        height: of an undistorted digit between the middles of its topmost and lowest stroke,
            in pixels.

    Yields:
        uint8 [H, W], 255 where there is ink and 0 where there is none, without an empty margin.
        Edges are not smoothed: draw larger than needed, and shrink.
    """
    curves = curves_of(variant, steps=_steps(height))
    scale = height * _each(hands.size)
    widths = scale * _widths(curves, hands)
    paths = scale[..., None] * (curves.basis @ _placed(curves.points, hands))
    margins = widths.max(axis=1)[:, None] / 2 + 1
    paths += (margins - paths.min(axis=1))[:, None]
    sizes = np.ceil(paths.max(axis=1) + margins).astype(int)
    fixed = np.rint(paths * 2**FRACTION_BITS).astype(np.int32)
    thicknesses = np.maximum(np.rint(widths), 1).astype(int)
    for path, thickness, (columns, rows) in zip(fixed, thicknesses, sizes.tolist(), strict=True):
        canvas = np.zeros((rows, columns), np.uint8)
        for stroke in curves.strokes:
            _stroke(canvas, path[stroke], thickness[stroke])
        yield trimmed(canvas)


def _steps(height: int) -> int:
    """A power of 2, so that digits of all sizes share a few curves."""
    wanted = max(4, round(POINT_SPACING * height / PIXELS_PER_SEGMENT))
    return 1 << (wanted - 1).bit_length()


def _placed(points: Floats, hands: Hands) -> Floats:
    """The points of the strokes where each hand puts them: [N, P, 2]."""
    strays = hands.shake[:, None, None] * hands.strays[:, : len(points)]
    astray = points - 0.5 + strays
    x, y = astray[..., 0], astray[..., 1]
    arch = 1 - 4 * y * y  # 1 at the middle, 0 at top and foot
    x = _each(hands.aspect) * x - _each(hands.slant) * y - _each(hands.bow) * arch
    y = y - _each(hands.waist) * arch
    cos, sin = np.cos(_each(hands.turn)), np.sin(_each(hands.turn))
    return np.stack((cos * x - sin * y, sin * x + cos * y), axis=-1)


def _widths(curves: Curves, hands: Hands) -> Floats:
    """The pen's width at each sample, in heights [N, S]: slow waves of pressure."""
    wave = np.sin(2 * np.pi * (_each(hands.phase) + _each(hands.waves) * curves.progress))
    return _each(hands.pen) * (1 + _each(hands.pressure) * wave)


def _each(habit: Floats) -> Floats:
    """One value for each hand [N, 1], to meet all points of its digit."""
    return habit[:, None]


def _stroke(
    canvas: NDArray[np.uint8], path: NDArray[np.int32], thickness: NDArray[np.int64]
) -> None:
    """Draw one stroke, each run of one thickness in pixels with one call."""
    changes = np.flatnonzero(thickness[1:] != thickness[:-1]) + 1
    for begin, end in pairwise((0, *changes.tolist(), len(path) - 1)):
        cv2.polylines(
            canvas,
            [path[begin : end + 1]],
            isClosed=False,
            color=FULL_INK,
            thickness=int(thickness[begin]),
            shift=FRACTION_BITS,
        )


def trimmed(canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The part of ``canvas`` that holds all its ink: a view, empty where there is none."""
    x, y, width, height = cv2.boundingRect(canvas)
    return canvas[y : y + height, x : x + width]
