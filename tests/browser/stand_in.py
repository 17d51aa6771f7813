"""A small server that answers the page as the service does, with the real reader."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

import shuzi
from shuzi.errors import InputError
from shuzi.framing import FRAME, frame_ink
from shuzi.ink import find_ink
from shuzi.layout import find_mark
from shuzi.pictures import Picture, load_pages
from shuzi.results import Box, Digit

STATIC = Path(shuzi.__file__).parent / "web" / "static"
LARGEST = 32_000_000  # bytes
MARGIN = 0.08  # around a box, in heights of it
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'"
}

Handler = Callable[[Request], Awaitable[Response]]


def create_app() -> Starlette:
    """The page at ``/``, and under ``/v1/`` what it asks for."""
    reading, kept = Reading(shuzi.Reader()), Corrections()
    routes: dict[tuple[str, str], Handler] = {
        ("GET", "/"): page,
        ("GET", "/static/{name}"): page,
        ("POST", "/v1/read"): reading.read,
        ("POST", "/v1/classify"): reading.classify,
        ("POST", "/v1/corrections"): kept.keep,
        ("GET", "/v1/corrections"): kept.list,
        ("DELETE", "/v1/corrections"): kept.delete_all,
        ("GET", "/v1/corrections/{id:int}/picture"): kept.picture,
        ("DELETE", "/v1/corrections/{id:int}"): kept.delete,
    }
    return Starlette(
        routes=[Route(path, secured(run), methods=[how]) for (how, path), run in routes.items()]
    )


def secured(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        try:
            response = await handler(request)
        except InputError as error:
            response = JSONResponse({"error": str(error)}, 422)
        response.headers.update(SECURITY)
        return response

    return answer


async def page(request: Request) -> Response:
    path = STATIC / request.path_params.get("name", "page.html")
    return FileResponse(path) if path.is_file() else JSONResponse({"error": "no such file"}, 404)


@dataclass(frozen=True)
class Reading:
    reader: shuzi.Reader

    async def read(self, request: Request) -> Response:
        async with request.form() as form:
            file = form["file"]
            assert isinstance(file, UploadFile)
            content, name = await file.read(), file.filename or ""
        if len(content) > LARGEST:
            return JSONResponse({"error": f"{name}: has over {LARGEST:,} bytes; reduce it"}, 413)
        turn = int(request.query_params.get("rotate", 0))
        return JSONResponse(await run_in_threadpool(self._read, content, turn, name))

    async def classify(self, request: Request) -> Response:
        async with request.form() as form:
            crops = [await file.read() for file in form.getlist("files")]
        return JSONResponse(await run_in_threadpool(self._classify, crops))

    def _read(self, content: bytes, turn: int, name: str) -> dict[str, Any]:
        picture = next(load_pages(content, turn, name))
        reading = self.reader.read(picture)
        answer = reading.to_dict()
        for line, found in zip(reading.lines, answer["lines"], strict=True):
            for digit, place in zip(line.digits, found["digits"], strict=True):
                place["probabilities"] = list(digit.probabilities)
                place["frame"] = frame_at(picture, digit.box)
        for refusal, place in zip(reading.refused, answer["refused"], strict=True):
            (digit,) = self.reader.classify([Picture(cut(picture, refusal.box))])
            place["probabilities"] = list(digit.probabilities)
            place["frame"] = frame_at(picture, refusal.box)
        return answer

    def _classify(self, crops: list[bytes]) -> dict[str, Any]:
        digits = zip(crops, self.reader.classify(crops), strict=True)
        return {"digits": [described(*pair) for pair in digits], "model": self.reader.model}


@dataclass
class Corrections:
    numbers: count = field(default_factory=lambda: count(1))
    kept: dict[int, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[int, bytes] = field(default_factory=dict)

    async def keep(self, request: Request) -> Response:
        async with request.form() as form:
            content = await form["file"].read()
            value, read = (int(form[key]) if form[key] else None for key in ("value", "read"))
            confidence = float(form["confidence"]) if form.get("confidence") else None
            model = form.get("model")
        number = next(self.numbers)
        self.pictures[number] = content
        self.kept[number] = {
            "id": number,
            "value": value,
            "read": read,
            "confidence": confidence,
            "model": model,
            "created": datetime.now(UTC).isoformat(),
            "sha256": sha256(content).hexdigest(),
            "picture": f"/v1/corrections/{number}/picture",
        }
        return JSONResponse({**self.kept[number], "duplicate": False}, 201)

    async def list(self, request: Request) -> Response:
        before = int(request.query_params.get("before", 1 << 62))
        limit = int(request.query_params.get("limit", 50))
        older = [entry for number, entry in reversed(self.kept.items()) if number < before]
        following = older[limit - 1]["id"] if len(older) > limit else None
        return JSONResponse(
            {"corrections": older[:limit], "total": len(self.kept), "next": following}
        )

    async def picture(self, request: Request) -> Response:
        return Response(self.pictures[request.path_params["id"]], media_type="image/png")

    async def delete(self, request: Request) -> Response:
        number = request.path_params["id"]
        self.kept.pop(number)
        self.pictures.pop(number)
        return Response(status_code=204)

    async def delete_all(self, _: Request) -> Response:
        self.kept.clear()
        self.pictures.clear()
        return Response(status_code=204)


def described(crop: bytes, digit: Digit) -> dict[str, Any]:
    picture = next(load_pages(crop))
    return {
        **digit.to_dict(),
        "reason": digit.reason,
        "probabilities": list(digit.probabilities),
        "frame": None if digit.reason == "blank" else frame_at(picture, digit.box),
    }


def cut(picture: Picture, box: Box) -> NDArray[np.uint8]:
    margin = round(MARGIN * box.height)
    return picture.grey[
        max(0, box.y - margin) : box.y + box.height + margin,
        max(0, box.x - margin) : box.x + box.width + margin,
    ]


def frame_at(picture: Picture, box: Box) -> str:
    mark = find_mark(find_ink(cut(picture, box)))
    frame = np.zeros((FRAME, FRAME), np.uint8) if mark is None else frame_ink(mark.ink)
    png = cv2.imencode(".png", frame)[1].tobytes()
    return "data:image/png;base64," + base64.b64encode(png).decode()
