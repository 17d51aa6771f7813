"""What whoever starts the service may choose."""

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

__all__ = ["Settings"]

_MEGABYTE = 1_000_000

_MOST_PROCESSES = 8
"""Unless more are asked for: each takes memory."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service is started.

    Attributes:
        host: the address that it listens on.
        port: the same; 0 takes any free one.
        model: a shipped model's name or an ONNX file; None is the default model.
        min_confidence: digits of less are refused, 0 to 1; None is the model's own threshold.
        workers: how many processes read; None is one for each core, but no more than eight.
        waiting: how many requests may wait for one; more are told to come back.
        max_megabytes: longer bodies are refused.
        body_seconds: slower bodies are given up.
        api_key: what clients must send as ``X-API-Key``; None asks for no key.
        database_url: of the corrections, see :class:`shuzi.corrections.store.CorrectionStore`.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    model: str | Path | None = None
    min_confidence: float | None = None
    workers: int | None = None
    waiting: int = 32
    max_megabytes: float = 20
    body_seconds: float = 30
    api_key: str | None = field(default=None, repr=False)
    database_url: str | None = field(default=None, repr=False)

    @property
    def processes(self) -> int:
        """How many processes read."""
        return self.workers or min(os.cpu_count() or 1, _MOST_PROCESSES)

    @property
    def max_bytes(self) -> int:
        """The longest body."""
        return int(self.max_megabytes * _MEGABYTE)

    @property
    def trusted_hosts(self) -> frozenset[str] | None:
        """The names that requests may call the service by; None where any will do.

        A page on the web can give its own name the address 127.0.0.1 and then ask this service,
        as if it were its own, for everything (DNS rebinding). But it cannot change the name.
        """
        return frozenset({"localhost", "127.0.0.1", "::1"}) if self._is_local else None

    @property
    def _is_local(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
