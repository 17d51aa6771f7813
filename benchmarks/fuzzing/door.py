"""A way into shuzi for bytes that others made."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from fuzzing.mutation import mutated

__all__ = ["Door", "Opener", "Workshop"]

_MENDED_SHARE = 0.5  # of the inputs, where a door can mend them


@dataclass(frozen=True, slots=True)
class Door:
    """Something that reads bytes.

    Attributes:
        seeds: whole files, which it takes.
        enter: hands it bytes; gives what came of it in a word or two, None where they were taken.
            What is raised and is no typed error of shuzi's is a fault.
        mend: makes right what would be noticed before anything else is looked at, such as
            checksums; half of all inputs go through it.
    """

    seeds: tuple[bytes, ...]
    enter: Callable[[bytes], str | None]
    mend: Callable[[bytes], bytes] | None = None

    def content(self, name: str, seed: int, number: int) -> bytes:
        """Input ``number`` of a run with that seed; the same again each time."""
        random = Random(f"{name} {seed} {number}")
        content = mutated(self.seeds, random)
        return self.mend(content) if self.mend and random.random() < _MENDED_SHARE else content


@dataclass(frozen=True, slots=True)
class Workshop:
    """What doors need to stand.

    Attributes:
        folder: for files.
        stack: closes what they open.
        started: what several doors of one process share, by its name.
    """

    folder: Path
    stack: ExitStack
    started: dict[str, Any] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> Path:
        """A file of that name with this content."""
        path = self.folder / name
        path.write_bytes(content)
        return path


Opener = Callable[[Workshop], Door]
"""Opens a door; raises ModuleNotFoundError where what is behind it is not installed."""
