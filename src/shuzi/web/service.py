"""What all handlers share, and how they ask for it."""

import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import numpy as np
from fastapi import Request, Security
from fastapi.security import APIKeyHeader
from numpy.typing import NDArray
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from shuzi.classifier import Classifier
from shuzi.corrections.store import CorrectionStore
from shuzi.web.batches import Batches
from shuzi.web.bodies import Intake
from shuzi.web.desk import Desk
from shuzi.web.jobs import Classify, Crop, Read
from shuzi.web.settings import Settings
from shuzi.web.workers import Workers

__all__ = ["KEY", "Frames", "Logits", "Service", "service_of"]

Frames = NDArray[np.uint8]
"""[N, 28, 28], bright ink on 0."""

Logits = NDArray[np.float32]
"""[N, classes]."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is open.

    Attributes:
        settings: how it was started.
        classifier: the model, for frames as they are.
        store: where corrections are kept.
        desk: where all work has its place that takes more than a moment.
        workers: what reads.
        intake: how bodies are taken in.
        logits: runs the network on the frames of several requests at once.
        digits: has the only crops of several requests classified at once.
    """

    settings: Settings
    classifier: Classifier
    store: CorrectionStore
    desk: Desk
    workers: Workers
    intake: Intake
    logits: Batches[Frames, Logits]
    digits: Batches[Crop, bytes]

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """A request's body, held until the block ends; see :meth:`Intake.body`.

        Raises:
            BusyError: what is asked for could not be done anyway.
        """
        self.desk.check_room()
        async with self.intake.body(request) as body:
            yield body

    async def read(self, job: Read) -> bytes | None:
        """The JSON that says what is written on a page; None where there is no such page.

        Raises:
            PictureError: the picture cannot be read.
            MissingExtraError: the extra that reads it is not installed.
            BusyError: there is too much to do.
            LostError: the process that read it has died.
        """
        with self.desk.place():
            outcomes = await self.workers.do(job)
        return _answered(outcomes[0]) if outcomes else None

    async def classify(self, crops: Sequence[Crop]) -> list[bytes]:
        """For each crop of a request the JSON that says which digit it is.

        Raises:
            PictureError: one of them cannot be read; and the others as for :meth:`read`.
        """
        if len(crops) == 1:
            return [await self.digits.do(crops[0])]
        with self.desk.place():
            outcomes = await self.workers.do(Classify([*crops]))
        return [_answered(outcome) for outcome in outcomes]

    def close(self) -> None:
        """Finish the work, and let go of everything."""
        self.desk.close()
        self.workers.close()
        self.store.close()


def _answered(outcome: bytes | Exception) -> bytes:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def service_of(request: HTTPConnection) -> Service:
    """The service that a request came to."""
    service: Service = request.app.state.service
    return service


class _Key(APIKeyHeader):
    async def __call__(self, request: HTTPConnection) -> str | None:
        """Turn away who has not the key, in a time that tells nothing of it.

        Raises:
            HTTPException: the key is missing or wrong (401).
        """
        wanted = service_of(request).settings.api_key
        given = request.headers.get(self.model.name, "")
        if wanted is not None and not hmac.compare_digest(wanted.encode(), given.encode("latin-1")):
            raise HTTPException(
                HTTPStatus.UNAUTHORIZED,
                f"the key is missing or wrong; send it in the header {self.model.name}",
                {"WWW-Authenticate": 'ApiKey realm="shuzi"'},
            )
        return given


KEY = Security(
    _Key(
        name="X-API-Key",
        scheme_name="APIKeyHeader",
        description="Asked for where the service has a key.",
    )
)
"""What a route depends on that asks for the key."""
