"""What stands where a digit might, and is none: letters, shapes, halves of digits and pairs."""

import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.manners import Manner, set_line
from shuzi.synthesis.pen import trimmed
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.shapes import SHAPES
from shuzi.synthesis.sheet import Mark, paste
from shuzi.synthesis.strokes import letters
from shuzi.synthesis.writers import StrokeWriter, drawn, printed, random_face, somebody

__all__ = ["random_non_digit"]

Ink = NDArray[np.uint8]

# None of these is shaped like a digit in any face that `printed` has.
PRINTED_LETTERS = "AEFHKMNPRTVWXadefhkmnprtvwx%&+=<>@#"

# How many of all are letters, printed letters, shapes, turned digits, halves, two halves and pairs.
SHARES = (0.32, 0.08, 0.27, 0.08, 0.06, 0.08, 0.11)

# A mirrored 2 may be a 5 and the other way round, and 0, 1, 4 and 8 often are what they were.
MIRRORED = (3, 6, 7, 9)
LYING = (2, 3, 4, 5, 6, 9)  # turned by a quarter

# Which halves of which digits are no digit by themselves: the right half of an 8 may be a 3, that
# of a 2 a 7, that of a 4 or a 7 a 1, that of a 6 and the left one of a 9 a 0; a 2 or a 5 can do
# without its end, and half a 1 still is one.
LEFT_HALVES = (0, 3, 4, 6, 8)
RIGHT_HALVES = (0, 5)

HALF = (0.3, 0.5)  # of a digit's ink is left
MOST_SLANT = 0.35
TOUCHING = Manner(gap=-0.01, gap_spread=0.03, slope=0, wander=0.03, growth=0.05, joins=False)


def random_non_digit(samples: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    """Something that is no digit.

    Args:
        samples: digits of which some halves and pairs are made, None for strokes alone.
        height: in pixels, about.
        rng: makes it.

    Returns:
        uint8 [H, W], 0 where there is no ink, 255 where it is full; never empty.
    """
    kinds = (_letter, _printed_letter, _shape, _turned, _half, _two_halves, _pair)
    return kinds[rng.choice(len(kinds), p=SHARES)](samples, height, rng)


def _letter(_: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    alphabet = letters()
    hand = StrokeWriter.random(rng, pen=0.1, shake=0.03).hand
    return drawn(alphabet[rng.integers(len(alphabet))], hand, height, rng)


def _printed_letter(_: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    letter = PRINTED_LETTERS[rng.integers(len(PRINTED_LETTERS))]
    face, slant = random_face(rng)
    return printed(letter, face, height, slant)


def _shape(_: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    return SHAPES[rng.integers(len(SHAPES))](height, rng)


def _turned(samples: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    """A digit that is mirrored, or lies on its side."""
    mirrored = bool(rng.random() < len(MIRRORED) / (len(MIRRORED) + len(LYING)))
    value = int(rng.choice(MIRRORED if mirrored else LYING))
    ink = somebody(samples, rng).write(value, height, rng)
    turned = np.fliplr(ink) if mirrored else np.rot90(ink, rng.choice((1, 3)))
    return np.ascontiguousarray(turned)


def _half(samples: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    """What a cut through the middle of a digit leaves on one side."""
    left = bool(rng.random() < len(LEFT_HALVES) / (len(LEFT_HALVES) + len(RIGHT_HALVES)))
    value = int(rng.choice(LEFT_HALVES if left else RIGHT_HALVES))
    ink = somebody(samples, rng).write(value, height, rng)
    share, slant = rng.uniform(*HALF), _slant(rng)
    side = _right_of(_middle(ink, share if left else 1 - share, slant), slant, ink)
    return _kept(ink, ~side if left else side)


def _two_halves(samples: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    """What lies between two cuts through the middles of neighbours."""
    marks, slant = _neighbours(samples, height, rng), _slant(rng)
    ink = _joined(marks)
    first, second = (
        _right_of(mark.left + _middle(mark.ink, rng.uniform(0.4, 0.6), slant), slant, ink)
        for mark in marks
    )
    return _kept(ink, first & ~second)


def _pair(samples: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    """Two digits that touch, or nearly."""
    return _joined(_neighbours(samples, height, rng))


def _neighbours(
    samples: Samples | None, height: int, rng: np.random.Generator
) -> tuple[Mark, Mark]:
    text = "".join(map(str, rng.integers(10, size=2)))
    first, second = set_line(text, somebody(samples, rng), TOUCHING, height, rng)
    top = min(first.top, second.top)
    return first.moved(0, -top), second.moved(0, -top)


def _joined(marks: tuple[Mark, Mark]) -> Ink:
    canvas = np.zeros((max(m.bottom for m in marks), max(m.right for m in marks)), np.uint8)
    paste(canvas, marks)
    return canvas


def _slant(rng: np.random.Generator) -> float:
    """Of a cut: how far its top lies to the right of its foot, in heights; often not at all."""
    return rng.uniform(-MOST_SLANT, MOST_SLANT) if rng.random() < 1 / 2 else 0.0


def _middle(ink: Ink, share: float, slant: float) -> float:
    """Where a cut leaves that share of the ink on its left: its column at half the height."""
    rows, columns = ink.shape
    upright = np.arange(columns) - _edge(rows, slant)
    return float(np.quantile(upright[ink > 0], share))


def _right_of(cut: float, slant: float, ink: Ink) -> NDArray[np.bool_]:
    """Which pixels of ``ink`` are right of a cut through that column at half the height."""
    rows, columns = ink.shape
    return np.arange(columns) >= cut + _edge(rows, slant)


def _edge(rows: int, slant: float) -> NDArray[np.float64]:
    """How far right of its middle a cut lies in each row: [rows, 1]."""
    return np.asarray(slant * (rows / 2 - np.arange(rows)))[:, None]


def _kept(ink: Ink, part: NDArray[np.bool_]) -> Ink:
    """The ink in a part of the picture; all of it where there is none."""
    kept = trimmed(np.where(part, ink, np.uint8(0)))
    return kept if kept.size else ink
