"""``/``: the page, and what it is made of."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

__all__ = ["add_page"]

_STATIC = Path(__file__).parent / "static"

_router = APIRouter(include_in_schema=False)


@_router.get("/")
async def page() -> FileResponse:
    """The page."""
    return FileResponse(_STATIC / "page.html")


def add_page(app: FastAPI) -> None:
    """Serve the page, its scripts, styles and icons; none comes from another host."""
    app.include_router(_router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
