"""How pictures are read: the same on every machine, and in a run that goes on with another."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from shuzi.classifier import find_model
from shuzi.errors import ModelError
from shuzi.lines.reader import LINE_MODEL
from shuzi.reader import Reader

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """How all pictures of an input are read.

    Attributes:
        model_file: the ONNX file.
        model_digest: SHA-256 of it and of the line model.
        model: name and version of the model.
        single: whether each picture holds at most one digit.
        expect: how many digits stand in each line, None where that is not known.
        min_confidence: digits of less are refused, 0 to 1.
    """

    model_file: Path
    model_digest: str
    model: str
    single: bool
    expect: int | None
    min_confidence: float

    @classmethod
    def of(
        cls,
        model: str | Path | None = None,
        *,
        single: bool = False,
        expect: int | None = None,
        min_confidence: float | None = None,
    ) -> Self:
        """The job by a model, as for :class:`shuzi.reader.Reader`.

        Raises:
            ModelError: there is no such model, or it is none of shuzi's.
            ValueError: ``min_confidence`` is not 0 to 1.
        """
        path = find_model(model).absolute()
        reader = Reader(path, min_confidence=min_confidence)
        return cls(
            path, _digest(path), reader.model, single, expect, reader.classifier.min_confidence
        )

    def reader(self) -> Reader:
        """A reader that does it, on one thread.

        Raises:
            ModelError: here the file is missing, or another one.
        """
        reader = Reader(self.model_file, min_confidence=self.min_confidence)
        if _digest(self.model_file) != self.model_digest:
            raise ModelError(
                self.model_file, "is not the model that the job began with", "copy that one here"
            )
        return reader

    def to_dict(self) -> dict[str, Any]:
        """What it says of itself beside the results; not where the model is."""
        return {
            "model": self.model,
            "model_sha256": self.model_digest,
            "single": self.single,
            "expect": self.expect,
            "min_confidence": self.min_confidence,
        }


def _digest(model: Path) -> str:
    digest = sha256(model.read_bytes())
    digest.update(LINE_MODEL.read_bytes())
    return digest.hexdigest()
