"""What is written as strokes of a pen: digits as people write them and how often, and letters."""

import tomllib
from bisect import bisect
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any

__all__ = ["Stroke", "Variant", "choose_variant", "letters", "most_points", "sign", "variants"]

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
    """One way of writing one digit, or something else.

    Attributes:
        digit: 0 to 9, None for what is no digit.
        name: what sets it apart, in words.
        weight: how often it is met, beside the weights of the digit's other variants.
        strokes: in the order of writing.
    """

    digit: int | None
    name: str
    weight: float
    strokes: tuple[Stroke, ...]


@cache
def variants(digit: int) -> tuple[Variant, ...]:
    """Every way of writing ``digit`` that the table ``strokes.toml`` knows.

    Raises:
        ValueError: ``digit`` is not 0 to 9.
    """
    entries = _table("strokes.toml").get(str(digit))
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
def letters() -> tuple[Variant, ...]:
    """The letters of the table ``letters.toml``: none that some hand shapes like a digit."""
    return tuple(_variant(None, entry) for entry in _table("letters.toml")["letter"])


def sign(name: str) -> Variant:
    """What stands in and around numbers, such as ``dot``, ``dash`` or ``slash``.

    Its points say where: y is 0 at the top of the digits beside it and 1 on their line.

    Raises:
        KeyError: the table ``letters.toml`` has no such sign.
    """
    return _signs()[name]


@cache
def most_points() -> int:
    """The number of points of the variant that has the most."""
    digits = [variant for digit in DIGITS for variant in variants(digit)]
    everything = [*digits, *letters(), *_signs().values()]
    return max(sum(len(stroke.points) for stroke in variant.strokes) for variant in everything)


@cache
def _signs() -> dict[str, Variant]:
    return {entry["name"]: _variant(None, entry) for entry in _table("letters.toml")["sign"]}


@cache
def _upper_bounds(digit: int) -> tuple[float, ...]:
    return tuple(accumulate(variant.weight for variant in variants(digit)))


@cache
def _table(name: str) -> dict[str, list[dict[str, Any]]]:
    table = resources.files("shuzi.synthesis").joinpath(name)
    return tomllib.loads(table.read_text(encoding="utf-8"))


def _variant(digit: int | None, entry: dict[str, Any]) -> Variant:
    strokes = tuple(_stroke(text) for text in entry["strokes"])
    return Variant(digit, entry["name"], float(entry.get("weight", 1)), strokes)


def _stroke(text: str) -> Stroke:
    words = text.split()
    points = tuple(_point(word.removesuffix(CORNER)) for word in words)
    corners = frozenset(index for index, word in enumerate(words) if word.endswith(CORNER))
    return Stroke(points, corners)


def _point(word: str) -> tuple[float, float]:
    x, y = word.split(",")
    return float(x) / UNITS_PER_HEIGHT, float(y) / UNITS_PER_HEIGHT
