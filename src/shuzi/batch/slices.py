"""How an input is cut: slices, each of which is loaded at once and becomes one part."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import pyarrow as pa

__all__ = ["EVERYTHING", "Limits", "Opened", "Shelf", "Slice"]

PARTS = 400
"""About so many parts are made of a large input."""

FEWEST, MOST = 1_000, 50_000
"""Pictures a part, at most, of a small input and of a large one."""

LEAST_BYTES, MOST_BYTES = 2**20, 2**26
"""Bytes of pictures a part, likewise: a core has something to do, and memory holds it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a slice may hold at most; one picture that is larger is a slice by itself."""

    pictures: float
    size: float

    @classmethod
    def of(cls, pictures: int, size: int) -> Self:
        """The limits for an input of so many pictures and bytes."""
        return cls(
            min(max(math.ceil(pictures / PARTS), FEWEST), MOST),
            min(max(math.ceil(size / PARTS), LEAST_BYTES), MOST_BYTES),
        )


EVERYTHING = Limits(math.inf, math.inf)
"""What lets a whole file be one slice."""


class Opened(Protocol):
    """A file that is open."""

    def close(self) -> None:
        """Close it."""


Open = TypeVar("Open", bound=Opened)


class Shelf:
    """Keeps the file that was read last open: what is compressed is read on from where it was."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._opened: Any = None

    def take(self, path: Path, opener: Callable[[Path], Open]) -> Open:
        """The file, opened anew where it was not the last one."""
        if path != self._path:
            self.close()
            self._opened = opener(path)
            self._path = path
        opened: Open = self._opened
        return opened

    def close(self) -> None:
        """Close what is open."""
        if self._opened is not None:
            self._opened.close()
        self._path = self._opened = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class Slice(Protocol):
    """Some pictures that follow each other in the input; it travels to whoever reads them."""

    @property
    def pictures(self) -> int:
        """How many."""

    @property
    def size(self) -> int:
        """Their bytes, about."""

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells it from all others, and from itself once its files have changed."""

    def load(self, shelf: Shelf) -> pa.Table:
        """Their contents: :mod:`shuzi.batch.contents`.

        Raises:
            InputError: the file that they are in is damaged.
        """
