"""A picture to the answer that says what is written on it."""

from msgspec import json

from shuzi.pictures import load_pages
from shuzi.reader import Reader
from shuzi.web.answers import reading_answer
from shuzi.web.jobs import Read

__all__ = ["read"]


def read(reader: Reader, job: Read) -> list[bytes]:
    """The answer's JSON; none where there is no such page.

    Raises:
        PictureError: the picture cannot be read.
        MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
    """
    picture = next(load_pages(job.content, job.rotate, job.name, job.page), None)
    if picture is None:
        return []
    if job.min_confidence is not None:
        reader = reader.refusing_below(job.min_confidence)
    reading = reader.read_single(picture) if job.single else reader.read(picture, job.expect)
    return [json.encode(reading_answer(reading, details=job.details))]
