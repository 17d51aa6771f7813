"""Processes that read beside each other, where threads would take turns at Python."""

import asyncio
import atexit
import logging
import os
import socket
import subprocess
import sys
from typing import Self

from msgspec import MsgspecError
from msgspec.msgpack import Decoder

from shuzi.errors import ShuziError
from shuzi.web.jobs import Answer, Failure, Job, Open
from shuzi.web.messages import packed, receive

__all__ = ["LostError", "Workers"]

_ANSWER: Decoder[Answer] = Decoder(Answer)

_LOG = logging.getLogger(__name__)


class LostError(ShuziError):
    """The process that did a job has died, over it or of something else."""

    def __init__(self) -> None:
        super().__init__("what was reading broke off; try again in a second")


class Workers:
    """So many processes with a reader each; who is free does the next job."""

    def __init__(self, count: int, opening: Open) -> None:
        """Start them; they get ready by themselves.

        Args:
            count: of processes.
            opening: what they read with.
        """
        self._all = [_Worker(opening) for _ in range(count)]
        # The one that was busy last has the most in the processor's cache.
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._all:
            self._free.put_nowait(worker)

    @classmethod
    def open(cls, count: int, opening: Open) -> Self:
        """Start them, and wait until all are ready.

        Raises:
            ShuziError: a reader cannot be opened.
            LostError: a process has died.
        """
        workers = cls(count, opening)
        try:
            asyncio.run(workers._ready())
        except BaseException:
            workers.close()
            raise
        return workers

    async def do(self, job: Job) -> list[bytes | Exception]:
        """The outcomes of a job, which is done as soon as a process is free for it.

        Raises:
            ShuziError: what is wrong with all of it.
            RuntimeError: a fault of ours, with the place where it happened.
            LostError: the process has died; another takes its place.
        """
        worker = await self._free.get()
        try:
            return await worker.do(job)
        finally:
            self._free.put_nowait(worker)

    def close(self) -> None:
        """End them, whatever they do."""
        for worker in self._all:
            worker.close()

    async def _ready(self) -> None:
        await asyncio.gather(*(worker.ready() for worker in self._all))


class _Worker:
    """One process, and after it has died the one that takes its place."""

    def __init__(self, opening: Open) -> None:
        self._opening = opening
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._start()

    async def ready(self) -> None:
        if self._is_ready:
            return
        try:
            opened = await self._answer_to(packed(self._opening))
        except (EOFError, OSError) as error:
            raise LostError from error
        _outcomes(opened)
        self._is_ready = True

    async def do(self, job: Job) -> list[bytes | Exception]:
        message = packed(job)
        try:
            if self._process is None:
                self._start()
            await self.ready()
            answer = await self._answer_to(message)
        except (EOFError, OSError, MsgspecError, ShuziError) as error:
            process = self._process
            self.close()
            code = process.returncode if process else None
            _LOG.warning("a process that reads has died (%r, exit code %s)", error, code)
            raise LostError from error
        except asyncio.CancelledError:
            self.close()  # or the next job would get the answer to this one
            raise
        return _outcomes(answer)

    def close(self) -> None:
        atexit.unregister(self.close)
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.wait()
            self._process = None

    async def _answer_to(self, message: bytearray) -> Answer:
        await asyncio.get_running_loop().sock_sendall(self._connection, message)
        return _ANSWER.decode(await receive(self._connection))

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _started(theirs)
        # Or it would outlive a Python that ends without closing it.
        atexit.register(self.close)
        ours.setblocking(False)
        self._connection = ours
        self._is_ready = False


def _started(connection: socket.socket) -> "subprocess.Popen[bytes]":
    """A process that works at the other end of a connection."""
    connection.set_inheritable(True)
    return subprocess.Popen(  # noqa: S603  ourselves
        # What is imported is what would be imported here, and nothing from where this was started.
        [sys.executable, "-P", "-m", "shuzi.web.worker", str(connection.fileno())],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        close_fds=False,
    )


def _outcomes(answer: Answer) -> list[bytes | Exception]:
    if isinstance(answer, Failure):
        raise answer.to_error()
    return [outcome.to_error() if isinstance(outcome, Failure) else outcome for outcome in answer]
