"""Who is served: so many requests at once, and a few that wait; and threads for small work."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from shuzi.errors import ShuziError

__all__ = ["BusyError", "Desk"]

_PATIENCE_SECONDS = 0.4
"""Who would wait longer is refused, however few wait: better told at once to come back."""

_FIRST_GUESS = 0.02
"""Seconds that a piece of work takes, until some were seen."""

_NEWEST_SHARE = 0.1
"""What the newest piece of work counts in how long one takes."""

Result = TypeVar("Result")


class BusyError(ShuziError):
    """As much is done at once as can be, and as many requests wait as may."""

    def __init__(self) -> None:
        super().__init__("the service is busy; try again in a second")


class Desk:
    """Gives work its place, so much and no more; what is too much is refused at once."""

    def __init__(self, at_once: int, waiting: int) -> None:
        """Open the desk.

        Args:
            at_once: how much is done at once.
            waiting: how much may wait besides; less where the wait would be long.
        """
        self._at_once = at_once
        self._pool = ThreadPoolExecutor(at_once, "shuzi-desk")
        self._room = at_once + waiting
        self._taken = 0
        self._each = _FIRST_GUESS  # seconds until the next one is done, of late

    @property
    def taken(self) -> int:
        """How many pieces of work are being done or wait."""
        return self._taken

    def check_room(self) -> None:
        """See whether more work would be taken, before it is known in full.

        Raises:
            BusyError: it would not.
        """
        is_long = self._taken >= 2 * self._at_once and self._taken * self._each > _PATIENCE_SECONDS
        if self._taken >= self._room or is_long:
            raise BusyError

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take one of the places, for as long as the block lasts.

        Raises:
            BusyError: there is none.
        """
        self.check_room()
        self._taken += 1
        among, start = self._taken, time.perf_counter()
        try:
            yield
        finally:
            self._taken -= 1
            each = (time.perf_counter() - start) / among
            self._each += _NEWEST_SHARE * (each - self._each)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do work that has its place in a thread; what it raises is raised here."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def do(self, work: Callable[[], Result]) -> Result:
        """Give a piece of work its place, and do it in a thread; what it raises is raised here.

        Raises:
            BusyError: there is too much to do.
        """
        with self.place():
            return await self.run(work)

    def close(self) -> None:
        """Finish what was taken, and let the threads go."""
        self._pool.shutdown()
