"""What stands where a digit might, and is none: letters, shapes, turned digits and pairs."""

import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.manners import Manner, set_line
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.shapes import SHAPES
from shuzi.synthesis.sheet import paste
from shuzi.synthesis.strokes import letters
from shuzi.synthesis.writers import StrokeWriter, drawn, printed, random_face, somebody

__all__ = ["random_non_digit"]

Ink = NDArray[np.uint8]

# None of these is shaped like a digit in any face that `printed` has.
PRINTED_LETTERS = "AEFHKMNPRTVWXadefhkmnprtvwx%&+=<>@#"

# How many of all are letters, printed letters, shapes, turned digits, and pairs.
SHARES = (0.4, 0.1, 0.3, 0.08, 0.12)

# A mirrored 2 may be a 5 and the other way round, a mirrored 6 a 2; 0, 1, 4 and 8 often are what
# they were.
MIRRORED = (3, 7, 9)
LYING = (2, 3, 4, 5)  # turned by a quarter; a 6 or a 9 may then be a 0 with a tail

TOUCHING = Manner(gap=-0.01, gap_spread=0.03, slope=0, wander=0.03, growth=0.05, joins=None)


def random_non_digit(samples: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    """Something that is no digit.

    Args:
        samples: digits of which some pairs are made, None for strokes alone.
        height: in pixels, about.
        rng: makes it.

    Returns:
        uint8 [H, W], 0 where there is no ink, 255 where it is full; never empty.
    """
    kinds = (_letter, _printed_letter, _shape, _turned, _pair)
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


def _pair(samples: Samples | None, height: int, rng: np.random.Generator) -> Ink:
    """Two digits that touch, or nearly."""
    text = "".join(map(str, rng.integers(10, size=2)))
    marks = set_line(text, somebody(samples, rng), TOUCHING, height, rng)
    top = min(mark.top for mark in marks)
    marks = [mark.moved(0, -top) for mark in marks]
    canvas = np.zeros((max(m.bottom for m in marks), max(m.right for m in marks)), np.uint8)
    paste(canvas, marks)
    return canvas
