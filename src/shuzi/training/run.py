"""One training from data to a folder: log, curves, checkpoint, model, and what it reached."""

import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from shuzi import __version__, figures
from shuzi.classifier import Classifier, ModelCard
from shuzi.datasets import DataSet, LabelledImages
from shuzi.errors import CheckpointError, DataSetError
from shuzi.evaluation import Evaluation
from shuzi.files import write_text
from shuzi.measurement import measure_frames
from shuzi.training.calibration import fit_temperature, fit_threshold
from shuzi.training.checkpoint import Checkpoint
from shuzi.training.export import export_model, network_logits
from shuzi.training.history import History
from shuzi.training.journal import Journal
from shuzi.training.loop import Observer, Trainer
from shuzi.training.network import parameter_count
from shuzi.training.settings import Recipe
from shuzi.training.timetable import Timetable

__all__ = [
    "CHECKPOINT",
    "MODEL",
    "SUMMARY",
    "TEACHER",
    "Interrupted",
    "Plan",
    "Summary",
    "calibration_note",
    "export_calibrated",
    "export_run",
    "load_summary",
    "read_test_part",
    "run",
]

CHECKPOINT = "checkpoint.safetensors"
MODEL = "model.onnx"
SUMMARY = "summary.json"
SETTINGS = "settings.json"
TEACHER = "teacher"

# Enough to see every digit in many hands; only their logits are compared, not their labels.
_PARITY_IMAGES = 1_000


class Interrupted(Exception):  # noqa: N818  no error: somebody asked for it
    """A training was asked to stop, and left a checkpoint to go on from."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train, on what, and where to leave it.

    Attributes:
        recipe: every setting of the training.
        data: what to train on.
        out: the run's folder.
        device: where to train.
        hold_out: whether to keep the validation part out; without, the recipe is frozen and
            the last epoch counts.
        test: whether to read the test part at the end.
        keep_epochs: whether to leave a checkpoint of every epoch.
        resume: the checkpoint to go on from.
        source: by what the data is loaded again to resume or export; its name where none is given.
        teacher: whose answers are learnt too, where the recipe has a distillation.
        teacher_seconds: how long training the teacher took.
    """

    recipe: Recipe
    data: DataSet
    out: Path
    device: torch.device
    hold_out: bool = True
    test: bool = True
    keep_epochs: bool = False
    resume: Checkpoint | None = None
    source: str | None = None
    teacher: nn.Module | None = None
    teacher_seconds: float = 0.0

    @property
    def train(self) -> LabelledImages:
        """What is learnt from."""
        return self.data.train if self.hold_out else self.data.train_all

    @property
    def options(self) -> dict[str, bool]:
        """How the run was asked for beside its recipe."""
        return {"hold_out": self.hold_out, "test": self.test, "keep_epochs": self.keep_epochs}

    @property
    def steps(self) -> int:
        """How many steps the whole training has."""
        return Timetable(self.recipe, len(self.train)).steps


@dataclass(frozen=True, slots=True)
class Summary:
    """What a training took and reached: ``summary.json``.

    Accuracies are 0 to 1, the test's with refused digits counted as wrong; an interval is
    Wilson's at 95 %; ``onnx`` is an absolute path.
    """

    recipe: str
    network: str
    parameters: int
    data: str
    seed: int
    device: str
    epochs: int
    images: int
    train_seconds: float
    wall_seconds: float
    validation_accuracy: float | None
    test_accuracy: float | None
    test_interval: tuple[float, float] | None
    onnx: str


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
    write_text(plan.out / SUMMARY, json.dumps(asdict(summary), indent=2) + "\n")
    _draw(plan, trainer.history, test)
    return summary


def export_run(plan: Plan, network: nn.Module) -> None:
    """Write what a run trained into its folder: see :func:`export_calibrated`."""
    # Where the test part is not to be read, not even the parity check looks at its images.
    part = plan.data.test if plan.test else plan.data.validation
    provenance = _provenance(plan) | calibration_note(plan.data.name, held_out=plan.hold_out)
    export_calibrated(network, provenance, plan.data, part.images, plan.out / MODEL)


def read_test_part(plan: Plan) -> Evaluation:
    """Measure the run's model on the test part."""
    classifier = Classifier(plan.out / MODEL, threads=torch.get_num_threads())
    return measure_frames(classifier, plan.data.name, plan.data.test)


def load_summary(path: Path) -> Summary:
    """The summary in the file ``path``.

    Raises:
        DataSetError: it cannot be read, or is none.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        interval = plain["test_interval"] and tuple(plain["test_interval"])
        return Summary(**{**plain, "test_interval": interval})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataSetError(path, f"is no summary of a training ({error})", "remove it") from error


def export_calibrated(
    network: nn.Module,
    provenance: Mapping[str, str],
    data: DataSet,
    parity_images: NDArray[np.uint8],
    path: Path,
) -> float:
    """Fit temperature and threshold on the validation part, and write the model to ``path``.

    Args:
        network: what to export.
        provenance: how it came about, ``recipe`` and ``shuzi`` among it; stands in the file.
        data: whose validation part calibrates it.
        parity_images: real images, uint8 [N, 28, 28], of which the first 1,000 are run through
            the network and the file.
        path: where to write.

    Returns:
        The largest difference between a logit of the network's and the file's.

    Raises:
        ExportError: that difference is too large; nothing is written.
    """
    logits, labels = network_logits(network, data.validation.images), data.validation.labels
    temperature = fit_temperature(logits, labels)
    card = ModelCard(
        name=provenance["recipe"],
        version=provenance["shuzi"],
        classes=data.classes,
        temperature=temperature,
        threshold=fit_threshold(logits, labels, temperature),
        provenance=provenance,
    )
    return export_model(network, card, path, parity_images[:_PARITY_IMAGES])


def calibration_note(data: str, *, held_out: bool) -> dict[str, str]:
    """What a model's provenance says of its calibration.

    Where the validation part was trained on too, confidences come out a little high.
    """
    kind = "held-out images" if held_out else "images that were trained on too"
    return {"calibrated_on": f"{kind} of {data}"}


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
        "provenance": _provenance(plan),
    }
    write_text(plan.out / SETTINGS, json.dumps(settings, indent=2) + "\n")


def _trainer(plan: Plan, observers: Sequence[Observer]) -> Trainer:
    validation = plan.data.validation if plan.hold_out else None
    trainer = Trainer(
        plan.recipe, plan.train, validation, plan.device, observers, teacher=plan.teacher
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
    checkpoint = trainer.checkpoint(_provenance(plan) | source, plan.options)
    checkpoint.save(plan.out / CHECKPOINT)
    if plan.keep_epochs and not trainer.history.step_in_epoch:
        number = trainer.history.epoch
        checkpoint.save(plan.out / "epochs" / f"epoch-{number:03d}.safetensors")


def _summary(plan: Plan, trainer: Trainer, test: Evaluation | None, wall_seconds: float) -> Summary:
    best = trainer.history.best
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
        validation_accuracy=None if best is None else best.validation_accuracy,
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
        figures.draw_confusion(test, plan.data.classes, plan.out / "confusion.png")


def _provenance(plan: Plan) -> dict[str, str]:
    return {
        "data": plan.data.name,
        "recipe": plan.recipe.name,
        "network": plan.recipe.network,
        "seed": str(plan.recipe.seed),
        "shuzi": __version__,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "trained": time.strftime("%Y-%m-%d"),
    }
