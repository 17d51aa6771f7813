"""Pictures that hold one digit at most, of one request or of several, to answers."""

from collections.abc import Sequence

from msgspec import json

from shuzi.errors import MissingExtraError, PictureError
from shuzi.pictures import Picture, load
from shuzi.reader import Reader
from shuzi.web.answers import classified
from shuzi.web.jobs import Crop

__all__ = ["classify", "is_small"]

_SMALL = 4_096
"""Bytes and pixels: more may take longer than others are to be kept waiting."""

_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
"""How a PNG begins; its width and height follow, in four bytes each."""


def classify(reader: Reader, crops: Sequence[Crop]) -> list[bytes | Exception]:
    """For each picture the JSON that says which digit it is, or what is wrong with it."""
    places = [_loaded(crop) for crop in crops]
    digits = iter(reader.classify(place for place in places if isinstance(place, Picture)))
    return [
        json.encode(classified(next(digits), details=crop.details))
        if isinstance(place, Picture)
        else place
        for place, crop in zip(places, crops, strict=True)
    ]


def is_small(crop: Crop) -> bool:
    """Whether it takes but a moment to decode and classify a picture: few tell that beforehand."""
    content = crop.content
    if len(content) > _SMALL or not content.startswith(_PNG):
        return False
    start = len(_PNG)
    width, height = (int.from_bytes(content[at : at + 4]) for at in (start, start + 4))
    # A second header would say another size.
    return width * height <= _SMALL and b"IHDR" not in content[start:]


def _loaded(crop: Crop) -> Picture | Exception:
    try:
        return load(crop.content, name=crop.name)
    except (PictureError, MissingExtraError) as error:
        return error
