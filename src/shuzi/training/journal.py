"""Writes down how a training goes: a text log and TensorBoard events."""

import time
from pathlib import Path
from typing import Self

from torch.utils.tensorboard import SummaryWriter

from shuzi.training.history import EpochEntry, StepEntry

__all__ = ["Journal"]


class Journal:
    """The log and the TensorBoard events of one run.

    Events: ``train_loss``, ``validation_loss`` and ``validation_accuracy`` over steps, and
    ``test_accuracy`` once. A resumed run goes on in the same files.
    """

    def __init__(self, folder: Path, resumed_after_step: int | None = None) -> None:
        self._log = (folder / "train.log").open("a", encoding="utf-8", buffering=1)
        # Events that a stopped run wrote after its last checkpoint are hidden.
        purge = None if resumed_after_step is None else resumed_after_step + 1
        self._events = SummaryWriter(str(folder / "tensorboard"), purge_step=purge)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._events.close()
        self._log.close()

    def say(self, text: str) -> None:
        """Write a line to the log."""
        self._log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {text}\n")

    def stepped(self, step: int) -> None:
        """Not worth a line."""

    def logged(self, entry: StepEntry) -> None:
        """The training loss of a step."""
        self.say(f"step {entry.step}: train_loss {entry.train_loss:.4f}")
        self._events.add_scalar("train_loss", entry.train_loss, entry.step)

    def validated(self, entry: EpochEntry) -> None:
        """The validation after an epoch."""
        self.say(
            f"epoch {entry.epoch}: validation_loss {entry.validation_loss:.4f}, "
            f"validation_accuracy {entry.validation_accuracy:.4f}"
        )
        self._events.add_scalar("validation_loss", entry.validation_loss, entry.step)
        self._events.add_scalar("validation_accuracy", entry.validation_accuracy, entry.step)

    def tested(self, accuracy: float, step: int) -> None:
        """The one look at the test part."""
        self.say(f"test_accuracy {accuracy:.4f}")
        self._events.add_scalar("test_accuracy", accuracy, step)
