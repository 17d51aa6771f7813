"""The application: the page and the API, behind the guard."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from fastapi import Depends, FastAPI
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Gauge
from prometheus_fastapi_instrumentator import Instrumentator, metrics
from starlette.types import ASGIApp

from shuzi import __version__
from shuzi.corrections.store import CorrectionStore
from shuzi.reader import Reader
from shuzi.web import routes_corrections, routes_inference, routes_model, routes_reading
from shuzi.web.batches import Batches
from shuzi.web.bodies import Intake
from shuzi.web.classifying import classify_each
from shuzi.web.desk import Desk
from shuzi.web.failures import add_failures, failures_of
from shuzi.web.guard import Guard
from shuzi.web.routes_page import add_page
from shuzi.web.service import Frames, Logits, Service, require_key
from shuzi.web.settings import Settings

__all__ = ["create_app", "open_service"]

_MOST_TOGETHER = 32
"""So many small requests are done as one: more take longer than they save."""

_DESCRIPTION = "Reads handwritten digits. Pictures are not kept, unless they come as corrections."


def open_service(settings: Settings) -> Service:
    """Open the model and the database.

    Raises:
        ModelError: there is no such model.
        CorrectionsError: the database cannot be opened.
    """
    reader = Reader(settings.model, min_confidence=settings.min_confidence)
    desk = Desk(settings.threads, settings.waiting)
    return Service(
        settings,
        reader,
        CorrectionStore(settings.database_url),
        desk,
        Intake(settings.max_bytes, settings.body_seconds),
        Batches(desk, partial(_logits, reader), _MOST_TOGETHER),
        Batches(desk, partial(classify_each, reader), _MOST_TOGETHER),
    )


def create_app(service: Service) -> ASGIApp:
    """The application; who opened the service closes it."""
    app = FastAPI(
        title="shuzi",
        description=_DESCRIPTION,
        version=__version__,
        # The pages that would show it fetch their scripts from another host.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    add_failures(app)
    for module in (routes_reading, routes_corrections, routes_model, routes_inference):
        app.include_router(module.router, dependencies=[Depends(require_key)])
    app.include_router(routes_inference.health)
    add_page(app)
    _add_metrics(app, service)
    return Guard(app, service.settings.trusted_hosts)


def _logits(reader: Reader, frames: Sequence[Frames]) -> list[Logits]:
    """The network's raw scores for the frames of each request, from one run."""
    logits = reader.classifier.logits(np.concatenate(frames))
    return np.split(logits, np.cumsum([len(some) for some in frames])[:-1])


def _add_metrics(app: FastAPI, service: Service) -> None:
    registry = CollectorRegistry()
    taken = Gauge("shuzi_desk_taken", "Requests being worked on or waiting.", registry=registry)
    taken.set_function(lambda: service.desk.taken)
    # Not all that it offers: that took a fifth of the time of a small request.
    instrumentator = Instrumentator(registry=registry).add(metrics.latency(registry=registry))
    instrumentator.instrument(app)
    instrumentator.expose(
        app,
        tags=["health"],
        dependencies=[Depends(require_key)],
        response_class=PlainTextResponse,
        responses=failures_of(),
    )
