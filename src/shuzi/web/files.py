"""Files that clients send."""

from dataclasses import dataclass

__all__ = ["File"]


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent.

    Attributes:
        name: as the client calls it, without folders; may be empty.
        content: what is in it.
    """

    name: str
    content: bytes
