"""The runs of a benchmark to what is said of each contender."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from contenders import Contender, Point, Run

__all__ = ["Standing", "mean_interval", "percent", "stand"]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Standing:
    """A contender, its runs and what they come to.

    Attributes:
        contender: who.
        runs: one a seed; at least one.
        ratio: median over the seeds of its seconds to the reference's with the same seed.
    """

    contender: Contender
    runs: tuple[Run, ...]
    ratio: float

    @property
    def seconds(self) -> list[float]:
        """Of training, of each run."""
        return [run.training.seconds for run in self.runs]

    @property
    def accuracies(self) -> list[float]:
        """Of the test part, 0 to 1, of each run."""
        return [run.training.accuracy for run in self.runs]

    @property
    def curve(self) -> tuple[Point, ...]:
        """Validation epoch by epoch: the median of the seconds, the mean of the accuracies."""
        epochs = zip(*(run.training.curve for run in self.runs), strict=True)
        return tuple(
            Point(
                statistics.median(point.seconds for point in points),
                statistics.mean(point.accuracy for point in points),
            )
            for points in epochs
        )


def stand(
    contenders: Sequence[Contender], runs: Sequence[Run], reference: Contender
) -> list[Standing]:
    """What the runs say of each contender, in the order given.

    Args:
        contenders: each with a run at least.
        runs: of the contenders, in any order.
        reference: whose seconds are 1; it ran with every seed that a contender ran with.
    """
    unit = {run.seed: run.training.seconds for run in runs if run.contender == reference.name}
    standings = []
    for contender in contenders:
        its_runs = tuple(run for run in runs if run.contender == contender.name)
        ratio = statistics.median(run.training.seconds / unit[run.seed] for run in its_runs)
        standings.append(Standing(contender, its_runs, ratio))
    return standings


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Student's 95 % interval of the mean of what at least two ``values`` are drawn from."""
    mean = statistics.mean(values)
    error = statistics.stdev(values) / len(values) ** 0.5
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * error
    return mean - reach, mean + reach


def percent(share: float) -> str:
    """A share of 0 to 1 with two decimals, as ``99.05 %``."""
    return f"{100 * share:.2f} %"
