"""What the service asks of its workers, and what they answer: messages of plain values.

Nothing can be asked for but the jobs that are named here, and nothing that comes is ever run.
"""

import traceback
from typing import Self

from msgspec import Struct

from shuzi.errors import MissingExtraError, ModelError, PictureError
from shuzi.pictures import Rotation

__all__ = ["Answer", "Classify", "Crop", "Failure", "Job", "Open", "Outcome", "Read"]

_ERRORS: dict[str, type[Exception]] = {
    kind.__name__: kind for kind in (MissingExtraError, ModelError, PictureError, RuntimeError)
}
"""All that can be told: what is wrong with what was given, and by RuntimeError a fault of ours."""


class Open(Struct, frozen=True, tag="open"):
    """Open a reader, before any job; the answer has no outcomes.

    Attributes:
        model: a shipped model's name or an ONNX file; None is the default model.
        min_confidence: digits of less are refused, 0 to 1; None is the model's own threshold.
    """

    model: str | None = None
    min_confidence: float | None = None


class Read(Struct, frozen=True, tag="read"):
    """Read a page of a picture; where it has no such page the answer has no outcomes.

    Attributes:
        name: what the picture is called; may be empty.
        content: the picture, as it was sent.
        rotate, page, expect, single, min_confidence, details: see `Wishes`.
    """

    name: str
    content: bytes
    rotate: Rotation = 0
    page: int = 1
    expect: int | None = None
    single: bool = False
    min_confidence: float | None = None
    details: bool = False


class Crop(Struct, frozen=True):
    """A picture that holds one digit at most.

    Attributes:
        name: what an error calls it.
        content: the picture, as it was sent.
        details: whether more is told than the answer.
    """

    name: str
    content: bytes
    details: bool = False


class Classify(Struct, frozen=True, tag="classify"):
    """Classify crops, of one request or of several; each has an outcome of its own."""

    crops: list[Crop]


class Failure(Struct, frozen=True, tag="failure"):
    """What is raised in place of an answer.

    Attributes:
        error: the name of an error.
        arguments: what it is made of.
    """

    error: str
    arguments: list[str]

    @classmethod
    def of(cls, error: Exception) -> Self:
        """An error as it is sent; a fault of ours goes with the place where it happened."""
        match error:
            case PictureError() | ModelError():
                arguments = [error.subject, error.cause, error.remedy]
            case MissingExtraError():
                arguments = [error.feature, error.extra]
            case _:
                return cls("RuntimeError", ["".join(traceback.format_exception(error))])
        return cls(type(error).__name__, arguments)

    def to_error(self) -> Exception:
        """The error, as it was raised."""
        return _ERRORS[self.error](*self.arguments)


Job = Read | Classify
"""What a worker does once its reader is open."""

Outcome = bytes | Failure
"""JSON that says what was read, or what is wrong with the picture."""

Answer = list[Outcome] | Failure
"""The outcomes, or why there are none."""
