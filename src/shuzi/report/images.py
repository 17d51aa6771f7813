"""Pictures as part of a page."""

import base64
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.pictures import load

__all__ = ["of_file", "of_frames"]

_LARGEST = (360, 120)  # width and height, in pixels


def of_frames(frames: NDArray[np.uint8]) -> str:
    """Frames, uint8 [N, 28, 28], side by side: the address of a picture, with all of it within."""
    return _address(np.hstack(list(frames)))


def of_file(path: Path) -> str:
    """The same of a picture in a file, made small.

    Raises:
        PictureError: it cannot be read.
    """
    grey = load(path).grey
    rows, columns = grey.shape
    scale = min(1.0, _LARGEST[0] / columns, _LARGEST[1] / rows)
    size = (max(1, round(scale * columns)), max(1, round(scale * rows)))
    return _address(np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8))


def _address(picture: NDArray[np.uint8]) -> str:
    _, png = cv2.imencode(".png", picture)
    return f"data:image/png;base64,{base64.b64encode(png.tobytes()).decode()}"
