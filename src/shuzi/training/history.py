"""What a training went through, step by step: kept in the checkpoint, drawn as curves."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from pydantic import TypeAdapter

__all__ = ["EpochEntry", "History", "StepEntry"]


@dataclass(frozen=True, slots=True)
class StepEntry:
    """The training loss of one step; steps are counted from 1 over all epochs."""

    step: int
    train_loss: float


@dataclass(frozen=True, slots=True)
class EpochEntry:
    """The validation after one epoch; epochs are counted from 1."""

    epoch: int
    step: int
    validation_loss: float
    validation_accuracy: float


@dataclass(slots=True)
class History:
    """How far a training has come, and how it went."""

    epoch: int = 0
    step_in_epoch: int = 0
    train_seconds: float = 0.0
    wall_seconds: float = 0.0
    steps: list[StepEntry] = field(default_factory=list)
    epochs: list[EpochEntry] = field(default_factory=list)

    @property
    def best(self) -> EpochEntry | None:
        """The epoch with the highest validation accuracy; of equals, the lowest loss."""
        if not self.epochs:
            return None
        return max(self.epochs, key=lambda e: (e.validation_accuracy, -e.validation_loss))

    def to_dict(self) -> dict[str, Any]:
        """The history as plain numbers, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Self:
        """The history that :meth:`to_dict` was made from.

        Raises:
            KeyError: something is missing.
            ValueError: something is of another kind, or an entry has other fields.
        """
        whole = {part.name: plain[part.name] for part in fields(cls)}
        return TypeAdapter(cls).validate_python(whole)
