"""Processes that read beside each other, where threads would take turns at Python."""

import asyncio
import atexit
import logging
import multiprocessing
import socket
from multiprocessing.process import BaseProcess
from typing import Any, Self, TypeVar

from shuzi.errors import ShuziError
from shuzi.web.messages import packed, receive
from shuzi.web.worker import Job, OpenReader, work

__all__ = ["LostError", "Workers"]

# A fork would have the locks of threads that it has not.
_CONTEXT = multiprocessing.get_context("spawn")

_LOG = logging.getLogger(__name__)

Result = TypeVar("Result")


class LostError(ShuziError):
    """The process that did a job has died, over it or of something else."""

    def __init__(self) -> None:
        super().__init__("what was reading broke off; try again in a second")


class Workers:
    """So many processes with a reader each; who is free does the next job."""

    def __init__(self, count: int, open_reader: OpenReader) -> None:
        """Start them; they get ready by themselves.

        Args:
            count: of processes.
            open_reader: makes a reader in each.
        """
        self._all = [_Worker(open_reader) for _ in range(count)]
        # The one that was busy last has the most in the processor's cache.
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._all:
            self._free.put_nowait(worker)

    @classmethod
    def open(cls, count: int, open_reader: OpenReader) -> Self:
        """Start them, and wait until all are ready.

        Raises:
            ShuziError: a reader cannot be opened.
            LostError: a process has died.
        """
        workers = cls(count, open_reader)
        try:
            asyncio.run(workers._ready())
        except BaseException:
            workers.close()
            raise
        return workers

    async def do(self, job: Job[Result]) -> Result:
        """Do a job as soon as a process is free for it; what it raises is raised here.

        Raises:
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
        for worker in self._all:
            await worker.ready()


class _Worker:
    """One process, and after it has died the one that takes its place."""

    def __init__(self, open_reader: OpenReader) -> None:
        self._open_reader = open_reader
        self._process: BaseProcess | None = None
        self._is_ready = False
        self._start()

    async def ready(self) -> None:
        if self._is_ready:
            return
        try:
            opened = await receive(self._connection)
        except (EOFError, OSError) as error:
            raise LostError from error
        _result(opened)
        self._is_ready = True

    async def do(self, job: Job[Result]) -> Result:
        message = packed(job)
        try:
            if self._process is None:
                self._start()
            await self.ready()
            await asyncio.get_running_loop().sock_sendall(self._connection, message)
            answer = await receive(self._connection)
        except (EOFError, OSError, ShuziError) as error:
            process = self._process
            self.close()
            code = process.exitcode if process else None
            _LOG.warning("a process that reads has died (%r, exit code %s)", error, code)
            raise LostError from error
        except asyncio.CancelledError:
            self.close()  # or the next job would get the answer to this one
            raise
        result: Result = _result(answer)
        return result

    def close(self) -> None:
        atexit.unregister(self.close)
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
            self._process = None

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        process = _CONTEXT.Process(
            target=work, args=(theirs, self._open_reader), name="shuzi-worker", daemon=True
        )
        with theirs:
            process.start()
        ours.setblocking(False)
        # Or Python would wait at its end for a process that heeds no SIGTERM.
        atexit.register(self.close)
        self._connection = ours
        self._process = process
        self._is_ready = False


def _result(answer: Any) -> Any:  # noqa: ANN401  whatever the job gives
    if isinstance(answer, Exception):
        raise answer
    return answer
