"""Digits of which only the edges are left."""

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.corruptions.smoothing import smooth

__all__ = ["canny_edges"]

Frames = NDArray[np.float64]

SIGMA = 1.0  # pixels
WEAK, STRONG = 0.1, 0.2  # gradients, by Sobel's operator, in brightest pixels


def canny_edges(frames: Frames, _: np.random.Generator) -> Frames:
    """Edges one pixel wide (Canny, "A computational approach to edge detection", 1986).

    The gradient's strength is compared with what it is on both sides of an edge, interpolated
    between neighbours; weak edges are kept where they go on from strong ones. OpenCV's function of
    that name compares with the nearest neighbours, and so keeps other pixels.
    """
    return np.stack([_edges(frame) for frame in frames]).astype(np.float64)


def _edges(frame: NDArray[np.float64]) -> NDArray[np.bool_]:
    inside = smooth(np.ones_like(frame), SIGMA, border=cv2.BORDER_CONSTANT)
    smoothed = smooth(frame, SIGMA, border=cv2.BORDER_CONSTANT) / inside
    across = _sobel(smoothed, (1, 0))
    down = _sobel(smoothed, (0, 1))
    strength = np.hypot(across, down)
    thin = _is_crest(strength, across, down) & (strength >= WEAK)
    _, labels = cv2.connectedComponents(thin.astype(np.uint8), connectivity=8)
    strong = np.unique(labels[thin & (strength >= STRONG)])
    return np.isin(labels, strong)


def _sobel(frame: NDArray[np.float64], order: tuple[int, int]) -> NDArray[np.float64]:
    gradient = cv2.Sobel(frame, cv2.CV_64F, *order, ksize=3, borderType=cv2.BORDER_REFLECT)
    return np.asarray(gradient, np.float64)


def _is_crest(
    strength: NDArray[np.float64], across: NDArray[np.float64], down: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether a pixel is at least as strong as what lies before and behind it; none at the rim."""
    rows, columns = np.indices(strength.shape)
    right, below = np.sign(across).astype(int), np.sign(down).astype(int)
    steep = np.abs(down) >= np.abs(across)
    # One step along the longer part of the gradient, and how far from there to the diagonal.
    longer = np.maximum(np.maximum(np.abs(across), np.abs(down)), np.finfo(float).tiny)
    aside = np.minimum(np.abs(across), np.abs(down)) / longer
    padded = np.pad(strength, 1)

    def stronger(way: int) -> NDArray[np.bool_]:
        """Whether what lies one pixel before (1) or behind (-1) is stronger."""
        diagonal = padded[rows + 1 + way * below, columns + 1 + way * right]
        straight = padded[
            rows + 1 + way * np.where(steep, below, 0),
            columns + 1 + way * np.where(steep, 0, right),
        ]
        return np.asarray(aside * diagonal + (1 - aside) * straight > strength)

    crest = ~stronger(1) & ~stronger(-1)
    crest[[0, -1]] = crest[:, [0, -1]] = False
    return crest
