"""Small work of several requests done in one go: what came while the last batch was done."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from shuzi.web.desk import Desk

__all__ = ["Batches"]

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batches(Generic[Item, Result]):
    """Nothing waits for a batch to fill: when one is done, the next is what is there.

    One is done at a time. Two at once take twice the processor for each item: most of such work is
    Python's, of which only one thread runs, and they take turns at it.
    """

    def __init__(
        self, desk: Desk, work: Callable[[Sequence[Item]], Sequence[Result | Exception]], most: int
    ) -> None:
        """Begin without work.

        Args:
            desk: where it is done.
            work: gives a result for each item, or what went wrong with it.
            most: so many items at once.
        """
        self._desk = desk
        self._work = work
        self._most = most
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """Have one item done; what went wrong with it is raised.

        Raises:
            BusyError: there is too much to do.
        """
        with self._desk.place():
            done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
            self._waiting.append((item, done))
            if self._running is None or self._running.done():
                self._running = asyncio.create_task(self._run())
            return await done

    async def _run(self) -> None:
        while self._waiting:
            size = min(self._most, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(size)]
            try:
                results = await self._desk.run(partial(self._work, [item for item, _ in batch]))
            except Exception as error:  # noqa: BLE001  whoever waits for it is told
                results = [error] * size
            for (_, done), result in zip(batch, results, strict=True):
                if done.done():  # nobody waits any more
                    continue
                if isinstance(result, Exception):
                    done.set_exception(result)
                else:
                    done.set_result(result)
