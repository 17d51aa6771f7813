"""The progress of a training on the terminal."""

from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from shuzi.cli.console import is_watched, note
from shuzi.training.history import EpochEntry, StepEntry

__all__ = ["TrainingBar"]

_UNKNOWN: dict[str, Any] = {"loss": "-", "accuracy": "-"}


class TrainingBar:
    """A bar of steps with the latest loss and validation accuracy; observes a trainer."""

    def __init__(self, steps: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps, loss {task.fields[loss]}, validation {task.fields[accuracy]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not is_watched(),
        )
        self._task = self._progress.add_task("training", total=steps, **_UNKNOWN)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, name: str, steps: int) -> None:
        """Begin another training of so many steps, of that name."""
        self._progress.reset(self._task, total=steps, description=name, **_UNKNOWN)
        if not is_watched():
            note(name)

    def stepped(self, step: int) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=step)

    def logged(self, entry: StepEntry) -> None:
        """Show the loss."""
        self._progress.update(self._task, loss=f"{entry.train_loss:.3f}")

    def validated(self, entry: EpochEntry) -> None:
        """Show the validation accuracy, in a log as a line."""
        accuracy = f"{entry.validation_accuracy:.2%}"
        self._progress.update(self._task, accuracy=accuracy)
        if not is_watched():
            note(f"epoch {entry.epoch}: validation accuracy {accuracy}")
