"""Pictures that hold one digit at most, of one request or of several, to answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shuzi.errors import MissingExtraError, PictureError
from shuzi.pictures import Picture, load
from shuzi.reader import Reader
from shuzi.web.answers import classified
from shuzi.web.files import File

__all__ = ["Crop", "classify_all", "classify_each"]


@dataclass(frozen=True, slots=True)
class Crop:
    """One picture.

    Attributes:
        file: what was sent.
        details: whether more is told than the answer.
    """

    file: File
    details: bool


def classify_all(reader: Reader, crops: Sequence[Crop]) -> list[dict[str, Any]]:
    """The answers for all pictures of one request.

    Raises:
        PictureError: one of them cannot be read.
        MissingExtraError: one is a PDF or HEIC, and the extra ``formats`` is not installed.
    """
    numbered = enumerate(crops, start=1)
    digits = reader.classify(_loaded(crop.file, f"picture {number}") for number, crop in numbered)
    return [
        classified(digit, details=crop.details) for digit, crop in zip(digits, crops, strict=True)
    ]


def classify_each(reader: Reader, crops: Sequence[Crop]) -> list[dict[str, Any] | Exception]:
    """The answers for pictures of several requests, from one run, or what is wrong with one."""
    places = [_loaded_or_error(crop.file) for crop in crops]
    digits = iter(reader.classify(place for place in places if isinstance(place, Picture)))
    return [
        classified(next(digits), details=crop.details) if isinstance(place, Picture) else place
        for place, crop in zip(places, crops, strict=True)
    ]


def _loaded_or_error(file: File) -> Picture | Exception:
    try:
        return _loaded(file, "the picture")
    except (PictureError, MissingExtraError) as error:
        return error


def _loaded(file: File, name: str) -> Picture:
    return load(file.content, name=file.name or name)
