"""Writers: somebody, or something, that writes digits which look as if by one hand."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from shuzi.synthesis.hands import Hands, random_hands
from shuzi.synthesis.pen import draw, trimmed
from shuzi.synthesis.samples import SampleHand, Samples, random_sample_hand
from shuzi.synthesis.strokes import Variant, choose_variant

__all__ = [
    "PrintedWriter",
    "SampleWriter",
    "StrokeWriter",
    "Writer",
    "drawn",
    "printed",
    "random_face",
    "somebody",
]

Ink = NDArray[np.uint8]

OVERSAMPLING = 3  # drawn that much larger, then shrunk: this smooths the edges
STEADY = 0.02  # the shake of somebody who takes care, in heights
USUAL_PEN = 0.075  # width, in heights
PEN_SPREAD = 0.45  # standard deviation of the logarithm of its width

# How often each kind of writer is met.
FROM_SAMPLES = 0.5  # where there are samples
PRINTED = 0.05

HERSHEY = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX)
BUILT_IN = len(HERSHEY)  # the face after OpenCV's is Pillow's own font


class Writer(Protocol):
    """Writes one digit after the other, always in much the same way."""

    @property
    def hand(self) -> Hands:
        """The one hand that writes signs between the digits."""

    def write(self, value: int, height: int, rng: np.random.Generator) -> Ink:
        """The ink of a digit.

        Args:
            value: 0 to 9.
            height: of the digit, in pixels, about.
            rng: nobody writes twice in quite the same way.

        Returns:
            uint8 [H, W], 0 where there is none, 255 where it is full, without an empty margin.
        """


@dataclass(frozen=True, slots=True, eq=False)
class StrokeWriter:
    """Somebody: one hand, and habits that choose one variant of each digit."""

    hand: Hands
    habits: tuple[float, ...]  # for each digit, 0 to 1: see `choose_variant`

    def write(self, value: int, height: int, rng: np.random.Generator) -> Ink:
        """See `Writer`."""
        return drawn(choose_variant(value, self.habits[value]), self.hand, height, rng)

    @classmethod
    def random(
        cls, rng: np.random.Generator, pen: float = USUAL_PEN, shake: float = STEADY
    ) -> "StrokeWriter":
        """Anybody with about this pen."""
        return cls(random_hands(1, rng, pen, shake), tuple(rng.random(10).tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class SampleWriter:
    """Somebody whose digits are samples that one person wrote, all changed alike."""

    hand: Hands
    samples: Samples
    place: int
    change: SampleHand

    def write(self, value: int, height: int, rng: np.random.Generator) -> Ink:
        """See `Writer`."""
        return self.change.rewritten(self.samples.near(self.place, value, rng), height, rng)


@dataclass(frozen=True, slots=True, eq=False)
class PrintedWriter:
    """A printer, which fills in forms where people else write."""

    hand: Hands
    face: int
    slant: float

    def write(self, value: int, height: int, rng: np.random.Generator) -> Ink:  # noqa: ARG002  prints alike
        """See `Writer`."""
        return printed(str(value), self.face, height, self.slant)


def somebody(samples: Samples | None, rng: np.random.Generator) -> Writer:
    """A writer: with strokes of the table, with samples where there are any, or a printer."""
    pen = USUAL_PEN * np.exp(PEN_SPREAD * rng.normal())
    chance = rng.random()
    if chance < PRINTED:
        return PrintedWriter(random_hands(1, rng, pen, STEADY), *random_face(rng))
    if samples is None or chance > PRINTED + FROM_SAMPLES:
        return StrokeWriter.random(rng, pen)
    hand = random_hands(1, rng, pen, STEADY)
    place = int(rng.integers(len(samples.labels)))
    return SampleWriter(hand, samples, place, random_sample_hand(float(hand.pen[0]), rng))


def random_face(rng: np.random.Generator) -> tuple[int, float]:
    """A face for `printed`, and a slant that is mostly 0."""
    return int(rng.integers(BUILT_IN + 1)), max(0.0, rng.normal(-0.1, 0.15))


def drawn(variant: Variant, hand: Hands, height: int, rng: np.random.Generator) -> Ink:
    """What ``hand`` makes of ``variant`` this time, its edges smooth: uint8 [H, W], trimmed."""
    (large,) = draw(variant, hand.again(rng), OVERSAMPLING * height)
    rows, columns = large.shape
    size = (max(1, round(columns / OVERSAMPLING)), max(1, round(rows / OVERSAMPLING)))
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)


def printed(text: str, face: int, height: int, slant: float = 0.0) -> Ink:
    """Printed characters.

    Args:
        text: ASCII.
        face: 0 to `BUILT_IN`.
        height: of a digit, in pixels, about.
        slant: how far the top leans to the right of the foot, in heights.

    Returns:
        uint8 [H, W], trimmed.
    """
    upright = _set_by_pillow(text, height) if face == BUILT_IN else _set(text, face, height)
    rows, columns = upright.shape
    leaning = np.array([[1, -slant, slant * rows], [0, 1, 0]], np.float64)
    width = columns + int(np.ceil(slant * rows))
    return trimmed(np.asarray(cv2.warpAffine(upright, leaning, (width, rows)), np.uint8))


def _set(text: str, face: int, height: int) -> Ink:
    thickness = max(1, round(height / 12))
    scale = height / _height_at_scale_1(face)
    (width, _), _ = cv2.getTextSize(text, HERSHEY[face], scale, thickness)
    canvas = np.zeros((3 * height, width + 2 * height), np.uint8)
    foot = (height, 2 * height)
    cv2.putText(canvas, text, foot, HERSHEY[face], scale, 255, thickness, cv2.LINE_AA)
    return trimmed(canvas)


@cache
def _height_at_scale_1(face: int) -> float:
    """Of the ink of a digit, in pixels: what OpenCV says of it differs between its versions."""
    scale, side = 4, 300
    canvas = np.zeros((side, side), np.uint8)
    cv2.putText(canvas, "0", (side // 4, side * 3 // 4), HERSHEY[face], scale, 255, scale)
    return len(trimmed(canvas)) / scale


def _set_by_pillow(text: str, height: int) -> Ink:
    font = _built_in_font(max(4, round(1.4 * height)))  # the size counts descenders too
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), text, fill=255, font=font)
    return trimmed(np.asarray(image))


@cache
def _built_in_font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
