"""``/v1/read`` and ``/v1/classify``: pictures to what is written on them."""

import base64
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec import Raw, json
from pydantic import BaseModel, BeforeValidator, ValidationError
from starlette.exceptions import HTTPException

from shuzi.web.failures import failures_of
from shuzi.web.files import File
from shuzi.web.forms import is_form, parse_form
from shuzi.web.jobs import Crop, Read
from shuzi.web.openapi import FILE, a_form, an_object, raw, takes
from shuzi.web.schemas import ClassifiedAnswer, ReadingAnswer
from shuzi.web.service import service_of
from shuzi.web.wishes import Details, Wishes

__all__ = ["MOST_PICTURES", "router"]

MOST_PICTURES = 256
"""So many pictures are classified at once."""

_JSON = "application/json"
_SMALLEST_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)
_PICTURES = {"type": "array", "minItems": 1, "maxItems": MOST_PICTURES}
_IN_BASE64 = {
    "type": "object",
    "required": ["pictures"],
    "properties": {"pictures": _PICTURES | {"items": {"type": "string", "format": "byte"}}},
}

router = APIRouter(prefix="/v1", tags=["reading"])


def _decoded(text: str) -> bytes:
    """Strictly: what Python skips by default is most likely no base64 at all."""
    return base64.b64decode(text, validate=True)


class _Pictures(BaseModel):
    pictures: list[Annotated[bytes, BeforeValidator(_decoded)]]


@router.post(
    "/read",
    response_model=ReadingAnswer,
    responses=failures_of(400, 408, 413, 415, 422, 503),
    openapi_extra=takes(raw("application/octet-stream"), raw("image/*"), a_form({"file": FILE})),
)
async def read(request: Request, wishes: Wishes) -> Response:
    """Read all digits of a picture; it is not kept."""
    service = service_of(request)
    async with service.body(request) as body:
        file = await _picture(request, body)
        job = Read(file.name, file.content, **wishes.model_dump(mode="json"))
        answer = await service.read(job)
    if answer is None:
        raise HTTPException(
            HTTPStatus.BAD_REQUEST, f"the picture has no page {wishes.page}; ask for one it has"
        )
    return Response(answer, media_type=_JSON)


@router.post(
    "/classify",
    response_model=ClassifiedAnswer,
    responses=failures_of(400, 408, 413, 415, 422, 503),
    openapi_extra=takes(
        an_object(_IN_BASE64, {"pictures": [_SMALLEST_PNG]}),
        a_form({"files": _PICTURES | {"items": FILE}}),
    ),
)
async def classify(request: Request, wishes: Details) -> Response:
    """Read pictures that hold at most one digit each; they are not kept."""
    service = service_of(request)
    async with service.body(request) as body:
        files = await _pictures(request, body)
        if not 1 <= len(files) <= MOST_PICTURES:
            raise HTTPException(
                HTTPStatus.BAD_REQUEST, f"{len(files)} pictures came; send 1 to {MOST_PICTURES}"
            )
        digits = await service.classify(_crops(files, wishes.details))
    answer = {"digits": [*map(Raw, digits)], "model": service.classifier.card.title}
    return Response(json.encode(answer), media_type=_JSON)


async def _picture(request: Request, body: bytes) -> File:
    if is_form(request):
        return (await parse_form(request, body)).files("file")[0]
    return File("", body)


async def _pictures(request: Request, body: bytes) -> list[File]:
    if is_form(request):
        return (await parse_form(request, body)).files("files")
    try:
        contents = _Pictures.model_validate_json(body).pictures
    except ValidationError as error:
        raise HTTPException(
            HTTPStatus.BAD_REQUEST,
            'the body is no JSON of the form {"pictures": ["<base64>", ...]}; send that, or a form',
        ) from error
    return [File("", content) for content in contents]


def _crops(files: Sequence[File], details: bool) -> list[Crop]:  # noqa: FBT001  as it was wished
    """Crops that errors call by the files' names, or else by their numbers."""
    one = len(files) == 1
    return [
        Crop(file.name or ("the picture" if one else f"picture {number}"), file.content, details)
        for number, file in enumerate(files, start=1)
    ]
