"""Bodies of requests, taken in with a limit on their size, their time and their sum."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shuzi.web.desk import BusyError

__all__ = ["Intake"]

_MANY = 8
"""As many bodies of the greatest size are held at once, over all requests."""

_SWALLOWED = 16
"""So many times the greatest size is taken off a client's hands: many read no answer before all of
what they send is taken."""


class Intake:
    """Takes bodies in; all that requests hold at once is limited too."""

    def __init__(self, max_bytes: int, seconds: float) -> None:
        """Set the limits.

        Args:
            max_bytes: of one body.
            seconds: within which one body must be there.
        """
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._held = 0

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """A request's body, which counts as held until the block ends.

        Raises:
            HTTPException: it is too large (413) or too slow (408), or the client has gone (400).
            BusyError: too much is held already.
        """
        content = bytearray()
        try:
            await self._fill(content, request)
            yield bytes(content)
        finally:
            self._held -= len(content)

    async def _fill(self, content: bytearray, request: Request) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._take(content, request)
        except TimeoutError as error:
            raise HTTPException(
                HTTPStatus.REQUEST_TIMEOUT,
                f"the body took more than {self._seconds:g} seconds; send it faster",
                {"Connection": "close"},
            ) from error
        except ClientDisconnect as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST, "the body breaks off") from error

    async def _take(self, content: bytearray, request: Request) -> None:
        """Read a body; what is too long is read to its end, and not kept."""
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > self._max_bytes * _SWALLOWED:
                break
            if size > self._max_bytes:
                self._held -= len(content)
                content.clear()
            elif self._held + len(chunk) > self._max_bytes * _MANY:
                raise BusyError
            else:
                self._held += len(chunk)
                content += chunk
        if size > self._max_bytes:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"the body has more than the {self._max_bytes:,} bytes that are allowed; "
                "reduce the picture",
                {"Connection": "close"},
            )
