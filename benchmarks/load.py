"""Requests sent to a service over loopback, at a pace or as fast as so many clients can."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

__all__ = ["LOST", "Outcome", "Target", "pace", "press", "request"]

_RETRY_SECONDS = 1

LOST = 0
"""In place of a status: the connection ended before there was an answer."""


def request(path: str, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> bytes:
    """A whole request to post something, as it goes over the wire."""
    fields = {"Host": "localhost", "Content-Type": kind, "Content-Length": str(len(body))}
    head = "".join(f"{name}: {text}\r\n" for name, text in (fields | dict(headers or {})).items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request.

    Attributes:
        status: of the answer; 0 where the connection was lost before there was one.
        seconds: from when it was due to the end of the answer.
        retry_after: whether the answer says when to come back.
        was_sent: whether the service took the connection, and so the request.
    """

    status: int
    seconds: float
    retry_after: bool = False
    was_sent: bool = True


@dataclass(slots=True)
class Target:
    """Where requests go, over connections that are kept open."""

    port: int
    free: list["_Connection"] = field(default_factory=list)

    async def send(self, content: bytes, due: float) -> Outcome:
        """Send one request."""
        connection = self.free.pop() if self.free else _Connection(self.port)
        outcome = await connection.exchange(content, due)
        if connection.is_open:
            self.free.append(connection)
        return outcome

    async def close(self) -> None:
        """Close all connections."""
        for connection in self.free:
            connection.close()


class _Connection:
    """One connection, which speaks as much HTTP as the service does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writer: asyncio.StreamWriter | None = None
        self.is_open = False

    async def exchange(self, content: bytes, due: float) -> Outcome:
        if self._writer is not None and self._reader.at_eof():  # the service has closed it since
            self.close()
        try:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._writer.write(content)
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"\r\ncontent-length: ")[2].split(b"\r\n")[0])
            await self._reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            was_sent = self._writer is not None
            self.close()
            return Outcome(LOST, time.perf_counter() - due, was_sent=was_sent)
        self.is_open = b"connection: close" not in head.lower()
        if not self.is_open:
            self.close()
        status = int(head.split(b" ", 2)[1])
        return Outcome(status, time.perf_counter() - due, b"retry-after" in head.lower())

    def close(self) -> None:
        self.is_open = False
        if self._writer is not None:
            self._writer.close()
            self._writer = None


async def press(port: int, content: bytes, clients: int, seconds: float) -> list[Outcome]:
    """As many clients, each of which sends its next request when it has its answer.

    One that is refused comes back after a second, as the service asks for.
    """
    end = time.perf_counter() + seconds

    async def client() -> list[Outcome]:
        target, outcomes = Target(port), []
        while (due := time.perf_counter()) < end:
            outcomes.append(await target.send(content, due))
            if outcomes[-1].retry_after:
                await asyncio.sleep(_RETRY_SECONDS)
        await target.close()
        return outcomes

    found = await asyncio.gather(*(client() for _ in range(clients)))
    return [outcome for outcomes in found for outcome in outcomes]


async def pace(port: int, content: bytes, rate: float, seconds: float) -> list[Outcome]:
    """So many requests a second, whether or not earlier ones were answered."""
    target = Target(port)
    tasks = [asyncio.create_task(target.send(content, due)) async for due in _beats(rate, seconds)]
    outcomes = await asyncio.gather(*tasks)
    await target.close()
    return outcomes


async def _beats(rate: float, seconds: float) -> AsyncIterator[float]:
    start = time.perf_counter()
    for number in range(round(rate * seconds)):
        due = start + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        yield due
