"""Small whole files of every kind, drawn here."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shuzi.synthesis.digits import draw_digits

__all__ = ["digits", "encoded", "number"]

_MARGIN = 6


def digits() -> NDArray[np.uint8]:
    """Four digits as MNIST has them: [4, 28, 28]."""
    return draw_digits(np.array([3, 1, 4, 7], np.uint8), seed=1)


def number(values: Sequence[int] = (3, 1, 4)) -> Image.Image:
    """A number, dark on light."""
    drawn = np.hstack([*draw_digits(np.array(values, np.uint8), seed=2)])
    return Image.fromarray(255 - np.pad(drawn, _MARGIN))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """An image as a file of that kind holds it."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
