"""What goes wrong, as answers: a status and one sentence, what is wrong and what to do."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shuzi.errors import CorrectionsError, MissingExtraError, PictureError
from shuzi.web.desk import BusyError
from shuzi.web.workers import LostError

__all__ = ["add_failures", "failure", "failures_of"]

_RETRY = {"Retry-After": "1"}  # in seconds
_MEANINGS: dict[int | str, str] = {
    "4XX": "The request is refused: the key is wrong (401), or another site's page asks (403).",
    400: "An argument is missing or wrong.",
    404: "There is no such thing.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    415: "The picture's format needs an extra that is not installed.",
    422: "The picture cannot be read.",
    503: "Busy, or reading broke off; Retry-After says in how many seconds to come back.",
}
_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "What is wrong and what to do."}},
}
_CAUGHT = (
    *(HTTPException, RequestValidationError, PictureError, MissingExtraError, BusyError),
    *(LostError, CorrectionsError, Exception),
)


def failure(status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """The answer to a request that failed."""
    return JSONResponse({"error": sentence}, status, headers)


def failures_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The failures of a route as OpenAPI describes them."""
    described: tuple[int | str, ...] = ("4XX", *statuses)
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {"application/json": {"schema": _SCHEMA}},
        }
        for status in described
    }


def add_failures(app: FastAPI) -> None:
    """Have an application answer every error with a sentence."""
    for error in _CAUGHT:
        app.add_exception_handler(error, _answered)


async def _answered(_: Request, error: Exception) -> JSONResponse:
    match error:
        case HTTPException():
            return failure(error.status_code, _sentence(error), dict(error.headers or {}))
        case RequestValidationError():
            return failure(HTTPStatus.BAD_REQUEST, _wrong_argument(error))
        case PictureError() | MissingExtraError():
            is_known = isinstance(error, MissingExtraError)
            return failure(415 if is_known else 422, str(error))
        case BusyError() | LostError():
            return failure(HTTPStatus.SERVICE_UNAVAILABLE, str(error), _RETRY)
        case CorrectionsError():
            sentence = "the corrections cannot be reached; whoever runs the service must see to it"
            return failure(HTTPStatus.SERVICE_UNAVAILABLE, sentence, _RETRY)
        case _:
            return failure(HTTPStatus.INTERNAL_SERVER_ERROR, "shuzi failed; please report it")


def _sentence(error: HTTPException) -> str:
    """What was said of it; where only the status is known, something that helps."""
    phrase = HTTPStatus(error.status_code).phrase
    if error.detail == phrase:
        return f"{phrase.lower()}: /openapi.json says what can be asked for, and how"
    return error.detail


def _wrong_argument(error: RequestValidationError) -> str:
    first = error.errors()[0]
    place = " ".join(str(part) for part in first["loc"])
    message = first["msg"]
    return f"{place}: {message[0].lower()}{message[1:]}; /openapi.json says what is allowed"
