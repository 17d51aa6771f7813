"""``/v1/corrections``: what people say stands there, kept until they delete it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import IO, Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from shuzi.corrections.crops import Crop
from shuzi.corrections.exporting import export_zip
from shuzi.corrections.store import Added, Correction, CorrectionStore, NewCorrection
from shuzi.corrections.tables import MODEL_LETTERS
from shuzi.web.failures import failures_of
from shuzi.web.files import File
from shuzi.web.forms import Form, parse_form
from shuzi.web.openapi import FILE, a_form, gives, raw, takes
from shuzi.web.schemas import CorrectionAdded, CorrectionsAnswer
from shuzi.web.service import service_of

__all__ = ["router"]

_LARGEST_ID = 2**31 - 1
_CHUNK_BYTES = 1 << 16

Id = Annotated[int, Path(ge=1, le=_LARGEST_ID)]

_DIGIT = {"type": "string", "pattern": "^[0-9]?$"}
_FORM = a_form(
    {
        "file": FILE | {"description": "The crop of one place, never the whole picture."},
        "value": _DIGIT | {"description": "The digit; empty where there is none."},
        "read": _DIGIT | {"description": "What had been read; empty where nothing had."},
    },
    {
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "model": {"type": "string", "maxLength": MODEL_LETTERS},
    },
)

router = APIRouter(prefix="/v1", tags=["corrections"])


@router.post(
    "/corrections",
    status_code=HTTPStatus.CREATED,
    response_model=CorrectionAdded,
    responses={
        200: {"model": CorrectionAdded, "description": "It was there already."},
        **failures_of(400, 408, 413, 415, 422, 503),
    },
    openapi_extra=takes(_FORM),
)
async def add(request: Request) -> JSONResponse:
    """Keep what really stands in a crop; the same crop is kept once, with what was said last."""
    service = service_of(request)
    async with service.body(request) as body:
        form = await parse_form(request, body)
        added = await service.desk.do(partial(_add, service.store, form))
    correction = added.correction
    answer = {
        "id": correction.id,
        "value": correction.value,
        "read": correction.read,
        "created": correction.created.isoformat(),
        "duplicate": added.duplicate,
        "sha256": correction.sha256,
    }
    return JSONResponse(answer, HTTPStatus.OK if added.duplicate else HTTPStatus.CREATED)


@router.get("/corrections", response_model=CorrectionsAnswer, responses=failures_of(400, 503))
async def newest(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=1_000, description="So many at most.")] = 100,
    before: Annotated[
        int | None, Query(ge=1, le=_LARGEST_ID, description="Only smaller ids: an answer's next.")
    ] = None,
) -> JSONResponse:
    """The newest corrections, the newest first."""
    service = service_of(request)
    # One more than is shown tells whether there is more.
    found = await service.desk.do(partial(service.store.newest, limit + 1, before))
    shown = found[:limit]
    answer = {
        "corrections": [_told(correction) for correction in shown],
        "total": await service.desk.do(service.store.count),
        "next": shown[-1].id if len(found) > limit else None,
    }
    return JSONResponse(answer)


@router.get(
    "/corrections/{number}/picture",
    response_class=Response,
    responses={**gives("The crop.", raw("image/png")), **failures_of(400, 404, 503)},
)
async def picture(request: Request, number: Id) -> Response:
    """The crop of a correction."""
    service = service_of(request)
    content = await service.desk.do(partial(service.store.picture, number))
    if content is None:
        raise _no_such(number)
    return Response(content, media_type="image/png")


@router.get(
    "/corrections.zip",
    response_class=Response,
    responses={
        **gives("labels.csv, and the crops in images/.", raw("application/zip")),
        **failures_of(503),
    },
)
async def export(request: Request) -> StreamingResponse:
    """All corrections as a data-set folder, which ``shuzi evaluate --data`` reads."""
    service = service_of(request)
    file = await service.desk.do(partial(_zipped, service.store))
    return StreamingResponse(
        _chunks(file),
        media_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="corrections.zip"'},
    )


@router.delete(
    "/corrections/{number}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=failures_of(400, 404, 503),
)
async def delete(request: Request, number: Id) -> None:
    """Forget one correction, its crop too."""
    service = service_of(request)
    if not await service.desk.do(partial(service.store.delete, number)):
        raise _no_such(number)


@router.delete("/corrections", status_code=HTTPStatus.NO_CONTENT, responses=failures_of(503))
async def delete_all(request: Request) -> None:
    """Forget all corrections."""
    service = service_of(request)
    await service.desk.do(service.store.delete_all)


def _add(store: CorrectionStore, form: Form) -> Added:
    crop = form.files("file")[0]
    value, read = _digit(form, "value"), _digit(form, "read")
    confidence, model = _confidence(form), form.text("model", "")[:MODEL_LETTERS]
    return store.add(NewCorrection(_crop(crop), value, read, confidence, model))


def _crop(file: File) -> Crop:
    return Crop.of(file.content, file.name or "the crop")


def _digit(form: Form, name: str) -> int | None:
    text = form.text(name)
    if not text:
        return None
    if len(text) == 1 and text in "0123456789":
        return int(text)
    raise _wrong(f"{name} is {text!r}", "send one of 0 to 9, or nothing where there is no digit")


def _confidence(form: Form) -> float | None:
    text = form.text("confidence", "")
    if not text:
        return None
    try:
        confidence = float(text)
    except ValueError:
        confidence = -1
    if 0 <= confidence <= 1:
        return confidence
    raise _wrong(f"confidence is {text!r}", "send a number from 0 to 1, or leave it out")


def _wrong(cause: str, remedy: str) -> HTTPException:
    return HTTPException(HTTPStatus.BAD_REQUEST, f"{cause}; {remedy}")


def _no_such(number: int) -> HTTPException:
    sentence = f"there is no correction {number}; GET /v1/corrections lists what there is"
    return HTTPException(HTTPStatus.NOT_FOUND, sentence)


def _told(correction: Correction) -> dict[str, object]:
    return {
        **asdict(correction),
        "created": correction.created.isoformat(),
        "picture": f"/v1/corrections/{correction.id}/picture",
    }


def _zipped(store: CorrectionStore) -> IO[bytes]:
    """On the disk, where what is on the disk already does not fill the memory."""
    with ExitStack() as opened:
        file = opened.enter_context(TemporaryFile())
        export_zip(store, file)
        file.seek(0)
        opened.pop_all()  # whoever sends it closes it
        return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
