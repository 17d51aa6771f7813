"""A whole run: the plan, what of it is not done yet, an engine that does it, and the sums."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from shuzi.batch.job import Job
from shuzi.batch.output import Output
from shuzi.batch.parts import Record
from shuzi.batch.plan import Plan, Portion
from shuzi.errors import InputError

__all__ = ["Engine", "Summary", "run"]

Progress = Callable[[int, int], None]
"""Is told how many pictures are done, and of how many."""


class Engine(Protocol):
    """What does the work."""

    def finished(self, job: Job, folder: Path, portions: Iterable[Portion]) -> Iterator[Record]:
        """Write the part of each portion, and give its record once it is there."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a run.

    Attributes:
        pictures: of the input.
        rows: of the results.
        digits: that were read.
        refused: places that were refused.
        errors: rows with an error.
        skipped: pictures that were done before.
        seconds: that the others took, without looking through the input.
        repaired: names of parts that had been damaged, and were made again.
        failures: what is wrong with files of which not all could be read.
    """

    pictures: int
    rows: int
    digits: int
    refused: int
    errors: int
    skipped: int
    seconds: float
    repaired: tuple[str, ...]
    failures: tuple[InputError, ...]

    @property
    def rate(self) -> float:
        """Pictures a second."""
        return (self.pictures - self.skipped) / self.seconds if self.seconds else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The summary as it stands beside the results."""
        return {
            "pictures": self.pictures,
            "rows": self.rows,
            "digits": self.digits,
            "refused": self.refused,
            "errors": self.errors,
            "skipped": self.skipped,
            "seconds": round(self.seconds, 3),
            "pictures_a_second": round(self.rate, 1),
            "failures": [str(failure) for failure in self.failures],
        }


def run(
    plan: Plan, job: Job, folder: Path, engine: Engine, progress: Progress = lambda *_: None
) -> Summary:
    """Read all pictures of a plan, or those that are not done yet.

    Args:
        plan: what to read.
        job: how.
        folder: where the results go.
        engine: what does it.
        progress: told how far it is.

    Raises:
        OutputError: the folder is not fit for it, or cannot be written to.
        InputError: a file of the input is damaged or changes.
    """
    with Output.opened(folder, plan, job) as output:
        done = _done(plan, output)
        skipped = sum(record.pictures for record in output.records)
        progress(skipped, plan.pictures)
        start, count = time.perf_counter(), skipped
        missing = (portion for portion in plan.portions() if portion.number not in done)
        for record in engine.finished(job, folder, missing):
            output.add(record)
            count += record.pictures
            progress(count, plan.pictures)
        summary = _summary(plan, output, skipped, time.perf_counter() - start)
        output.finish(summary.to_dict())
        return summary


def _done(plan: Plan, output: Output) -> set[int]:
    """Numbers of the portions whose parts are there and whole: all are looked at beforehand."""
    if not output.records:
        return set()
    return {portion.number for portion in plan.portions() if output.is_done(portion)}


def _summary(plan: Plan, output: Output, skipped: int, seconds: float) -> Summary:
    records = output.records
    return Summary(
        pictures=sum(record.pictures for record in records),
        rows=sum(record.rows for record in records),
        digits=sum(record.digits for record in records),
        refused=sum(record.refused for record in records),
        errors=sum(record.errors for record in records),
        skipped=skipped,
        seconds=seconds,
        repaired=tuple(output.repaired),
        failures=plan.failures,
    )
