"""The service as a process: it listens, and stops without dropping what it accepted."""

import asyncio
import gc
import socket
import sys
from collections.abc import Callable

import cv2
import uvicorn

from shuzi.web.app import create_app, open_service
from shuzi.web.connections import PatientProtocol
from shuzi.web.service import Service
from shuzi.web.settings import Settings

__all__ = ["serve"]

_IDLE_SECONDS = 75
"""So long a connection is kept without a request: longer than proxies keep theirs."""

_LAST_SECONDS = 30
"""What is not done so long after the end was asked for is dropped."""

_QUIET_SECONDS = 0.5
"""So long after no new connection is taken, requests may still come on those that are open."""

_SWITCH_SECONDS = 0.0005
"""So long a thread that works may keep the one that answers from running; Python's own 0.005 is
what a whole answer may take."""


class _Server(uvicorn.Server):
    """uvicorn's own, which closes idle connections at once: a request may be on its way on one."""

    def __init__(
        self, config: uvicorn.Config, service: Service, started: Callable[[str], object]
    ) -> None:
        super().__init__(config)
        self._service = service
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        self._started(f"http://{f'[{host}]' if ':' in host else host}:{port}/")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        await asyncio.sleep(_QUIET_SECONDS)
        await super().shutdown(sockets)
        self._service.close()


def serve(settings: Settings, started: Callable[[str], object]) -> None:
    """Serve until a signal ends it.

    Args:
        settings: what to serve, and where.
        started: is told where the page is, once it is there.

    Raises:
        ModelError: there is no such model.
        CorrectionsError: the database cannot be opened.
        OSError: the address cannot be listened on.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    cv2.setNumThreads(1)  # what is done here is small, and its threads wait for more by spinning
    with _listening(settings) as listening:
        service = open_service(settings)
        app = create_app(service)
        gc.freeze()  # what is there now stays to the end: it need not be looked through again
        config = uvicorn.Config(
            app,
            http=PatientProtocol,
            ws="none",
            log_level="warning",
            access_log=False,  # who asks for what is nobody's business
            server_header=False,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
        _Server(config, service, started).run([listening])


def _listening(settings: Settings) -> socket.socket:
    address = (settings.host, settings.port)
    family, *_ = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address, family=family)
