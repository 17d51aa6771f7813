"""One training from data to a folder: log, curves, checkpoint, model, and what it reached."""

import time
from collections.abc import Callable, Sequence

from shuzi import figures
from shuzi.errors import CheckpointError, RecipeError
from shuzi.evaluation import Evaluation
from shuzi.results import DIGITS
from shuzi.training.delivery import export_run, read_test_part, validation_accuracy
from shuzi.training.folder import check_folder, check_is_shared, open_folder, save_checkpoint
from shuzi.training.history import History
from shuzi.training.journal import Journal
from shuzi.training.loop import Observer, Trainer
from shuzi.training.network import parameter_count
from shuzi.training.plan import CHECKPOINT, CONFUSION, CURVES, MODEL, Plan
from shuzi.training.summary import Summary
from shuzi.training.timetable import Timetable

__all__ = ["Interrupted", "run"]


class Interrupted(Exception):  # noqa: N818  no error: somebody asked for it
    """A training was asked to stop, and left a checkpoint to go on from."""


def run(
    plan: Plan, observers: Sequence[Observer] = (), stop: Callable[[], bool] = lambda: False
) -> Summary:
    """Train as planned and leave everything in the plan's folder.

    From its first moment to the last the folder holds a checkpoint: killed at any time, the run
    is gone on with, and ends as if it never had been. Of several ranks each calls this, and sees
    the same folder; rank 0 writes.

    Raises:
        DataSetError: the folder holds something else, or not all ranks see it.
        Interrupted: ``stop`` said so; the folder holds a checkpoint.
        RankError: another rank is lost, or holds other weights.
        RecipeError: the loss is no longer a number, or a batch too small for the ranks.
        CheckpointError: the checkpoint to go on from belongs to other settings or other data, or
            its run is finished.
    """
    began = time.perf_counter()
    check_folder(plan)
    trainer = _trainer(plan, observers)
    # Nobody writes before all have looked, nor trains before all see what is written.
    plan.ranks.same(plan.fingerprint, "data or settings")
    if plan.ranks.leads:
        open_folder(plan, trainer)
    plan.ranks.wait()
    check_is_shared(plan)
    if plan.ranks.leads:
        # A resumed run goes on counting where the stopped one was.
        _lead(plan, trainer, stop, began - trainer.history.wall_seconds)
    else:
        _follow(trainer, stop)
    plan.ranks.wait()
    return Summary.load(plan.out)


def _lead(plan: Plan, trainer: Trainer, stop: Callable[[], bool], began: float) -> None:
    """Train, and write down everything."""

    def save() -> None:
        trainer.check_ranks()
        _save(plan, trainer, began)

    with Journal(plan.out, None if plan.resume is None else trainer.step) as journal:
        trainer.observers.append(journal)
        journal.say(_opening(plan, trainer))
        if not trainer.train(stop, after_epoch=save):
            save()
            journal.say(f"stopped after step {trainer.step}")
            raise Interrupted(f"stopped after step {trainer.step}")
        trainer.take_best()
        export_run(plan, trainer.network)
        test = read_test_part(plan) if plan.test else None
        if test is not None:
            journal.tested(test.accuracy, trainer.step)
    summary = _summary(plan, trainer, test, time.perf_counter() - began)
    _draw(plan, trainer.history, test)
    summary.save(plan.out)  # at last: where it is, the run is finished


def _follow(trainer: Trainer, stop: Callable[[], bool]) -> None:
    """Train with rank 0, which writes."""
    finished = trainer.train(stop, after_epoch=trainer.check_ranks)
    if not finished:
        trainer.check_ranks()
        raise Interrupted(f"stopped after step {trainer.step}")


def _trainer(plan: Plan, observers: Sequence[Observer]) -> Trainer:
    _check_batches(plan)
    validation = plan.data.validation if plan.hold_out else None
    trainer = Trainer(
        plan.recipe,
        plan.train,
        validation,
        plan.device,
        observers,
        classes=len(plan.data.classes),
        teacher=plan.teacher,
        ranks=plan.ranks,
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


def _check_batches(plan: Plan) -> None:
    fewest, ranks = Timetable(plan.recipe, len(plan.train)).fewest_in_a_batch, plan.ranks.size
    if fewest < ranks > 1:
        raise RecipeError(
            f"recipe {plan.recipe.name}",
            f"has batches of {fewest} images, too few for {ranks} ranks",
            "raise batch_images, or train with fewer ranks",
        )


def _opening(plan: Plan, trainer: Trainer) -> str:
    return (
        f"recipe {plan.recipe.name}: {plan.recipe.network}, "
        f"{parameter_count(trainer.network):,} parameters, "
        f"{trainer.images:,} images of {plan.data.name}, seed {plan.recipe.seed}, "
        f"{_devices(plan)}, from step {trainer.step}"
    )


def _devices(plan: Plan) -> str:
    kind = plan.device.type
    return kind if plan.ranks.alone else f"{plan.ranks.size} ranks on {kind}"


def _save(plan: Plan, trainer: Trainer, began: float) -> None:
    trainer.history.wall_seconds = time.perf_counter() - began
    checkpoint = save_checkpoint(plan, trainer)
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
        plan.out / CURVES,
    )
    if test is not None:
        figures.draw_confusion(test, plan.data.classes[:DIGITS], plan.out / CONFUSION)
