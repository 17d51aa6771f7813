"""Pixels of any depth and colour to grey ones, the right way up."""

from dataclasses import dataclass, replace
from typing import Literal, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.errors import PictureError

__all__ = ["MAX_PIXELS", "Picture", "Rotation", "check_size", "to_grey"]

MAX_PIXELS = 64_000_000
"""Larger pictures are refused before they are decoded: 64 megapixels, a large phone's photo."""

Rotation = Literal[0, 90, 180, 270]
"""Degrees, clockwise."""

_WHITE = 255


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An upright grey picture.

    Attributes:
        grey: uint8 [H, W], 0 black, 255 white.
        file: the path that it was read from, or what its content was called; empty for neither.
        page: counted from 1.
        pages: how many there are.
    """

    grey: NDArray[np.uint8]
    file: str = ""
    page: int = 1
    pages: int = 1

    def rotated(self, rotation: Rotation) -> Self:
        """The picture after a turn clockwise."""
        if not rotation:
            return self
        return replace(self, grey=np.ascontiguousarray(np.rot90(self.grey, -rotation // 90)))


def to_grey(levels: NDArray[np.generic], subject: str) -> NDArray[np.uint8]:
    """The luminance of a picture.

    Args:
        levels: [H, W], [H, W, 3] or [H, W, 4], in red, green, blue and opacity; uint8, uint16,
            bool, or floats over 0 to 1. What is transparent becomes white, or black where what is
            opaque is bright.
        subject: what an error calls the picture.

    Returns:
        uint8 [H, W], 0 black, 255 white.

    Raises:
        PictureError: it is empty, over 64 megapixels, or of another shape or type.
    """
    colours = levels.shape[2] if levels.ndim == 3 else 1  # noqa: PLR2004  [H, W, colours]
    if levels.ndim not in {2, 3} or colours not in {1, 3, 4}:
        raise PictureError(subject, "is no picture", "give [H, W], [H, W, 3] or [H, W, 4]")
    height, width = levels.shape[:2]
    check_size(width, height, subject)
    eight_bit = _eight_bit(levels, subject)
    match colours:
        case 3:
            return np.asarray(cv2.cvtColor(eight_bit, cv2.COLOR_RGB2GRAY), np.uint8)
        case 4:
            return _flattened(eight_bit)
        case _:
            return eight_bit.reshape(height, width)


def check_size(width: int, height: int, subject: str) -> None:
    """Refuse a picture without pixels, or with too many.

    Raises:
        PictureError: it is empty, or over 64 megapixels.
    """
    if width * height > MAX_PIXELS:
        raise PictureError(
            subject,
            f"has {width:,} × {height:,} pixels, {MAX_PIXELS:,} in all are allowed",
            "reduce it, or cut out the part that matters",
        )
    if not width * height:
        raise PictureError(subject, "is empty: no pixels", "save or copy the picture again")


def _eight_bit(levels: NDArray[np.generic], subject: str) -> NDArray[np.uint8]:
    match levels.dtype.kind, levels.dtype.itemsize:
        case "u", 1:
            return np.ascontiguousarray(levels, np.uint8)
        case "u", 2:
            # Cameras and scanners store 10, 12 or 14 bits in 16: the top bit in use says which.
            spare = max(0, int(levels.max()).bit_length() - 8)
            return np.right_shift(levels.astype(np.uint16), spare).astype(np.uint8)
        case "b", _:
            return levels.astype(np.uint8) * np.uint8(_WHITE)
        case "f", _:
            # Written so that what is not a number fails too.
            if levels.min() >= 0 and levels.max() <= 1:
                scaled = levels.astype(np.float32)
                scaled *= _WHITE
                return np.rint(scaled, out=scaled).astype(np.uint8)
            raise PictureError(subject, "holds floats outside 0 to 1", "scale it to 0 to 1")
    raise PictureError(subject, "is of another type", "give uint8, uint16, bool or floats")


def _flattened(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay the picture on white; but bright ink, of which there is less than of paper, on black."""
    alpha = rgba[..., 3]
    on_black = cv2.multiply(cv2.cvtColor(rgba, cv2.COLOR_RGBA2GRAY), alpha, scale=1 / _WHITE)
    is_bright = on_black.sum() > alpha.sum() / 2
    if is_bright and alpha.mean() < _WHITE / 2:
        return np.asarray(on_black, np.uint8)
    return np.asarray(on_black, np.uint8) + (_WHITE - alpha)
