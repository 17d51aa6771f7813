"""What an engine that reads pictures is asked, and what it answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

__all__ = ["Answer", "Engine", "Kind", "NotInstalledError", "Place"]

Kind = Literal["digit", "line", "page"]
"""What a picture is known to show: one digit at most, one line of them, or anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """A character that was read, and the middle of its box in pixels of the picture."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine says of a picture.

    Attributes:
        text: as the engine gave it, a newline between rows of writing.
        is_sure: whether an answer is to be believed where there may be no digit at all.
        places: every character of it, for pages.
    """

    text: str
    is_sure: bool = True
    places: tuple[Place, ...] = ()


class NotInstalledError(Exception):
    """An engine is not on this machine; the text says how to get it."""


class Engine(Protocol):
    """Something that reads pictures."""

    @property
    def name(self) -> str:
        """In tables."""

    @property
    def note(self) -> str:
        """What it is and how it is called, in one sentence without a full stop."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of pictures that it can read."""

    @property
    def quick(self) -> bool:
        """Whether it reads every picture, and not only the sample."""

    def read(self, path: Path, kind: Kind, /) -> Answer:
        """Read a picture, of a file as a user has it."""
