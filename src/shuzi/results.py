"""What reading a picture gives: frozen results, and the JSON that mirrors them."""

from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["DIGITS", "Box", "Digit", "Line", "Reading", "Reason", "Refusal"]

DIGITS = 10
"""How many digits there are: 0 to 9."""

Reason = Literal["blank", "not a digit", "unsure"]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels of the upright picture, its origin the top left corner."""

    x: int
    y: int
    width: int
    height: int

    def to_list(self) -> list[int]:
        """``[x, y, width, height]``."""
        return [self.x, self.y, self.width, self.height]


@dataclass(frozen=True, slots=True)
class Digit:
    """One place that was read.

    Attributes:
        value: 0 to 9, or None where the place was refused.
        confidence: calibrated probability, 0 to 1, of the likeliest digit.
        box: where the ink stands.
        probabilities: ten calibrated probabilities, digit 0 first; they sum to at most 1.
        reason: why the place was refused, None where it was not.
        frame: what the network saw, 28 rows of 28 bytes, bright ink on 0; None where there was
            nothing to show it.
    """

    value: int | None
    confidence: float
    box: Box
    probabilities: tuple[float, ...]
    reason: Reason | None = None
    frame: bytes | None = field(default=None, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The digit as it stands in the JSON of a reading."""
        return {
            "value": self.value,
            "confidence": round(self.confidence, 6),
            "box": self.box.to_list(),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One line of writing.

    Attributes:
        text: its digits left to right, ``?`` where a place was refused.
        confidence: probability, 0 to 1, that all its digits are right: their product.
        box: the smallest box around all its places.
        digits: the digits read; refused places are not among them.
    """

    text: str
    confidence: float
    box: Box
    digits: tuple[Digit, ...]

    def to_dict(self) -> dict[str, Any]:
        """The line as it stands in the JSON of a reading."""
        return {
            "text": self.text,
            "confidence": round(self.confidence, 6),
            "box": self.box.to_list(),
            "digits": [digit.to_dict() for digit in self.digits],
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A place that was looked at and not read.

    Attributes:
        box: where it is.
        reason: why it was not read.
        probabilities: ten calibrated probabilities, digit 0 first; they sum to at most 1.
        frame: what the network saw, 28 rows of 28 bytes, bright ink on 0; None where there was
            nothing to show it.
    """

    box: Box
    reason: Reason
    probabilities: tuple[float, ...] = (0.0,) * DIGITS
    frame: bytes | None = field(default=None, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The refusal as it stands in the JSON of a reading."""
        return {"box": self.box.to_list(), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one picture, or one page of one, says.

    Attributes:
        text: its lines top to bottom, separated by newlines.
        lines: the lines, each with its digits.
        refused: the places that were not read, in reading order.
        width: of the upright picture, in pixels.
        height: of the upright picture, in pixels.
        file: the path that was read, empty for bytes, arrays and images.
        page: counted from 1.
        model: name and version of the model that read it.
        milliseconds: time from the decoded picture to the result.
    """

    text: str
    lines: tuple[Line, ...]
    refused: tuple[Refusal, ...]
    width: int
    height: int
    file: str
    page: int
    model: str
    milliseconds: float

    def to_dict(self) -> dict[str, Any]:
        """The reading as ``shuzi read --format json`` prints it."""
        return {
            "file": self.file,
            "page": self.page,
            "width": self.width,
            "height": self.height,
            "text": self.text,
            "lines": [line.to_dict() for line in self.lines],
            "refused": [refusal.to_dict() for refusal in self.refused],
            "model": self.model,
            "milliseconds": round(self.milliseconds, 3),
        }
