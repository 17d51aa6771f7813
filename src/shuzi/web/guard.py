"""The outermost layer: who may ask at all, and the headers that every answer bears."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shuzi.web.failures import failure

__all__ = ["Guard"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = Headers(
    {
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
).raw
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Turns away who calls the service by a strange name or from another site's page."""

    def __init__(self, app: ASGIApp, trusted_hosts: frozenset[str] | None) -> None:
        """Stand before an application.

        Args:
            app: what answers everything else.
            trusted_hosts: names without a port; None trusts any.
        """
        self._app = app
        self._trusted_hosts = trusted_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message)
            await send(message)

        cause = self._refusal(scope)
        app = self._app if cause is None else failure(403, cause)
        await app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        host = _name(headers.get("host", ""))
        if self._trusted_hosts is not None and host not in self._trusted_hosts:
            return (
                "this service answers to localhost only; "
                "start it with --host and its address to let others use it"
            )
        origin = headers.get("origin")
        if scope["method"] not in _SAFE_METHODS and origin and not _is_same(origin, headers):
            return "pages of other sites may not use this service; open its own page"
        return None


def _is_same(origin: str, headers: Headers) -> bool:
    """Whether a page of that origin, ``scheme://host:port``, asks the host that it came from."""
    return origin.partition("://")[2].lower() == headers.get("host", "").lower()


def _name(host: str) -> str | None:
    """The host without its port, in small letters; an address of IPv6 without its brackets."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = message["headers"]
    # Files have a mark by which a browser asks whether its copy is still the newest; what was read
    # is not to be kept anywhere.
    has_mark = any(name == b"etag" for name, _ in headers)
    caching = (b"cache-control", b"no-cache" if has_mark else b"no-store")
    message["headers"] = [*headers, *_HEADERS, caching]
