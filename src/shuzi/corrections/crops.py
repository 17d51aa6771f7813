"""The picture of one place as it is kept: grey, small, without anything but its pixels."""

import hashlib
import io
from dataclasses import dataclass
from typing import Self

from PIL import Image

from shuzi.pictures import load

__all__ = ["LONGEST_SIDE", "Crop"]

LONGEST_SIDE = 320
"""In pixels; larger crops are reduced: a digit is read from 160."""


@dataclass(frozen=True, slots=True)
class Crop:
    """One place of a picture.

    Attributes:
        png: its pixels, grey, nothing else.
        sha256: of its size and pixels, in hex; however a crop was encoded, it stays the same.
    """

    png: bytes
    sha256: str

    @classmethod
    def of(cls, content: bytes, name: str = "") -> Self:
        """The crop that a picture file holds, encoded anew: what else is in the file is left out.

        Args:
            content: of the file.
            name: what errors call it.

        Raises:
            PictureError: it cannot be read.
            MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
        """
        image = Image.fromarray(load(content, name=name).grey)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        encoded = io.BytesIO()
        image.save(encoded, "PNG")
        pixels = f"{image.width}x{image.height}:".encode() + image.tobytes()
        return cls(encoded.getvalue(), hashlib.sha256(pixels).hexdigest())
