"""Multipart bodies to fields and files, in memory alone: no picture touches the disk."""

import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from shuzi.web.files import File

__all__ = ["Form", "is_form", "parse_form"]

_FORM = "multipart/form-data"
_UTF_8 = b"utf-8"


class _MemoryParser(MultiPartParser):
    spool_max_size = sys.maxsize  # the body is in memory already, and is not too large


@dataclass(frozen=True, slots=True)
class Form:
    """What a multipart body holds: the parts of each field, texts or files, in their order."""

    parts: Mapping[str, Sequence[str | File]]

    def files(self, name: str) -> list[File]:
        """All files of a field.

        Raises:
            HTTPException: there is none (400).
        """
        files = [part for part in self.parts.get(name, ()) if isinstance(part, File)]
        if not files:
            raise HTTPException(HTTPStatus.BAD_REQUEST, f"the form has no file {name!r}; add it")
        return files

    def text(self, name: str, default: str | None = None) -> str:
        """The text of a field.

        Raises:
            HTTPException: it is missing and there is no default, or it is a file (400).
        """
        text, *_ = self.parts.get(name, (default,))
        if not isinstance(text, str):
            raise HTTPException(HTTPStatus.BAD_REQUEST, f"the form has no field {name!r}; add it")
        return text


def is_form(request: Request) -> bool:
    """Whether a request's body says that it is multipart."""
    return request.headers.get("content-type", "").lower().startswith("multipart/")


async def parse_form(request: Request, body: bytes) -> Form:
    """The parts of a body.

    Raises:
        HTTPException: it is not multipart, or not whole (400).
    """
    if not request.headers.get("content-type", "").lower().startswith(_FORM):
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"the body is not {_FORM}; send it as that")
    # In others, such as unicode_escape, texts could hold what no answer can.
    _, options = parse_options_header(request.headers["content-type"])
    if options.get(b"charset", _UTF_8).lower() != _UTF_8:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "the form is not in UTF-8; send it so")
    try:
        data = await _MemoryParser(request.headers, _stream(body)).parse()
    except MultiPartException as error:
        raise HTTPException(
            HTTPStatus.BAD_REQUEST, f"the form cannot be read: {error.message}"
        ) from error
    try:
        return Form({name: [_part(one) for one in data.getlist(name)] for name in data})
    finally:
        await data.close()


async def _stream(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


def _part(part: str | UploadFile) -> str | File:
    return part if isinstance(part, str) else File(_plain(part.filename or ""), part.file.read())


def _plain(name: str) -> str:
    """A file's name without folders, whichever way their slashes lean."""
    return name.replace("\\", "/").rpartition("/")[2]
