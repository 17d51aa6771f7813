"""What a training took and reached."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from shuzi.errors import DataSetError
from shuzi.files import write_text
from shuzi.json_text import parse_json

__all__ = ["SUMMARY", "Summary"]

SUMMARY = "summary.json"


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

    def save(self, folder: Path) -> None:
        """Write it into the folder of its run."""
        write_text(folder / SUMMARY, json.dumps(asdict(self), indent=2) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The summary of the run in ``folder``.

        Raises:
            DataSetError: it cannot be read, or is none.
        """
        path = folder / SUMMARY
        try:
            plain = parse_json(path.read_text(encoding="utf-8"))
            interval = plain["test_interval"] and tuple(plain["test_interval"])
            return cls(**{**plain, "test_interval": interval})
        except (OSError, ValueError, KeyError, TypeError) as error:
            cause = f"is no summary of a training ({error})"
            raise DataSetError(path, cause, "remove it") from error
