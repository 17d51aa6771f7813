"""What forms come with: rules, boxes, combs, words."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.sheet import Mark
from shuzi.synthesis.writers import printed, random_face

__all__ = ["boxes", "comb", "cross_rules", "frame", "rule", "word"]

FULL_INK = 255
DASH = 6  # of a dashed rule: length of a dash, and of the gap after it, in widths of the rule

WORDS = (
    *("Amount", "Total", "Name", "Date", "Account", "Score", "Points", "Betrag", "Datum", "Konto"),
    *("Summe", "Montant", "Compte", "Monto", "Fecha", "Cuenta", "Importo", "Tutar", "Tarih", "No."),
    *("Qty", "Room", "Telephone", "Postcode", "Reference", "Remarks", "Sheet", "Year", "Born"),
)


def rule(begin: tuple[int, int], end: tuple[int, int], width: int, *, dashed: bool = False) -> Mark:
    """A rule across or down, from ``begin`` to ``end``: x and y of its middle, in pixels."""
    (left, top), (right, bottom) = np.subtract(begin, width // 2), np.add(end, (width + 1) // 2)
    ink = np.full((bottom - top, right - left), FULL_INK, np.uint8)
    if dashed:
        y, x = np.ogrid[: ink.shape[0], : ink.shape[1]]
        ink[(x + y) // (DASH * width) % 2 == 1] = 0
    return Mark(ink, int(left), int(top))


def frame(left: int, top: int, right: int, bottom: int, width: int) -> Iterator[Mark]:
    """The four sides of a box."""
    yield rule((left, top), (right, top), width)
    yield rule((left, bottom), (right, bottom), width)
    yield rule((left, top), (left, bottom), width)
    yield rule((right, top), (right, bottom), width)


def boxes(edges: Sequence[int], top: int, bottom: int, width: int) -> Iterator[Mark]:
    """Boxes side by side that share their sides, which stand at ``edges``."""
    yield from frame(edges[0], top, edges[-1], bottom, width)
    for edge in edges[1:-1]:
        yield rule((edge, top), (edge, bottom), width)


def comb(edges: Sequence[int], top: int, bottom: int, width: int) -> Iterator[Mark]:
    """A foot with short teeth between the places for digits."""
    yield rule((edges[0], bottom), (edges[-1], bottom), width)
    for edge in edges:
        yield rule((edge, bottom - (bottom - top) // 3), (edge, bottom), width)


def cross_rules(size: tuple[int, int], pitch: int, width: int, *, squared: bool) -> Iterator[Mark]:
    """The rules of writing paper.

    Args:
        size: rows and columns of the sheet, in pixels.
        pitch: from one rule to the next.
        width: of a rule.
        squared: rules run down as well as across.
    """
    rows, columns = size
    for y in range(pitch, rows, pitch):
        yield rule((0, y), (columns, y), width)
    if squared:
        for x in range(pitch, columns, pitch):
            yield rule((x, 0), (x, rows), width)


def word(left: int, foot: int, height: int, rng: np.random.Generator) -> Mark:
    """A printed word that stands on ``foot``, without digits."""
    face, slant = random_face(rng)
    ink = printed(WORDS[rng.integers(len(WORDS))], face, height, slant)
    return Mark(_faint(ink, rng), left, foot - len(ink))


def _faint(ink: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return np.asarray(cv2.convertScaleAbs(ink, alpha=rng.uniform(0.5, 1)), np.uint8)
