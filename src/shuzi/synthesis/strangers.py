"""What stands in a line like a digit and is none: letters, scribbles, digits struck out."""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.shapes import glyph, scribble
from shuzi.synthesis.strokes import letters
from shuzi.synthesis.writers import Writer, drawn, printed, random_face

__all__ = ["Stranger", "random_letter", "random_stranger"]

Ink = NDArray[np.uint8]

Stranger = Callable[[int, np.random.Generator], Ink]
"""Draws something for a height in pixels, other each time: uint8 [H, W], trimmed."""

# In a line of digits, a 4 like an h or a 9 like a P is likelier than one such letter.
LIKE_DIGITS = frozenset({"P", "R", "T", "d", "e", "f", "h", "p", "r", "t"})
# None of these looks like a digit alone; in a word, the company of the others tells the rest.
PRINTED_LETTERS = "AEFHKMNPRTVWXadefhkmnprtuvwxc"

# How many lines with strangers have letters by hand, printed ones, and blots.
SHARES = (0.4, 0.35, 0.25)
PRINTED_SIZE = (0.4, 1.0)  # height of printed letters, in heights of a digit


def random_stranger(writer: Writer, rng: np.random.Generator) -> Stranger:
    """One kind of stranger: those of a line are alike, as the letters of a word are."""
    match rng.choice(len(SHARES), p=SHARES):
        case 0:
            return partial(random_letter, writer)
        case 1:
            return partial(_printed_letter, *random_face(rng), rng.uniform(*PRINTED_SIZE))
        case _:
            return partial(_blot, writer)


def random_letter(writer: Writer, height: int, rng: np.random.Generator) -> Ink:
    """A letter by hand, of those that look like no digit: uint8 [H, W], trimmed."""
    alphabet = [letter for letter in letters() if letter.name not in LIKE_DIGITS]
    return drawn(alphabet[rng.integers(len(alphabet))], writer.hand, height, rng)


def _printed_letter(
    face: int, slant: float, size: float, height: int, rng: np.random.Generator
) -> Ink:
    letter = PRINTED_LETTERS[rng.integers(len(PRINTED_LETTERS))]
    return printed(letter, face, max(6, round(size * height)), slant)


def _blot(writer: Writer, height: int, rng: np.random.Generator) -> Ink:
    kinds = (partial(_struck_out, writer), scribble, glyph)
    return kinds[rng.integers(len(kinds))](height, rng)


def _struck_out(writer: Writer, height: int, rng: np.random.Generator) -> Ink:
    """A digit under two to five strokes of the same pen."""
    ink = writer.write(int(rng.integers(10)), height, rng)
    rows, columns = ink.shape
    pen = max(1, round(writer.hand.pen[0] * height))
    size = np.array([columns, rows])
    struck = np.pad(ink, pen)
    for _ in range(rng.integers(2, 6)):
        ends = (rng.uniform((0, 0.1), (0.35, 0.9)), rng.uniform((0.65, 0.1), (1, 0.9)))
        begin, end = (tuple((pen + share * size).astype(int).tolist()) for share in ends)
        cv2.line(struck, begin, end, 255, pen, cv2.LINE_AA)
    return struck[pen:-pen, pen:-pen]
