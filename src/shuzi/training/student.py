"""One network that learns from the answers of others as well as from the labels."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.ensemble import load_ensemble, run_ensemble
from shuzi.training.loop import Observer
from shuzi.training.plan import CHECKPOINT, TEACHER, Plan
from shuzi.training.run import run
from shuzi.training.settings import Distillation, load_recipe
from shuzi.training.summary import SUMMARY, Summary

__all__ = ["run_student"]


def run_student(
    plan: Plan,
    distillation: Distillation,
    observers: Callable[[Plan], Sequence[Observer]],
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """Train the teachers, in a folder of their own, and then the student.

    Teachers that are done are not trained again; a student that was begun goes on.

    Args:
        plan: of the student.
        distillation: its recipe's.
        observers: gives those of each training.
        stop: see :func:`shuzi.training.run.run`, as for what is raised.
    """
    folder = plan.out / TEACHER
    if not (folder / SUMMARY).exists():
        recipe = load_recipe(distillation.teacher)
        teaching = replace(plan, recipe=recipe, out=folder, test=False)
        if recipe.members > 1:
            run_ensemble(teaching, observers, stop)
        else:
            run(_gone_on_with(teaching), observers(teaching), stop)
    taught = replace(
        plan,
        teacher=load_ensemble(folder),
        teacher_seconds=Summary.load(folder).train_seconds,
    )
    return run(_gone_on_with(taught), observers(taught), stop)


def _gone_on_with(plan: Plan) -> Plan:
    """The plan, from the checkpoint that a stopped run left in its folder, if one did."""
    checkpoint = plan.out / CHECKPOINT
    begun = checkpoint.exists() and not (plan.out / SUMMARY).exists()
    return replace(plan, resume=load_checkpoint(checkpoint)) if begun else plan
