"""What people write on and with: tinted, printed and plain paper, ball pens, felt pens, pencils."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.paper import Surface, bare, cover, finished, gritty
from shuzi.synthesis.sheet import Sheet

__all__ = [
    "PATTERNS",
    "Stationery",
    "dots",
    "guilloche",
    "lay_sheet",
    "line_screen",
    "moire",
    "random_stationery",
    "waves",
]

Colour = tuple[int, int, int]
Floats = NDArray[np.floating[Any]]

INKS: tuple[Colour, ...] = (
    *((20, 20, 24), (28, 38, 96), (24, 60, 150), (60, 62, 70), (90, 90, 94)),
    *((150, 28, 36), (20, 100, 60), (80, 40, 120)),
)
INK_SHARES = (0.28, 0.26, 0.16, 0.1, 0.08, 0.05, 0.04, 0.03)
PRINTS: tuple[Colour, ...] = (
    *((30, 30, 30), (110, 110, 116), (90, 120, 170), (60, 130, 130), (190, 90, 70), (190, 120, 50)),
)
PATTERNED = 0.4  # how much of all paper has a security print
FULL_INK = 255


def line_screen(x: Floats, y: Floats, period: float, rng: np.random.Generator) -> Floats:
    """Straight lines, as of a copy protection.

    Args:
        x: [W], columns in pixels.
        y: [H, 1], rows in pixels.
        period: from one line to the next, in pixels, as for all patterns.
        rng: makes its direction, and whatever else a pattern leaves open.

    Returns:
        float32 [H, W], 0 to 1, how much of the print there is.
    """
    return _wave(_across(x, y, rng) / period)


def waves(x: Floats, y: Floats, period: float, rng: np.random.Generator) -> Floats:
    """Wavy lines side by side."""
    swing, length = period * rng.uniform(0.5, 2), period * rng.uniform(4, 12)
    sway = swing * np.sin(2 * np.pi * x / length + rng.uniform(0, 6))
    return _wave((y + sway) / period)


def guilloche(x: Floats, y: Floats, period: float, rng: np.random.Generator) -> Floats:
    """Two families of wavy lines that run through each other."""
    return np.maximum(waves(x, y, period, rng), waves(x, y, period, rng))


def dots(x: Floats, y: Floats, period: float, rng: np.random.Generator) -> Floats:
    """A screen of dots, as grey is printed."""
    angle = rng.uniform(0, np.pi / 2)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return _wave((cos * x + sin * y) / period) * _wave((cos * y - sin * x) / period)


def moire(x: Floats, y: Floats, period: float, rng: np.random.Generator) -> Floats:
    """Two screens of lines nearly alike, which beat."""
    across = _across(x, y, rng)
    bent = across * np.float32(rng.uniform(0.88, 0.96)) + np.float32(rng.uniform(0.02, 0.1)) * x
    return _wave(across / period) * _wave(bent / period)


PATTERNS: tuple[Callable[[Floats, Floats, float, np.random.Generator], Floats], ...] = (
    *(line_screen, waves, guilloche, dots, moire),
)
"""Every security print."""


@dataclass(frozen=True, slots=True, eq=False)
class Stationery:
    """A surface with what is printed all over it.

    Attributes:
        surface: the paper, and the pen's ink.
        strength: of the ink, 0 to 1.
        print: colour of what is printed.
        print_strength: of rules and words, 0 to 1.
        pattern: one of `PATTERNS`, None for plain paper.
        period: of the pattern, in heights of a digit.
        pattern_strength: 0 to 1.
    """

    surface: Surface
    strength: float
    print: Colour
    print_strength: float
    pattern: Callable[[Floats, Floats, float, np.random.Generator], Floats] | None
    period: float
    pattern_strength: float


def random_stationery(rng: np.random.Generator) -> Stationery:
    """Any paper with any pen: the pen is always darker than the paper and what is printed on it."""
    light = rng.uniform(190, 255)
    red, green, blue = np.clip(light + rng.normal(scale=7, size=3), 150, 255).astype(int).tolist()
    pencil = rng.random() < 1 / 6
    surface = Surface(
        ground=(red, green, blue),
        ink=INKS[rng.choice(len(INKS), p=INK_SHARES)],
        pen=0,
        mottle=abs(rng.normal(scale=2)),
        grit=rng.uniform(0.4, 0.8) if pencil else abs(rng.normal(scale=0.1)),
    )
    pattern = PATTERNS[rng.integers(len(PATTERNS))] if rng.random() < PATTERNED else None
    return Stationery(
        surface=surface,
        strength=rng.uniform(0.5, 0.8) if pencil else rng.uniform(0.7, 1),
        print=PRINTS[rng.integers(len(PRINTS))],
        print_strength=rng.uniform(0.3, 1),
        pattern=pattern,
        period=rng.uniform(0.06, 0.4),
        pattern_strength=rng.uniform(0.05, 0.35),
    )


def lay_sheet(
    sheet: Sheet, stationery: Stationery, height: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The picture of a sheet: the pattern, over it what is printed, over that what is written.

    Args:
        sheet: what is on it.
        stationery: what it is made of.
        height: of a digit, in pixels.
        rng: makes patches, grit and patterns.

    Returns:
        uint8 [H, W, 3], red, green and blue.
    """
    surface = stationery.surface
    rows, columns = sheet.written.shape
    picture = bare((rows, columns), surface, rng)
    if stationery.pattern:
        y, x = np.ogrid[:rows, :columns]
        period = max(2.0, stationery.period * height)
        print_ = stationery.pattern(x.astype(np.float32), y.astype(np.float32), period, rng)
        cover(picture, stationery.pattern_strength * print_, stationery.print)
    if sheet.printed.any():
        printed = sheet.printed.astype(np.float32) * (stationery.print_strength / FULL_INK)
        cover(picture, printed, stationery.print)
    cover(picture, stationery.strength * gritty(sheet.written, surface.grit, rng), surface.ink)
    return finished(picture)


def _across(x: Floats, y: Floats, rng: np.random.Generator) -> Floats:
    """Pixels along a random direction."""
    angle = rng.uniform(0, np.pi)
    return np.asarray(np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y)


def _wave(turns: Floats) -> Floats:
    """From 0 to 1 and back in each turn."""
    return np.asarray(np.float32(0.5) - np.float32(0.5) * np.cos(np.float32(2 * np.pi) * turns))
