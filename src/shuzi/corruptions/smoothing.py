"""Gaussian smoothing, its kernel cut off at four standard deviations."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["smooth"]

TRUNCATE = 4  # standard deviations


def smooth(
    frame: NDArray[np.float64],
    sigma: float,
    *,
    across: bool = True,
    border: int = cv2.BORDER_REPLICATE,
) -> NDArray[np.float64]:
    """One frame, smoothed.

    Args:
        frame: float64 [H, W].
        sigma: standard deviation, in pixels.
        across: along rows too, not only up and down.
        border: what OpenCV takes to lie around the frame.
    """
    radius = int(TRUNCATE * sigma + 0.5)
    kernel = cv2.getGaussianKernel(2 * radius + 1, sigma)
    rows = kernel if across else np.ones(1)
    smoothed = cv2.sepFilter2D(frame, -1, rows, kernel, borderType=border)
    return cast("NDArray[np.float64]", smoothed)
