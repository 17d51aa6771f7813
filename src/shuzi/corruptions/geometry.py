"""Digits slanted, shrunk, turned and moved."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["rotate", "scale", "shear", "translate"]

Frames = NDArray[np.float64]

SLANT = 0.4  # radians
TURN = 0.4  # radians
SHRUNK = 0.7  # of its size
MOVED = 3  # pixels


def shear(frames: Frames, rng: np.random.Generator) -> Frames:
    """Slanted to one side or the other."""
    angles = SLANT * _signs(rng, len(frames))
    ones, zeros = np.ones_like(angles), np.zeros_like(angles)
    return _mapped(frames, _rows([[ones, -np.sin(angles)], [zeros, np.cos(angles)]]))


def rotate(frames: Frames, rng: np.random.Generator) -> Frames:
    """Turned to one side or the other."""
    angles = TURN * _signs(rng, len(frames))
    cosine, sine = np.cos(angles), np.sin(angles)
    return _mapped(frames, _rows([[cosine, -sine], [sine, cosine]]))


def scale(frames: Frames, _: np.random.Generator) -> Frames:
    """Smaller than it was, all of them alike."""
    return _mapped(frames, np.broadcast_to(np.eye(2) / SHRUNK, (len(frames), 2, 2)))


def translate(frames: Frames, rng: np.random.Generator) -> Frames:
    """Moved towards one of the four corners."""
    side = frames.shape[-1]
    padded = np.pad(frames, ((0, 0), (MOVED, MOVED), (MOVED, MOVED)))
    corners = MOVED + MOVED * _signs(rng, 2 * len(frames)).astype(int).reshape(-1, 2)
    return np.stack(
        [
            frame[top : top + side, left : left + side]
            for frame, (top, left) in zip(padded, corners.tolist(), strict=True)
        ]
    )


def _signs(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    return rng.choice((-1.0, 1.0), count)


def _rows(matrix: list[list[NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Matrices [N, 2, 2] of entries [N]."""
    return np.moveaxis(np.array(matrix), -1, 0)


def _mapped(frames: Frames, maps: NDArray[np.float64]) -> Frames:
    """Frames seen through maps about their middle, interpolated linearly; 0 around them.

    Args:
        frames: float64 [N, side, side].
        maps: [N, 2, 2], from x and y in what comes out to x and y in what is given.
    """
    count, side, _ = frames.shape
    middle = (side - 1) / 2
    y, x = np.indices((side, side)).reshape(2, -1) - middle
    sources = maps @ np.stack([x, y]) + middle
    before = np.floor(sources)
    (right, down), (left, top) = np.moveaxis(sources - before, 1, 0), np.moveaxis(before, 1, 0)
    padded = np.pad(frames, ((0, 0), (1, 1), (1, 1)))

    def at(rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
        places = (np.clip(line + 1, 0, side + 1).astype(int) for line in (rows, columns))
        found: NDArray[np.float64] = padded[np.arange(count)[:, None], *places]
        return found

    above = (1 - right) * at(top, left) + right * at(top, left + 1)
    below = (1 - right) * at(top + 1, left) + right * at(top + 1, left + 1)
    return np.asarray((1 - down) * above + down * below).reshape(frames.shape)
