"""The answers of the API as OpenAPI describes them, each with an example."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.config import JsonDict

from shuzi.results import DIGITS

__all__ = [
    "ClassifiedAnswer",
    "CorrectionAdded",
    "CorrectionAnswer",
    "CorrectionsAnswer",
    "ModelAnswer",
    "ReadingAnswer",
]

Probability = Annotated[float, Field(ge=0, le=1)]
Value = Annotated[int, Field(ge=0, lt=DIGITS)]
Box = Annotated[
    tuple[int, int, int, int],
    Field(description="x, y, width and height in pixels of the upright picture."),
]
Probabilities = Annotated[
    list[Probability] | None,
    Field(min_length=DIGITS, max_length=DIGITS, description="Of 0 to 9; only with details."),
]
Frame = Annotated[
    str | None,
    Field(description="The 28 x 28 pixels that the network saw, a PNG; only with details."),
]
Reason = Literal["blank", "not a digit", "unsure"]

_BOX: list[JsonValue] = [32, 48, 71, 120]
_DIGIT: JsonDict = {"value": 7, "confidence": 0.998, "box": _BOX}
_CORRECTION: JsonDict = {
    "id": 1,
    "value": 7,
    "read": 1,
    "created": "2026-01-31T09:30:00+00:00",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DigitAnswer(_Answer):
    """One digit that was read."""

    value: Value
    confidence: Probability
    box: Box
    probabilities: Probabilities = None
    frame: Frame = None


class LineAnswer(_Answer):
    """One line of writing; in its text a refused place is a question mark."""

    text: str
    confidence: Probability
    box: Box
    digits: list[DigitAnswer]


class RefusalAnswer(_Answer):
    """One place that was looked at and not read."""

    box: Box
    reason: Reason
    probabilities: Probabilities = None
    frame: Frame = None


class ReadingAnswer(_Answer):
    """What one page of a picture says."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "file": "number.png",
                "page": 1,
                "width": 160,
                "height": 200,
                "text": "7",
                "lines": [{"text": "7", "confidence": 0.998, "box": _BOX, "digits": [_DIGIT]}],
                "refused": [],
                "model": "handwriting 0.2.0",
                "milliseconds": 7.4,
            }
        }
    )

    file: str
    page: Annotated[int, Field(ge=1)]
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    text: str
    lines: list[LineAnswer]
    refused: list[RefusalAnswer]
    model: str
    milliseconds: Annotated[float, Field(ge=0)]


class ClassifiedDigit(_Answer):
    """One picture that was read as one digit; its value is null where it was refused."""

    value: Value | None
    confidence: Probability
    box: Box
    reason: Reason | None
    probabilities: Probabilities = None
    frame: Frame = None


class ClassifiedAnswer(_Answer):
    """A digit for each picture, in their order."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"digits": [_DIGIT | {"reason": None}], "model": "handwriting 0.2.0"}
        }
    )

    digits: list[ClassifiedDigit]
    model: str


class ModelAnswer(_Answer):
    """What the model says of itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "handwriting",
                "version": "0.2.0",
                "classes": [*"0123456789", "not a digit"],
                "threshold": 0.6,
                "temperature": 1.1,
                "provenance": {"seed": "1"},
            }
        }
    )

    name: str
    version: str
    classes: list[str]
    threshold: Probability
    temperature: Annotated[float, Field(gt=0)]
    provenance: dict[str, str]


class CorrectionAdded(_Answer):
    """A correction that is on the disk."""

    model_config = ConfigDict(json_schema_extra={"example": _CORRECTION | {"duplicate": False}})

    id: int
    value: Value | None
    read: Value | None
    created: str
    duplicate: bool
    sha256: str


class CorrectionAnswer(_Answer):
    """A correction as it is kept."""

    id: int
    value: Value | None
    read: Value | None
    confidence: Probability | None
    model: str
    created: str
    sha256: str
    picture: Annotated[str, Field(description="The path of the crop, a PNG.")]


class CorrectionsAnswer(_Answer):
    """The newest corrections, or those before an id."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "corrections": [
                    _CORRECTION
                    | {"confidence": 0.61, "model": "handwriting 0.2.0"}
                    | {"picture": "/v1/corrections/1/picture"}
                ],
                "total": 1,
                "next": None,
            }
        }
    )

    corrections: list[CorrectionAnswer]
    total: int
    next: Annotated[int | None, Field(description="For before=, where there are more.")]
