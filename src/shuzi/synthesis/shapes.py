"""Ink that is no digit and no letter: random strokes, scribbles, rules, corners, specks."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.pen import trimmed

__all__ = ["SHAPES", "corner", "glyph", "rule", "scribble", "specks"]

Ink = NDArray[np.uint8]
Floats = NDArray[np.float64]

FULL_INK = 255
PEN_SHARE = 0.1  # usual width of a pen, in heights
PEN_SPREAD = 0.4  # standard deviation of the logarithm of its width
SMOOTH = 24  # points of a curved stroke
LONGEST_ARC = 1.2 * np.pi  # radians: with a straight stroke, a longer one is a slashed zero


def glyph(height: int, rng: np.random.Generator) -> Ink:
    """Three to six random strokes, straight ones and arcs: fewer might make a digit by chance.

    Args:
        height: in pixels, about, as for all shapes here.
        rng: makes it.

    Returns:
        uint8 [H, W], 0 where there is no ink, without an empty margin; never empty.
    """
    strokes = [_straight, _arc]
    paths = [strokes[rng.integers(2)](rng) for _ in range(rng.integers(3, 7))]
    return _drawn([height * path for path in paths], height, rng)


def scribble(height: int, rng: np.random.Generator) -> Ink:
    """A pen that goes to and fro, as where something is struck out or the ink is tried."""
    turns = int(rng.integers(5, 16))
    across = np.linspace(0, rng.uniform(0.3, 2.0), turns) + rng.normal(scale=0.08, size=turns)
    down = np.where(np.arange(turns) % 2, 1.0, 0.0) + rng.normal(scale=0.15, size=turns)
    at = np.linspace(0, turns - 1, turns * 6)
    path = np.stack([np.interp(at, range(turns), across), np.interp(at, range(turns), down)], 1)
    kernel = np.ones(5) / 5  # takes the corners off the turns
    rounded = np.stack([np.convolve(axis, kernel, mode="valid") for axis in path.T], axis=1)
    lying = rounded[:, ::-1] if rng.random() < 1 / 2 else rounded
    return _drawn([height * lying], height, rng)


def rule(height: int, rng: np.random.Generator) -> Ink:
    """A piece of a rule of a form, lying or leaning but never upright, for that is a 1."""
    lean = rng.uniform(-0.25, 0.25)
    length = rng.uniform(0.7, 2.5)
    return _drawn([height * np.array([[0, 0], [length, lean * length]])], height, rng)


def corner(height: int, rng: np.random.Generator) -> Ink:
    """Where rules of a form meet: angles, crossings, the sides of a box.

    An upper right corner is left out, for it is a 7, and a rule that stands on another, a 1.
    """
    width = rng.uniform(0.6, 1.4)
    left, right = np.array([[0, 0], [0, 1]]), np.array([[width, 0], [width, 1]])
    top, foot = np.array([[0, 0], [width, 0]]), np.array([[0, 1], [width, 1]])
    across, down = (top + foot) / 2, (left + right) / 2
    meetings = (
        *((left, foot), (right, foot), (left, top), (left, across), (right, across)),
        *((across, down), (left, top, right), (left, foot, right), (top, left, foot)),
        *((top, right, foot), (left, across, right), (left, top, right, foot)),
    )
    return _drawn([height * side for side in meetings[rng.integers(len(meetings))]], height, rng)


def specks(height: int, rng: np.random.Generator) -> Ink:
    """Dirt and noise: blots of all sizes, as a blank place has when it is enlarged."""
    grain = rng.uniform(0.8, height / 8)
    noise = rng.normal(size=(height, max(4, round(height * rng.uniform(0.5, 1.4)))))
    smooth = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), grain)
    level = np.quantile(smooth, rng.uniform(0.75, 0.97))
    blots = np.clip((smooth - level) * FULL_INK / (smooth.max() - level), 0, FULL_INK)
    return trimmed(blots.astype(np.uint8))


SHAPES: tuple[Callable[[int, np.random.Generator], Ink], ...] = (
    *(glyph, scribble, rule, corner, specks),
)
"""Every kind of shape."""


def _straight(rng: np.random.Generator) -> Floats:
    """A line of random ends in the unit square, not too short: [2, 2]."""
    begin = rng.uniform(0, 1, 2)
    end = rng.uniform(0, 1, 2)
    while np.hypot(*(end - begin)) < 1 / 2:
        begin, end = rng.uniform(0, 1, (2, 2))
    return np.stack([begin, end])


def _arc(rng: np.random.Generator) -> Floats:
    """A part of an ellipse in the unit square: [SMOOTH, 2]."""
    middle, radii = rng.uniform(0.3, 0.7, 2), rng.uniform(0.15, 0.5, 2)
    begin, sweep = rng.uniform(0, 2 * np.pi), rng.uniform(np.pi / 2, LONGEST_ARC)
    angles = np.linspace(begin, begin + sweep, SMOOTH)
    return np.asarray(middle + radii * np.stack([np.cos(angles), np.sin(angles)], axis=1))


def _drawn(paths: list[Floats], height: int, rng: np.random.Generator) -> Ink:
    """Polylines [P, 2] in pixels, drawn with one pen."""
    pen = max(1, round(PEN_SHARE * height * np.exp(PEN_SPREAD * rng.normal())))
    start = np.min([path.min(axis=0) for path in paths], axis=0) - pen
    columns, rows = (np.max([path.max(axis=0) for path in paths], axis=0) - start + pen).astype(int)
    canvas = np.zeros((rows + 2, columns + 2), np.uint8)
    points = [np.rint(path - start).astype(np.int32) for path in paths]
    cv2.polylines(
        canvas, points, isClosed=False, color=FULL_INK, thickness=pen, lineType=cv2.LINE_AA
    )
    return trimmed(canvas)
