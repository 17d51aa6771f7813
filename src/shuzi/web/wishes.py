"""What a request may wish beside its body."""

from enum import IntEnum
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Details", "Wishes"]

_MOST_EXPECTED = 1_000  # digits in a line
_MOST_PAGES = 100_000


class _Turn(IntEnum):
    NONE = 0
    RIGHT = 90
    ROUND = 180
    LEFT = 270


class _Details(BaseModel):
    model_config = ConfigDict(extra="forbid")  # a misspelt wish is told, not passed over

    details: bool = Field(False, description="Tell ten probabilities and the frame of each digit.")


class _Wishes(_Details):
    expect: int | None = Field(
        None, ge=1, le=_MOST_EXPECTED, description="So many digits stand in each line."
    )
    rotate: _Turn = Field(_Turn.NONE, description="Turn it so many degrees clockwise before.")
    min_confidence: float | None = Field(None, ge=0, le=1, description="Refuse digits of less.")
    page: int = Field(1, ge=1, le=_MOST_PAGES, description="Which page of a PDF or TIFF.")
    single: bool = Field(False, description="One digit stands there at most.")


Details = Annotated[_Details, Query()]
"""Whether more is told than the answer."""

Wishes = Annotated[_Wishes, Query()]
"""How a picture is to be read."""
