"""One training from data to a folder: log, curves, checkpoint, model, and what it reached."""

import json
import time
from collections.abc import Callable, Sequence

from shuzi import figures
from shuzi.errors import CheckpointError, DataSetError
from shuzi.evaluation import Evaluation
from shuzi.files import write_text
from shuzi.results import DIGITS
from shuzi.training.delivery import export_run, read_test_part, validation_accuracy
from shuzi.training.history import History
from shuzi.training.journal import Journal
from shuzi.training.loop import Observer, Trainer
from shuzi.training.network import parameter_count
from shuzi.training.plan import CHECKPOINT, MODEL, SETTINGS, TEACHER, Plan
from shuzi.training.summary import SUMMARY, Summary

__all__ = ["Interrupted", "run"]


class Interrupted(Exception):  # noqa: N818  no error: somebody asked for it
    """A training was asked to stop, and left a checkpoint to go on from."""


def run(
    plan: Plan, observers: Sequence[Observer] = (), stop: Callable[[], bool] = lambda: False
) -> Summary:
    """Train as planned and leave everything in the plan's folder.

    Raises:
        DataSetError: the folder holds something else.
        Interrupted: ``stop`` said so; the folder holds a checkpoint.
        RecipeError: the loss is no longer a number.
        CheckpointError: the checkpoint to go on from belongs to other settings or other data, or
            its run is finished.
    """
    began = time.perf_counter()
    _check_folder(plan)
    trainer = _trainer(plan, observers)
    _write_settings(plan)
    # A resumed run goes on counting where the stopped one was.
    began -= trainer.history.wall_seconds
    resumed_after = None if plan.resume is None else trainer.step
    with Journal(plan.out, resumed_after) as journal:
        trainer.observers.append(journal)
        journal.say(_opening(plan, trainer))
        if not trainer.train(stop, after_epoch=lambda: _save(plan, trainer, began)):
            _save(plan, trainer, began)
            journal.say(f"stopped after step {trainer.step}")
            raise Interrupted(f"stopped after step {trainer.step}")
        trainer.take_best()
        export_run(plan, trainer.network)
        test = read_test_part(plan) if plan.test else None
        if test is not None:
            journal.tested(test.accuracy, trainer.step)
    summary = _summary(plan, trainer, test, time.perf_counter() - began)
    summary.save(plan.out)
    _draw(plan, trainer.history, test)
    return summary


def _check_folder(plan: Plan) -> None:
    if plan.out.exists() and not plan.out.is_dir():
        raise DataSetError(plan.out, "is no folder", "name another")
    occupied = plan.out.exists() and any(path.name != TEACHER for path in plan.out.iterdir())
    if plan.resume is None and occupied:
        raise DataSetError(
            plan.out, "is not empty", "name another folder, or go on in this one with --resume"
        )
    if plan.resume is not None and (plan.out / SUMMARY).exists():
        raise CheckpointError(
            plan.out, f"all its {plan.recipe.epochs} epochs are done", "start a new run"
        )


def _write_settings(plan: Plan) -> None:
    settings = {
        "recipe": plan.recipe.model_dump(),
        "options": plan.options,
        "provenance": plan.provenance,
    }
    write_text(plan.out / SETTINGS, json.dumps(settings, indent=2) + "\n")


def _trainer(plan: Plan, observers: Sequence[Observer]) -> Trainer:
    validation = plan.data.validation if plan.hold_out else None
    trainer = Trainer(
        plan.recipe,
        plan.train,
        validation,
        plan.device,
        observers,
        classes=len(plan.data.classes),
        teacher=plan.teacher,
    )
    if plan.resume is not None:
        checkpoint = plan.out / CHECKPOINT
        trained_on = plan.resume.provenance["data"]
        if trained_on != plan.data.name:
            raise CheckpointError(
                checkpoint,
                f"is of a training on {trained_on}, not {plan.data.name}",
                "resume with its own data",
            )
        trainer.resume(plan.resume, str(checkpoint))
    return trainer


def _opening(plan: Plan, trainer: Trainer) -> str:
    return (
        f"recipe {plan.recipe.name}: {plan.recipe.network}, "
        f"{parameter_count(trainer.network):,} parameters, "
        f"{trainer.images:,} images of {plan.data.name}, seed {plan.recipe.seed}, "
        f"{plan.device.type}, from step {trainer.step}"
    )


def _save(plan: Plan, trainer: Trainer, began: float) -> None:
    trainer.history.wall_seconds = time.perf_counter() - began
    source = {"source": plan.source or plan.data.name}
    checkpoint = trainer.checkpoint(plan.provenance | source, plan.options)
    checkpoint.save(plan.out / CHECKPOINT)
    if plan.keep_epochs and not trainer.history.step_in_epoch:
        number = trainer.history.epoch
        checkpoint.save(plan.out / "epochs" / f"epoch-{number:03d}.safetensors")


def _summary(plan: Plan, trainer: Trainer, test: Evaluation | None, wall_seconds: float) -> Summary:
    return Summary(
        recipe=plan.recipe.name,
        network=plan.recipe.network,
        parameters=parameter_count(trainer.network),
        data=plan.data.name,
        seed=plan.recipe.seed,
        device=plan.device.type,
        epochs=plan.recipe.epochs,
        images=trainer.images,
        train_seconds=round(plan.teacher_seconds + trainer.history.train_seconds, 3),
        wall_seconds=round(wall_seconds, 3),
        validation_accuracy=validation_accuracy(plan, trainer.network),
        test_accuracy=None if test is None else test.accuracy,
        test_interval=None if test is None else test.interval,
        onnx=str((plan.out / MODEL).resolve()),
    )


def _draw(plan: Plan, history: History, test: Evaluation | None) -> None:
    figures.draw_curves(
        [(entry.step, entry.train_loss) for entry in history.steps],
        [
            (entry.step, entry.validation_loss, entry.validation_accuracy)
            for entry in history.epochs
        ],
        f"{plan.recipe.name}: {plan.recipe.network} on {plan.data.name}",
        plan.out / "curves.png",
    )
    if test is not None:
        figures.draw_confusion(test, plan.data.classes[:DIGITS], plan.out / "confusion.png")
