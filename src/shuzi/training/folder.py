"""The folder of a run: how it begins, and its checkpoints, so that it can always be gone on in."""

import json

from shuzi.errors import CheckpointError, DataSetError
from shuzi.files import remove_leftovers, write_text
from shuzi.training.checkpoint import Checkpoint
from shuzi.training.loop import Trainer
from shuzi.training.plan import CHECKPOINT, CONFUSION, CURVES, MODEL, SETTINGS, TEACHER, Plan
from shuzi.training.summary import SUMMARY

__all__ = ["check_folder", "check_is_shared", "open_folder", "save_checkpoint"]

# What is written first, and its name until it is whole.
_UNFINISHED_CHECKPOINT = ".checkpoint-"


def check_folder(plan: Plan) -> None:
    """Make sure that the run can begin, or go on, in the plan's folder.

    Raises:
        DataSetError: the folder holds something else.
        CheckpointError: the run to go on with is finished.
    """
    if plan.out.exists() and not plan.out.is_dir():
        raise DataSetError(plan.out, "is no folder", "name another")
    if plan.resume is None and _is_occupied(plan):
        raise DataSetError(
            plan.out, "is not empty", "name another folder, or go on in this one with --resume"
        )
    if plan.resume is not None and (plan.out / SUMMARY).exists():
        raise CheckpointError(
            plan.out, f"all its {plan.recipe.epochs} epochs are done", "start a new run"
        )


def open_folder(plan: Plan, trainer: Trainer) -> None:
    """Write what a run begins with: first of all a checkpoint, also before the first step.

    What a killed run had not finished writing is cleared away.
    """
    for name in (CHECKPOINT, MODEL, SETTINGS, SUMMARY, CURVES, CONFUSION):
        remove_leftovers(plan.out / name)
    if plan.resume is None:
        save_checkpoint(plan, trainer)
    settings = {
        "recipe": plan.recipe.model_dump(),
        "options": plan.options,
        "provenance": plan.provenance,
    }
    write_text(plan.out / SETTINGS, json.dumps(settings, indent=2) + "\n")


def check_is_shared(plan: Plan) -> None:
    """Make sure that this rank sees the folder that rank 0 opened.

    Raises:
        DataSetError: it does not.
    """
    if not (plan.out / CHECKPOINT).exists():
        raise DataSetError(
            plan.out,
            f"rank {plan.ranks.rank} does not see there what rank 0 writes",
            "name a folder that all machines share",
        )


def save_checkpoint(plan: Plan, trainer: Trainer) -> Checkpoint:
    """Write the training as it stands; the checkpoint that is written."""
    source = {"source": plan.source or plan.data.name}
    checkpoint = trainer.checkpoint(plan.provenance | source, plan.options)
    checkpoint.save(plan.out / CHECKPOINT)
    return checkpoint


def _is_occupied(plan: Plan) -> bool:
    # A run that was killed before its first checkpoint was whole has left nothing to go on from.
    return plan.out.exists() and any(
        path.name != TEACHER and not path.name.startswith(_UNFINISHED_CHECKPOINT)
        for path in plan.out.iterdir()
    )
