"""The application: the page and the API, behind the guard."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Gauge
from prometheus_fastapi_instrumentator import Instrumentator, metrics
from starlette.types import ASGIApp

from shuzi import __version__
from shuzi.classifier import Classifier
from shuzi.corrections.store import CorrectionStore
from shuzi.reader import Reader
from shuzi.web import routes_corrections, routes_inference, routes_model, routes_reading
from shuzi.web.batches import Batches
from shuzi.web.bodies import Intake
from shuzi.web.classifying import classify, is_small
from shuzi.web.desk import Desk
from shuzi.web.failures import add_failures, failures_of
from shuzi.web.guard import Guard
from shuzi.web.jobs import Classify, Crop, Open
from shuzi.web.routes_page import add_page
from shuzi.web.service import KEY, Frames, Logits, Service
from shuzi.web.settings import Settings
from shuzi.web.workers import Workers

__all__ = ["create_app", "open_service"]

_MOST_FRAMES = 32
"""So many requests for the network are done as one: more take longer than they save."""

_MOST_CROPS = 8
"""So many pictures of one digit are classified as one job: more would leave other workers idle."""

_DESCRIPTION = "Reads handwritten digits. Pictures are not kept, unless they come as corrections."


def open_service(settings: Settings) -> Service:
    """Open the model and the database.

    Raises:
        ModelError: there is no such model.
        CorrectionsError: the database cannot be opened.
        LostError: a worker died at once.
    """
    reader = Reader(settings.model, min_confidence=settings.min_confidence)
    store = CorrectionStore(settings.database_url)
    model = None if settings.model is None else str(settings.model)
    workers = Workers.open(settings.processes, Open(model, settings.min_confidence))
    desk = Desk(settings.processes, settings.waiting)

    async def logits(frames: Sequence[Frames]) -> list[Logits]:
        # Sooner done here than sent: a run for one frame takes a quarter of a millisecond.
        return await desk.run(partial(_logits, reader.classifier, frames))

    async def digits(crops: Sequence[Crop]) -> list[bytes | Exception]:
        # The same, where it keeps nobody waiting.
        if desk.taken == 1 and is_small(crops[0]):
            return classify(reader, crops)
        return await workers.do(Classify([*crops]))

    return Service(
        settings,
        reader.classifier,
        store,
        desk,
        workers,
        Intake(settings.max_bytes, settings.body_seconds),
        Batches(desk, logits, _MOST_FRAMES, 1),
        Batches(desk, digits, _MOST_CROPS, settings.processes),
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
        app.include_router(module.router, dependencies=[KEY])
    app.include_router(routes_inference.health)
    add_page(app)
    _add_metrics(app, service)
    return Guard(app, service.settings.trusted_hosts)


def _logits(classifier: Classifier, frames: Sequence[Frames]) -> list[Logits]:
    """The network's raw scores for the frames of each request, from one run."""
    logits = classifier.logits(np.concatenate(frames))
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
        dependencies=[KEY],
        response_class=PlainTextResponse,
        responses=failures_of(),
    )
