"""Small work of several requests done in one go: what came while earlier batches were done."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from shuzi.web.desk import Desk

__all__ = ["Batches"]

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batches(Generic[Item, Result]):
    """Nothing waits for a batch to fill: when one is done, the next is what is there."""

    def __init__(
        self,
        desk: Desk,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        most: int,
        at_once: int,
    ) -> None:
        """Begin without work.

        Args:
            desk: where items have their places.
            work: gives a result for each item, or what went wrong with it.
            most: so many items make a batch at most.
            at_once: so many batches are done beside each other.
        """
        self._desk = desk
        self._work = work
        self._most = most
        self._at_once = at_once
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._running: list[asyncio.Task[None]] = []

    async def do(self, item: Item) -> Result:
        """Have one item done; what went wrong with it is raised.

        Raises:
            BusyError: there is too much to do.
        """
        with self._desk.place():
            done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
            self._waiting.append((item, done))
            self._running = [task for task in self._running if not task.done()]
            if len(self._running) < self._at_once:
                self._running.append(asyncio.create_task(self._run()))
            return await done

    async def _run(self) -> None:
        while self._waiting:
            size = min(self._most, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(size)]
            try:
                results = await self._work([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001  whoever waits for it is told
                results = [error] * size
            for (_, done), result in zip(batch, results, strict=True):
                if done.done():  # nobody waits any more
                    continue
                if isinstance(result, Exception):
                    done.set_exception(result)
                else:
                    done.set_result(result)
