"""A picture to the answer that says what is written on it."""

import json

from shuzi.pictures import Rotation, load_pages
from shuzi.reader import Reader
from shuzi.web.answers import reading_answer
from shuzi.web.files import File

__all__ = ["read"]


def read(
    reader: Reader,
    *,
    file: File,
    rotate: Rotation,
    page: int,
    expect: int | None,
    single: bool,
    min_confidence: float | None,
    details: bool,
) -> bytes | None:
    """The JSON of the answer, None where there is no such page; as for the wishes, see `Wishes`.

    Raises:
        PictureError: the picture cannot be read.
        MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
    """
    picture = next(load_pages(file.content, rotate, file.name, page), None)
    if picture is None:
        return None
    if min_confidence is not None:
        reader = reader.refusing_below(min_confidence)
    reading = reader.read_single(picture) if single else reader.read(picture, expect)
    answer = reading_answer(reading, details=details)
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
