"""Answers to figures: how many pictures were read right, and how long it took."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answers import Answer, Place
from entrants import Entrant
from shuzi.evaluation import wilson_interval
from tasks import Cell, Task
from trials import Trial

__all__ = ["Row", "Score", "Seconds", "Times", "cell_score", "rows", "times"]

_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Score:
    """So many of so many.

    Attributes:
        hits: pictures or cells that were read right; or answered, where there is no digit.
        count: of so many that were shown; at least 1.
        outside: digits that were read outside of all cells; None where there are no cells.
    """

    hits: int
    count: int
    outside: int | None = None

    @property
    def share(self) -> float:
        """Hits among all, 0 to 1."""
        return self.hits / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share."""
        return wilson_interval(self.hits, self.count)


@dataclass(frozen=True, slots=True)
class Row:
    """What all entrants reached in one respect.

    Attributes:
        name: of what was read.
        is_better_high: False where hits are answers that should not have been given.
        scores: an entrant each, None where its engine cannot read such a picture.
    """

    name: str
    is_better_high: bool
    scores: tuple[Score | None, ...]


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long one entrant takes for a picture.

    Attributes:
        median: in seconds, of the pictures that all read in turn.
        ratio: median of its time to the first entrant's for the same picture.
    """

    median: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Times:
    """How long all entrants take for such a picture; None where one's engine cannot read it."""

    name: str
    seconds: tuple[Seconds | None, ...]


def rows(tasks: Iterable[Task], entrants: Sequence[Entrant], trials: Iterable[Trial]) -> list[Row]:
    """A row a task, and after it one for each entrant's worst writer where writers are known."""
    made, by_task = [], _sorted_out(trials)
    for task in tasks:
        own = [(entrant, by_task.get((task.name, entrant.engine.name), [])) for entrant in entrants]
        name, is_better_high = task.name, task.holds_digits
        made.append(Row(name, is_better_high, tuple(_score(task, *pair) for pair in own)))
        if task.has_writers:
            worst = tuple(_worst_writer(task, *pair) for pair in own)
            made.append(Row(f"{name}, worst writer", is_better_high, worst))
    return made


def times(
    tasks: Iterable[Task], entrants: Sequence[Entrant], trials: Iterable[Trial]
) -> list[Times]:
    """A row a task that time is told of; the ratio is to the first entrant."""
    by_task = _sorted_out(trial for trial in trials if trial.is_in_turn)
    made = []
    for task in tasks:
        if task.timed_as:
            measured = [by_task.get((task.name, one.engine.name), []) for one in entrants]
            own = tuple(_seconds(trials, measured[0]) for trials in measured)
            made.append(Times(task.timed_as, own))
    return made


def _sorted_out(trials: Iterable[Trial]) -> dict[tuple[str, str], list[Trial]]:
    by_task = defaultdict(list)
    for trial in trials:
        by_task[trial.task, trial.engine].append(trial)
    return by_task


def _score(task: Task, entrant: Entrant, trials: Sequence[Trial]) -> Score | None:
    if not trials:
        return None
    if task.cells:
        return cell_score(task.cells, entrant, trials[0].answer.places)
    if task.holds_digits:
        hits = sum(entrant.text(trial.answer) == trial.picture.text for trial in trials)
    else:
        hits = sum(_is_answered(entrant, trial.answer) for trial in trials)
    return Score(hits, len(trials))


def _worst_writer(task: Task, entrant: Entrant, trials: Iterable[Trial]) -> Score | None:
    by_writer = defaultdict(list)
    for trial in trials:
        by_writer[trial.picture.writer].append(trial)
    scores = [_score(task, entrant, own) for own in by_writer.values()]
    return min((score for score in scores if score), key=lambda score: score.share, default=None)


def _is_answered(entrant: Entrant, answer: Answer) -> bool:
    return answer.is_sure and not _DIGITS.isdisjoint(entrant.text(answer))


def cell_score(cells: Sequence[Cell], entrant: Entrant, places: Iterable[Place]) -> Score:
    """The cells in whose inside stands the right digit and no other."""
    found: dict[Cell | None, str] = defaultdict(str)
    for place in places:
        cell = next((cell for cell in cells if cell.holds(place.x, place.y)), None)
        found[cell] += entrant.digits(place.text)
    return Score(
        hits=sum(found[cell] == cell.text for cell in cells),
        count=len(cells),
        outside=len(found[None]),
    )


def _seconds(trials: Sequence[Trial], reference: Sequence[Trial]) -> Seconds | None:
    if not trials:
        return None
    pairs = zip(trials, reference, strict=True)
    return Seconds(
        statistics.median(trial.seconds for trial in trials),
        statistics.median(trial.seconds / other.seconds for trial, other in pairs),
    )
