"""Pictures that hold one digit at most, of one request or of several, to digits."""

from collections.abc import Sequence

from shuzi.errors import MissingExtraError, PictureError
from shuzi.pictures import Picture, load
from shuzi.reader import Reader
from shuzi.results import Digit
from shuzi.web.forms import File

__all__ = ["classify_all", "classify_each"]


def classify_all(reader: Reader, files: Sequence[File]) -> list[Digit]:
    """The digits of all pictures of one request.

    Raises:
        PictureError: one of them cannot be read.
        MissingExtraError: one is a PDF or HEIC, and the extra ``formats`` is not installed.
    """
    numbered = enumerate(files, start=1)
    return reader.classify(_loaded(file, f"picture {number}") for number, file in numbered)


def classify_each(reader: Reader, files: Sequence[File]) -> list[Digit | Exception]:
    """The digits of pictures of several requests, from one run, or what is wrong with one."""
    places = [_loaded_or_error(file) for file in files]
    digits = iter(reader.classify(place for place in places if isinstance(place, Picture)))
    return [next(digits) if isinstance(place, Picture) else place for place in places]


def _loaded_or_error(file: File) -> Picture | Exception:
    try:
        return _loaded(file, "the picture")
    except (PictureError, MissingExtraError) as error:
        return error


def _loaded(file: File, name: str) -> Picture:
    return load(file.content, name=file.name or name)
