"""Every engine reads every task: the answers and their times."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from answers import Answer, Engine
from tasks import Task, TaskPicture

__all__ = ["Trial", "all_trials", "evenly_spaced"]


@dataclass(frozen=True, slots=True)
class Trial:
    """One picture as one engine read it.

    Attributes:
        task: its name.
        engine: its name.
        picture: what was read.
        answer: what the engine said.
        seconds: from the file to the answer.
        is_in_turn: whether every engine read the picture, one straight after the other.
    """

    task: str
    engine: str
    picture: TaskPicture
    answer: Answer
    seconds: float
    is_in_turn: bool


def all_trials(tasks: Sequence[Task], engines: Sequence[Engine], sample: int) -> list[Trial]:
    """Let the engines read, each picture all of them in turn before the next.

    Args:
        tasks: what to read.
        engines: those that are not quick read a sample of each task only.
        sample: how many pictures, evenly spaced, that is at most.
    """
    return [trial for task in tasks for trial in _trials(task, engines, sample)]


def evenly_spaced(count: int, sample: int) -> frozenset[int]:
    """At most ``sample`` of the numbers from 0 to ``count`` - 1, evenly spaced, 0 among them."""
    taken = min(count, sample)
    return frozenset(number * count // taken for number in range(taken))


def _trials(task: Task, engines: Sequence[Engine], sample: int) -> Iterator[Trial]:
    able = [engine for engine in engines if task.kind in engine.kinds]
    for engine in able:
        engine.read(task.pictures[0].path, task.kind)  # the first one finds nothing warm
    chosen = evenly_spaced(len(task.pictures), sample)
    for place, picture in enumerate(_shown(task)):
        for engine in able:
            if engine.quick or place in chosen:
                yield _trial(task, engine, picture, is_in_turn=place in chosen)


def _shown(task: Task) -> Iterator[TaskPicture]:
    console = Console(stderr=True)
    yield from track(task.pictures, description=task.name, console=console)


def _trial(task: Task, engine: Engine, picture: TaskPicture, *, is_in_turn: bool) -> Trial:
    seconds = []
    for _ in range(task.readings):
        began = time.perf_counter()
        answer = engine.read(picture.path, task.kind)
        seconds.append(time.perf_counter() - began)
    middle = statistics.median(seconds)
    return Trial(task.name, engine.name, picture, answer, middle, is_in_turn)
