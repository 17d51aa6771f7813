"""What lies over a digit: mud, a dotted line, a zigzag."""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from shuzi.corruptions.smoothing import smooth

__all__ = ["dotted_line", "spatter", "zigzag"]

Frames = NDArray[np.float64]
Layer = NDArray[np.float64]

SIDE = 28  # of a frame, in pixels; rows and columns below are counted from 0
HIGHEST_ROW = 27  # lines begin and end above it

WET, WET_SPREAD, WET_SIGMA = 0.65, 0.3, 1.0  # mean and deviation of the wetness, and its grain
DROP_SIGMA = 1.5  # pixels, of the edges of drops
THIN = 0.8  # thinner mud runs off
MUD = 63 / 255  # its brightness

GLOW = 2.3  # rows: by its logarithm a line is gone 1.5 from its middle
DOT = 2  # columns of a dot, and of the gap after it

ZIGZAG_ENDS = (2, 25)  # columns
ZIGZAG_STEP = 2.0  # pixels: a quarter of a period, and how far it goes to either side
STEEPEST = 5  # rows that a zigzag falls or rises


def spatter(frames: Frames, rng: np.random.Generator) -> Frames:
    """Dark drops of mud."""
    mud = np.stack([_drops(rng) for _ in frames])
    return np.asarray(frames * (1 - mud) + MUD * mud)


def dotted_line(frames: Frames, rng: np.random.Generator) -> Frames:
    """A straight dotted line from the left edge to the right."""
    return frames + np.stack([_dots(rng) for _ in frames])


def zigzag(frames: Frames, rng: np.random.Generator) -> Frames:
    """A bright zigzag from left to right."""
    return frames + np.stack([_zigzag(rng) for _ in frames])


def _drops(rng: np.random.Generator) -> Layer:
    """How much mud there is, 0 to 1."""
    wetness = smooth(rng.normal(WET, WET_SPREAD, (SIDE, SIDE)), WET_SIGMA)
    mud = smooth((wetness > WET).astype(np.float64), DROP_SIGMA)
    return np.where(mud < THIN, 0, mud)


def _dots(rng: np.random.Generator) -> Layer:
    begin, end = rng.integers(HIGHEST_ROW, size=2).tolist()
    gaps = np.arange(SIDE) // DOT % 2 == 0
    return np.where(gaps, 0, _stroke((0, begin), (HIGHEST_ROW, end)))


def _zigzag(rng: np.random.Generator) -> Layer:
    left, right = ZIGZAG_ENDS
    row = int(rng.integers(HIGHEST_ROW))
    angle = math.atan(int(rng.integers(-STEEPEST, STEEPEST)) / (right - left))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    points = _teeth((right - left) / math.cos(angle)) @ turn.T + (left, row)
    return np.asarray(sum(_stroke(*ends) for ends in pairwise(points.tolist())))


def _teeth(length: float) -> NDArray[np.float64]:
    """The corners of a lying zigzag that begins at 0, 0, then its end: [P, 2], x and y."""
    period = 2 * ZIGZAG_STEP
    peaks = int((length - ZIGZAG_STEP) // period) + 1
    corners = [((2 * peak + 1) * ZIGZAG_STEP, (-1) ** peak * ZIGZAG_STEP) for peak in range(peaks)]
    left_over = length - period * (length // period)
    end = [(length, corners[-1][1] / (2 * left_over))] if left_over else []
    return np.array([(0, 0), *corners, *end])


def _stroke(begin: tuple[float, float], end: tuple[float, float]) -> Layer:
    """A line between two points, x and y, the left one first, brightest at its middle row."""
    (left, top), (right, bottom) = begin, end
    columns = np.arange(SIDE)
    middles = top + (bottom - top) / (right - left) * (columns - left)
    away = np.abs(np.arange(SIDE)[:, None] - middles) / GLOW
    glow = np.log1p(-np.minimum(away, 1 - 1e-9)) + 1
    within = (columns >= math.floor(left)) & (columns < math.ceil(right))
    return np.where(within, glow.clip(0, 1), 0)
