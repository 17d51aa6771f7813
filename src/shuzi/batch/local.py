"""The cores of one machine: a process for each, which loads, reads and writes whole portions."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from shuzi.batch.hand import Hand
from shuzi.batch.job import Job
from shuzi.batch.parts import Record
from shuzi.batch.plan import Portion
from shuzi.errors import ShuziError

__all__ = ["LocalEngine", "cores"]


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalEngine:
    """Reads portions in processes of this machine.

    Attributes:
        workers: how many.
    """

    def __init__(self, workers: int | None = None) -> None:
        """Say how many processes; as many as there are cores where nothing is said."""
        self.workers = workers or cores()

    def finished(self, job: Job, folder: Path, portions: Iterable[Portion]) -> Iterator[Record]:
        """Write the part of each portion, and give its record once it is there.

        A process that dies is replaced, and the picture that kills it has an error in its row.

        Raises:
            ShuziError: a part cannot be written, or a file of the input is damaged: the first of
                such errors, after the records of all portions that were begun.
        """
        crew = _Crew([Hand(job, folder) for _ in range(self.workers)])
        try:
            yield from crew.work(iter(portions))
        finally:
            crew.end()
        if crew.failures:
            raise crew.failures[0]


@dataclass(frozen=True, slots=True)
class _Task:
    """A portion in a hand.

    Attributes:
        hand: whose.
        portion: which.
        deadly: which of its pictures killed a process, None while no process has died.
    """

    hand: Hand
    portion: Portion
    deadly: frozenset[int] | None = None


class _Crew:
    """Hands that take a portion each whenever they are idle: no more is ever waiting."""

    def __init__(self, hands: list[Hand]) -> None:
        self.failures: list[Exception] = []
        self._hands = hands
        self._idle = [*hands]
        self._busy: dict[Future[Record], _Task] = {}

    def work(self, portions: Iterator[Portion]) -> Iterator[Record]:
        """Records as they come; after a failure nothing more is begun."""
        self._hand_out(portions)
        while self._busy:
            for future in wait(self._busy, return_when=FIRST_COMPLETED).done:
                task = self._busy.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    self._begin_again(task)
                except Exception as error:  # noqa: BLE001  raised once the others are done
                    self.failures.append(error)
                    self._idle.append(task.hand)
                else:
                    self._idle.append(task.hand)
            self._hand_out(portions)

    def end(self) -> None:
        """Let the processes go."""
        for hand in self._hands:
            hand.end()

    def _hand_out(self, portions: Iterator[Portion]) -> None:
        while self._idle and not self.failures and (portion := next(portions, None)):
            hand = self._idle.pop()
            self._busy[hand.begin(portion)] = _Task(hand, portion)

    def _begin_again(self, task: _Task) -> None:
        """Read picture by picture what a process died of, but for those that are known to kill."""
        deadly: frozenset[int] = frozenset()
        if task.deadly is not None:
            picture = task.hand.died_at(task.portion)
            if picture is None or picture in task.deadly:
                self.failures.append(
                    ShuziError("processes that read die at once; is there too little memory?")
                )
                return
            deadly = task.deadly | {picture}
        future = task.hand.begin_again(task.portion, deadly)
        self._busy[future] = _Task(task.hand, task.portion, deadly)
