"""Several networks of one recipe whose probabilities are averaged."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from shuzi.errors import CheckpointError
from shuzi.training.checkpoint import load_checkpoint, restore_network
from shuzi.training.delivery import export_run, read_test_part, validation_accuracy
from shuzi.training.loop import Observer
from shuzi.training.network import Ensemble, build_network, parameter_count
from shuzi.training.plan import CHECKPOINT, MODEL, Plan
from shuzi.training.run import run
from shuzi.training.series import run_series, seed_plans
from shuzi.training.settings import changed
from shuzi.training.summary import Summary

__all__ = ["load_ensemble", "run_ensemble"]

MEMBERS = "members"


def run_ensemble(
    plan: Plan,
    observers: Callable[[Plan], Sequence[Observer]],
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """Train as many networks as the recipe has members, and leave them as one model.

    Each member is a whole run in a folder of its own; one that is done is not done again.

    Args:
        plan: of a recipe with several members.
        observers: gives those of each member's training.
        stop: see :func:`shuzi.training.run.run`, as for what is raised.
    """
    began = time.perf_counter()
    members = _member_plans(plan)
    run_series(members, lambda member: run(member, observers(member), stop))
    if plan.ranks.leads:
        _join(plan, members, began)
    plan.ranks.wait()
    return Summary.load(plan.out)


def _join(plan: Plan, members: Sequence[Plan], began: float) -> None:
    """Leave what the members learnt as one model, and what it reaches."""
    network = load_ensemble(plan.out)
    export_run(plan, network)
    test = read_test_part(plan) if plan.test else None
    summaries = [Summary.load(member.out) for member in members]
    summary = replace(
        summaries[0],
        recipe=plan.recipe.name,
        seed=plan.recipe.seed,
        parameters=parameter_count(network),
        train_seconds=round(sum(member.train_seconds for member in summaries), 3),
        wall_seconds=round(time.perf_counter() - began, 3),
        validation_accuracy=validation_accuracy(plan, network),
        test_accuracy=None if test is None else test.accuracy,
        test_interval=None if test is None else test.interval,
        onnx=str((plan.out / MODEL).resolve()),
    )
    summary.save(plan.out)


def load_ensemble(folder: Path) -> Ensemble:
    """The networks of the run in ``folder``: its members', or its only one.

    Raises:
        CheckpointError: there is none, or one is damaged.
    """
    checkpoints = sorted(folder.glob(f"{MEMBERS}/seed-*/{CHECKPOINT}")) or [folder / CHECKPOINT]
    if not checkpoints[0].exists():
        raise CheckpointError(folder, "holds no trained network", "name the folder of a run")
    members = []
    for path in checkpoints:
        checkpoint = load_checkpoint(path)
        network = build_network(checkpoint.recipe.network, checkpoint.classes)
        restore_network(network, checkpoint.chosen, path)
        members.append(network)
    return Ensemble(members)


def _member_plans(plan: Plan) -> list[Plan]:
    # No seed is used twice among the ensembles of a series.
    first = plan.recipe.seed * plan.recipe.members
    recipe = changed(plan.recipe, {"members": 1, "seed": first})
    member = replace(plan, recipe=recipe, out=plan.out / MEMBERS, test=False)
    return seed_plans(member, plan.recipe.members)
