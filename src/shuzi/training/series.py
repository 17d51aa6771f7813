"""One recipe trained with several seeds: what it reaches on average, and how surely."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from scipy import stats

from shuzi.errors import DataSetError
from shuzi.files import remove_leftovers, write_text
from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.plan import CHECKPOINT, Plan
from shuzi.training.settings import changed
from shuzi.training.summary import SUMMARY, Summary

__all__ = ["SERIES", "Series", "Spread", "run_series", "seed_plans"]

SERIES = "series.json"


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over several trainings.

    Attributes:
        mean: of the figure.
        deviation: the sample's standard deviation.
        interval: Student's at 95 % for the mean: where it lies for all seeds, by these few.
    """

    mean: float
    deviation: float
    interval: tuple[float, float]

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        """The spread of at least two figures."""
        mean, deviation = statistics.fmean(figures), statistics.stdev(figures)
        half_width = stats.t.ppf(0.975, len(figures) - 1) * deviation / len(figures) ** 0.5
        return cls(mean, deviation, (mean - half_width, mean + half_width))


@dataclass(frozen=True, slots=True)
class Series:
    """What several trainings of one recipe took and reached: ``series.json``.

    Attributes:
        recipe: its name.
        seeds: of the trainings, in order.
        train_seconds: the median training's.
        validation_accuracy: 0 to 1; None where nothing was held out.
        test_accuracy: 0 to 1; None where the test part was not read.
    """

    recipe: str
    seeds: tuple[int, ...]
    train_seconds: float
    validation_accuracy: Spread | None
    test_accuracy: Spread | None


def seed_plans(plan: Plan, seeds: int) -> list[Plan]:
    """The plan once for each of ``seeds`` seeds, from the recipe's own upwards.

    Each has a folder of its own in the plan's, ``seed-<n>``. One that was begun there goes on;
    a series that was stopped is so gone on with by the same command.

    Raises:
        DataSetError: the folder holds something else.
        CheckpointError: a checkpoint there is damaged.
    """
    plans = []
    for seed in range(plan.recipe.seed, plan.recipe.seed + seeds):
        out = plan.out / f"seed-{seed}"
        checkpoint = out / CHECKPOINT
        begun = checkpoint.exists() and not (out / SUMMARY).exists()
        plans.append(
            replace(
                plan,
                recipe=changed(plan.recipe, {"seed": seed}),
                out=out,
                resume=load_checkpoint(checkpoint) if begun else None,
            )
        )
    _check_folder(plan.out, plans)
    return plans


def run_series(plans: Sequence[Plan], train: Callable[[Plan], Summary]) -> Series:
    """Train every plan that is not done yet, one after the other, and sum them up.

    Args:
        plans: at least two, from :func:`seed_plans`.
        train: trains one, and leaves its summary in its folder.
    """
    series = _summed_up([_summary(plan, train) for plan in plans])
    if plans[0].ranks.leads:
        write_text(plans[0].out.parent / SERIES, json.dumps(asdict(series), indent=2) + "\n")
    return series


def _summary(plan: Plan, train: Callable[[Plan], Summary]) -> Summary:
    if not (plan.out / SUMMARY).exists():
        return train(plan)
    done = Summary.load(plan.out)
    theirs = (done.recipe, done.network, done.epochs, done.data)
    if theirs != (plan.recipe.name, plan.recipe.network, plan.recipe.epochs, plan.data.name):
        raise DataSetError(
            plan.out, f"is a run of another training ({done.recipe})", "name another"
        )
    return done


def _summed_up(summaries: Sequence[Summary]) -> Series:
    return Series(
        recipe=summaries[0].recipe,
        seeds=tuple(summary.seed for summary in summaries),
        train_seconds=statistics.median(summary.train_seconds for summary in summaries),
        validation_accuracy=_spread([summary.validation_accuracy for summary in summaries]),
        test_accuracy=_spread([summary.test_accuracy for summary in summaries]),
    )


def _spread(figures: Sequence[float | None]) -> Spread | None:
    known = [figure for figure in figures if figure is not None]
    return Spread.of(known) if len(known) == len(figures) else None


def _check_folder(folder: Path, plans: Sequence[Plan]) -> None:
    remove_leftovers(folder / SERIES)
    ours = {SERIES, *(plan.out.name for plan in plans)}
    if folder.is_dir() and any(path.name not in ours for path in folder.iterdir()):
        raise DataSetError(folder, "holds something else", "name another folder")
