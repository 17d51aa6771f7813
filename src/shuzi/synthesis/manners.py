"""Manners: how people set digits side by side, and what they write between and around them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.sheet import CHARACTERS, STRANGER, Mark
from shuzi.synthesis.strangers import random_stranger
from shuzi.synthesis.strokes import sign
from shuzi.synthesis.writers import Writer, drawn

__all__ = ["Manner", "random_manner", "set_line"]

Ink = NDArray[np.uint8]
Write = Callable[[int, int, np.random.Generator], Ink]

# Gaps between two digits, in heights: kinds of writers, and how many of ten are each.
GAPS = ((0.45, 0.2), (0.18, 0.08), (0.06, 0.06), (0.0, 0.04), (-0.04, 0.03))
GAP_SHARES = (0.15, 0.35, 0.27, 0.15, 0.08)
DEEPEST = 0.4  # how much of the narrower of two boxes may lie within the other
SIGN_GAPS = (0.0, 0.22)  # before and after a sign

BEFORE = (("dollar",), ("hash",), ("star", "star"), ("F", "r", "dot"), ("dash",), ("equals",))
AFTER = (
    *(
        ("dot",),
        ("dash",),
        ("equals",),
        ("long dash",),
        ("slash",),
        ("dash", "dash"),
        ("dot", "dash"),
    ),
    *(("full stop with a dash",), ("comma", "dash"), ("star",)),
)
BETWEEN = ("dot", "dot", "dot", "comma", "comma", "apostrophe", "dash", "slash", "colon")
GROUP = 3  # digits between two separators

# How often a writer joins zeros, and writes signs before, between and after digits.
JOINED, PRECEDED, SEPARATED, FOLLOWED, RAISED = 0.15, 0.12, 0.4, 0.35, 0.15
JOINED_AT = (0.0, 0.5)  # how far below their tops, in heights of a digit
SMALL_ZEROS = (0.4, 0.8)  # height of zeros that are raised, in heights of a digit


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody sets a line. Lengths are in heights of a digit.

    Attributes:
        gap: usual distance between the ink of two digits; below 0 they overlap.
        gap_spread: standard deviation of it.
        slope: rise of the baseline for each unit to the right.
        wander: standard deviation of a digit's foot about the baseline.
        growth: standard deviation of a digit's size about the usual one.
        joins: how far below their tops zeros that follow each other are joined, in heights; None
            where they are not.
        zeros: height of zeros at the end; below 1 they are raised, as cents often are.
        before: signs before the number.
        between: sign between groups of three digits, None for none.
        after: signs after the number.
    """

    gap: float
    gap_spread: float
    slope: float
    wander: float
    growth: float
    joins: float | None
    zeros: float = 1.0
    before: tuple[str, ...] = ()
    between: str | None = None
    after: tuple[str, ...] = ()


def random_manner(rng: np.random.Generator) -> Manner:
    """How anybody sets a line."""
    gap, spread = GAPS[rng.choice(len(GAPS), p=GAP_SHARES)]
    chances = rng.random(5)
    return Manner(
        gap=gap,
        gap_spread=spread,
        slope=rng.normal(scale=0.025),
        wander=rng.uniform(0.01, 0.07),
        growth=rng.uniform(0.02, 0.1),
        joins=rng.uniform(*JOINED_AT) if chances[0] < JOINED else None,
        zeros=rng.uniform(*SMALL_ZEROS) if chances[4] < RAISED else 1.0,
        before=BEFORE[rng.integers(len(BEFORE))] if chances[1] < PRECEDED else (),
        between=BETWEEN[rng.integers(len(BETWEEN))] if chances[2] < SEPARATED else None,
        after=AFTER[rng.integers(len(AFTER))] if chances[3] < FOLLOWED else (),
    )


def set_line(
    text: str, writer: Writer, manner: Manner, height: int, rng: np.random.Generator
) -> list[Mark]:
    """Write a line: its digits and its signs.

    Args:
        text: digits, and ``?`` for each stranger, which is something like a letter.
        writer: who writes.
        manner: in which manner.
        height: of a digit, in pixels, about.
        rng: for what is different each time.

    Returns:
        The marks, the digits among them in the order of ``text``; the baseline starts at 0, 0.
    """
    write = _writing(text, writer, rng)
    marks: list[Mark] = []
    for place, (name, size) in enumerate(_tokens(text, manner)):
        last = marks[-1] if marks else None
        baseline = -manner.slope * (last.right if last else 0)
        if name in CHARACTERS:
            value = CHARACTERS.index(name)
            grown = size * height * np.exp(rng.normal(scale=manner.growth))
            ink = write(value, max(4, round(grown)), rng)
            raised = (1 - size) / 2 + rng.normal(scale=manner.wander)
            mark = Mark(ink, 0, round(baseline - raised * height) - len(ink), value)
        else:
            mark = _sign(name, writer, baseline, height, rng)
        if last and place:
            mark = mark.moved(_start(last, mark, manner, height, rng), 0)
        if last and manner.joins is not None and last.value == mark.value == 0:
            marks.append(_join(last, mark, writer, manner.joins, height))
        marks.append(mark)
    return marks


def _writing(text: str, writer: Writer, rng: np.random.Generator) -> Write:
    """Who writes the values of a line, strangers among them where it has any."""
    if CHARACTERS[STRANGER] not in text:
        return writer.write
    stranger = random_stranger(writer, rng)

    def write(value: int, height: int, rng: np.random.Generator) -> Ink:
        return stranger(height, rng) if value == STRANGER else writer.write(value, height, rng)

    return write


def _tokens(text: str, manner: Manner) -> Iterator[tuple[str, float]]:
    """The names of signs, and characters; with their heights beside others'."""
    yield from ((name, 1.0) for name in manner.before)
    high = len(text.rstrip("0"))
    for place, character in enumerate(text):
        if manner.between and place and (len(text) - place) % GROUP == 0:
            yield manner.between, 1.0
        yield character, manner.zeros if place >= high else 1.0
    yield from ((name, 1.0) for name in manner.after)


def _sign(
    name: str, writer: Writer, baseline: float, height: int, rng: np.random.Generator
) -> Mark:
    variant = sign(name)
    highest = min(y for stroke in variant.strokes for _, y in stroke.points)
    ink = drawn(variant, writer.hand, height, rng)
    return Mark(ink, 0, round(baseline + (highest - 1 - writer.hand.pen[0] / 2) * height))


def _start(last: Mark, mark: Mark, manner: Manner, height: int, rng: np.random.Generator) -> int:
    """Where ``mark`` starts, so that its ink keeps its distance from that of ``last``."""
    digits = last.value is not None and mark.value is not None
    gap = float(rng.normal(manner.gap, manner.gap_spread)) if digits else rng.uniform(*SIGN_GAPS)
    narrower = int(min(last.ink.shape[1], mark.ink.shape[1]))
    return max(
        last.right - _clearance(last, mark) + round(gap * height),
        round(last.right - DEEPEST * narrower),
    )


def _clearance(last: Mark, mark: Mark) -> int:
    """How many pixels of white would lie between two marks whose boxes touch side by side."""
    top, bottom = max(last.top, mark.top), min(last.bottom, mark.bottom)
    if top >= bottom:
        return 0
    after = _first_ink(last.ink[top - last.top : bottom - last.top, ::-1])
    before = _first_ink(mark.ink[top - mark.top : bottom - mark.top])
    return int((after + before).min())


def _first_ink(ink: Ink) -> NDArray[np.intp]:
    """White pixels at the start of each row; all of the row where it has no ink."""
    inked = ink > 0
    return np.asarray(np.where(inked.any(axis=1), inked.argmax(axis=1), ink.shape[1]))


def _join(last: Mark, mark: Mark, writer: Writer, below: float, height: int) -> Mark:
    """A flat bow from one zero to the next, so many heights below their tops."""
    pen = max(1, round(writer.hand.pen[0] * height))
    begin = (last.left + last.ink.shape[1] * 2 // 3, last.top + pen + round(below * len(last.ink)))
    end = (mark.left + mark.ink.shape[1] // 3, mark.top + pen + round(below * len(mark.ink)))
    left, top = begin[0] - pen, min(begin[1], end[1]) - pen
    width = max(1, end[0] - begin[0]) + 2 * pen
    depth = abs(end[1] - begin[1]) + round(0.15 * height) + 2 * pen
    t = np.linspace(0, 1, 12)[:, None]
    sag = np.array([0, 0.4 * height]) * t * (1 - t)
    path = (1 - t) * np.array(begin) + t * np.array(end) + sag - (left, top)
    ink = np.zeros((depth, width), np.uint8)
    points = [np.rint(path).astype(np.int32)]
    cv2.polylines(ink, points, isClosed=False, color=255, thickness=pen, lineType=cv2.LINE_AA)
    return Mark(ink, left, top)
