"""What all handlers share, and how they ask for it."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader
from starlette.exceptions import HTTPException

from shuzi.corrections.store import CorrectionStore
from shuzi.reader import Reader
from shuzi.web.bodies import Intake
from shuzi.web.desk import Desk
from shuzi.web.settings import Settings

__all__ = ["Body", "Service", "Shared", "require_key"]

_KEY = APIKeyHeader(
    name="X-API-Key", auto_error=False, description="Asked for where the service has a key."
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is open.

    Attributes:
        settings: how it was started.
        reader: what reads.
        store: where corrections are kept.
        desk: where all work is done that takes more than a moment.
        intake: how bodies are taken in.
    """

    settings: Settings
    reader: Reader
    store: CorrectionStore
    desk: Desk
    intake: Intake

    def close(self) -> None:
        """Finish the work, and let go of everything."""
        self.desk.close()
        self.store.close()


async def _shared(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Shared = Annotated[Service, Depends(_shared)]
"""The service, for a handler."""


async def require_key(service: Shared, key: Annotated[str | None, Security(_KEY)]) -> None:
    """Turn away who has not the key, in a time that tells nothing of it.

    Raises:
        HTTPException: the key is missing or wrong (401).
    """
    wanted = service.settings.api_key
    if wanted is not None and not hmac.compare_digest(wanted.encode(), (key or "").encode()):
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED,
            "the key is missing or wrong; send it in the header X-API-Key",
            {"WWW-Authenticate": 'ApiKey realm="shuzi"'},
        )


async def _body(request: Request, service: Shared) -> AsyncIterator[bytes]:
    service.desk.check_room()  # what will be refused need not be read
    async with service.intake.body(request) as body:
        yield body


Body = Annotated[bytes, Depends(_body)]
"""The request's body, for a handler."""
