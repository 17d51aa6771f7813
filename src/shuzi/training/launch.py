"""Whatever a recipe describes, trained: one network, an ensemble, or a student."""

from collections.abc import Callable, Sequence

from shuzi.training.ensemble import run_ensemble
from shuzi.training.loop import Observer
from shuzi.training.plan import Plan
from shuzi.training.run import run
from shuzi.training.series import Series, run_series, seed_plans
from shuzi.training.student import run_student
from shuzi.training.summary import Summary

__all__ = ["launch", "launch_series"]


def launch(
    plan: Plan,
    observers: Callable[[Plan], Sequence[Observer]],
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """Train what the plan's recipe describes.

    Args:
        plan: of any recipe.
        observers: gives those of each network's training, of which there may be several.
        stop: see :func:`shuzi.training.run.run`, as for what is raised.
    """
    if plan.recipe.members > 1:
        return run_ensemble(plan, observers, stop)
    if plan.recipe.distillation is not None:
        return run_student(plan, plan.recipe.distillation, observers, stop)
    return run(plan, observers(plan), stop)


def launch_series(
    plan: Plan,
    seeds: int,
    observers: Callable[[Plan], Sequence[Observer]],
    stop: Callable[[], bool] = lambda: False,
) -> Series:
    """Train what the plan's recipe describes with so many seeds, from its own upwards."""
    return run_series(seed_plans(plan, seeds), lambda one: launch(one, observers, stop))
