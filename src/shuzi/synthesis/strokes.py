"""Digits as strokes of a pen: the variants people write, and how often."""

import tomllib
from bisect import bisect
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any

__all__ = ["Stroke", "Variant", "choose_variant", "most_points", "variants"]

UNITS_PER_HEIGHT = 100.0  # the table counts in hundredths of a digit's height
CORNER = "!"
DIGITS = range(10)


@dataclass(frozen=True, slots=True)
class Stroke:
    """The way of the pen from setting down to lifting.

    Attributes:
        points: x and y of the points it runs through, in heights of the digit; y is 0 at the top.
        corners: which points it turns at sharply; it runs smoothly through all others.
    """

    points: tuple[tuple[float, float], ...]
    corners: frozenset[int]


# Compared by identity: hashing every point anew to look up its curves takes as long as drawing.
@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One way of writing one digit.

    Attributes:
        digit: 0 to 9.
        name: what sets it apart, in words.
        weight: how often it is met, beside the weights of the digit's other variants.
        strokes: in the order of writing.
    """

    digit: int
    name: str
    weight: float
    strokes: tuple[Stroke, ...]


@cache
def variants(digit: int) -> tuple[Variant, ...]:
    """Every way of writing ``digit`` that the table ``strokes.toml`` knows.

    Raises:
        ValueError: ``digit`` is not 0 to 9.
    """
    entries = _table().get(str(digit))
    if entries is None:
        raise ValueError(f"{digit} is not a digit: it must be 0 to 9")
    return tuple(_variant(digit, entry) for entry in entries)


def choose_variant(digit: int, chance: float) -> Variant:
    """One of the variants of ``digit``: with a random ``chance``, as often as its weight says.

    Args:
        digit: 0 to 9.
        chance: 0 to 1, without 1.

    Raises:
        ValueError: ``digit`` is not 0 to 9.
    """
    upper_bounds = _upper_bounds(digit)
    return variants(digit)[bisect(upper_bounds, chance * upper_bounds[-1])]


@cache
def most_points() -> int:
    """The number of points of the variant that has the most."""
    return max(
        sum(len(stroke.points) for stroke in variant.strokes)
        for digit in DIGITS
        for variant in variants(digit)
    )


@cache
def _upper_bounds(digit: int) -> tuple[float, ...]:
    return tuple(accumulate(variant.weight for variant in variants(digit)))


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    table = resources.files("shuzi.synthesis").joinpath("strokes.toml")
    return tomllib.loads(table.read_text(encoding="utf-8"))


def _variant(digit: int, entry: dict[str, Any]) -> Variant:
    strokes = tuple(_stroke(text) for text in entry["strokes"])
    return Variant(digit, entry["name"], float(entry["weight"]), strokes)


def _stroke(text: str) -> Stroke:
    words = text.split()
    points = tuple(_point(word.removesuffix(CORNER)) for word in words)
    corners = frozenset(index for index, word in enumerate(words) if word.endswith(CORNER))
    return Stroke(points, corners)


def _point(word: str) -> tuple[float, float]:
    x, y = word.split(",")
    return float(x) / UNITS_PER_HEIGHT, float(y) / UNITS_PER_HEIGHT
