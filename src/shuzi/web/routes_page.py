"""``/``: the page, and what it is made of."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

__all__ = ["add_page"]

_FILES = StaticFiles(directory=Path(__file__).parent / "static")


def add_page(app: FastAPI) -> None:
    """Serve the page, its scripts, styles and icons; none comes from another host.

    They are compressed, and answers of the API never: how well a secret beside what a stranger
    sent is compressed tells him of it.
    """
    app.router.routes.append(Route("/", GZipMiddleware(_page), methods=["GET"]))
    app.mount("/static", GZipMiddleware(_FILES), name="static")


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    response = await _FILES.get_response("page.html", scope)
    await response(scope, receive, send)
