"""Digits that people wrote, such as MNIST's, rewritten at any size, with any pen."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.pen import trimmed

__all__ = ["SampleHand", "Samples", "random_sample_hand"]

Ink = NDArray[np.uint8]

SIDE = 20  # longer side of a digit in its frame, in pixels, as MNIST has it
ROOM = 2  # pixels of a frame added on each side, for what is moved out of it
INKED, FULL_INK = 128, 255  # what is at least the one is ink

STREAMS = 2
"""MNIST's training images alternate between two sources, in each of which writers follow on."""

CANDIDATES = 4
"""So many samples of a digit on either side are taken for the same writer's."""

LARGEST_STEP = 12  # pixels for each pixel of a frame; larger digits are enlarged from these
FINER = 1.1  # a digit is rewritten that much larger than needed, then shrunk
SMOOTHING = 0.5  # standard deviation in pixels of a frame: takes the steps out of edges
KNOTS = 4  # in both directions, of the elastic change of a digit
# A pen may be wider or thinner by these shares of the radius of the sample's.
MOST_THINNED, MOST_WIDENED = 0.4, 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Frames of digits that people wrote, in the order in which they wrote them.

    Attributes:
        images: uint8 [N, 28, 28], bright ink on 0, framed as MNIST's are.
        labels: [N], 0 to 9.
        places: for each stream and digit, where its images are, in rising order.
    """

    images: Ink
    labels: NDArray[np.uint8]
    places: tuple[tuple[NDArray[np.intp], ...], ...]

    @classmethod
    def of(cls, images: Ink, labels: NDArray[np.uint8]) -> "Samples":
        """Those images, with their labels.

        Raises:
            ValueError: a digit has no image.
        """
        missing = sorted(set(range(10)) - set(labels.tolist()))
        if missing:
            raise ValueError(f"samples need every digit; there is no {missing[0]}")
        places = tuple(
            tuple(_places(labels, digit, stream) for digit in range(10))
            for stream in range(STREAMS)
        )
        return cls(images, labels, places)

    def near(self, place: int, value: int, rng: np.random.Generator) -> Ink:
        """One of the images of ``value``, uint8 [28, 28], written by whom wrote the one there."""
        places = self.places[place % STREAMS][value]
        at = int(places.searchsorted(place))
        nearest = places[max(0, at - CANDIDATES) : at + CANDIDATES]
        return np.asarray(self.images[nearest[rng.integers(len(nearest))]], np.uint8)


def _places(labels: NDArray[np.uint8], digit: int, stream: int) -> NDArray[np.intp]:
    """Of one stream, or of all where that has none."""
    places = np.flatnonzero(labels == digit)
    own = places[places % STREAMS == stream]
    return own if own.size else places


@dataclass(frozen=True, slots=True, eq=False)
class SampleHand:
    """How the samples of one writer are changed, all alike.

    Attributes:
        change: float64 [2, 2], from places in the new digit to places in the sample.
        pen: width of the pen, in heights of a digit.
        shake: how far the elastic change moves ink, standard deviation in pixels of a frame.
    """

    change: NDArray[np.float64]
    pen: float
    shake: float

    def rewritten(self, sample: Ink, height: int, rng: np.random.Generator) -> Ink:
        """A sample as this hand writes it.

        Args:
            sample: uint8 [28, 28].
            height: to which 20 pixels of the sample are enlarged, in pixels.
            rng: makes the elastic change, other each time.

        Returns:
            uint8 [H, W], trimmed, of full ink with smooth edges.
        """
        step = min(max(2, math.ceil(FINER * height / SIDE)), LARGEST_STEP)
        large = trimmed(self._with_pen(self._moved(sample, step, rng), step))
        rows, columns = large.shape
        scale = height / (SIDE * step)
        size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(large, size, interpolation=method), np.uint8)

    def _moved(self, sample: Ink, step: int, rng: np.random.Generator) -> Ink:
        """Enlarged ``step`` times, with room around it."""
        side = (len(sample) + 2 * ROOM) * step
        centred = (np.arange(side, dtype=np.float32) + 0.5) / step - side / step / 2
        knots = rng.normal(scale=self.shake, size=(KNOTS, KNOTS, 2)).astype(np.float32)
        astray = cv2.resize(knots, (side, side), interpolation=cv2.INTER_CUBIC)
        (xx, xy), (yx, yy) = self.change.astype(np.float32)
        middle = len(sample) / 2 - 0.5
        x = xx * centred[None] + xy * centred[:, None] + astray[..., 0] + middle
        y = yx * centred[None] + yy * centred[:, None] + astray[..., 1] + middle
        smooth = cv2.GaussianBlur(sample, (0, 0), SMOOTHING)
        return np.asarray(cv2.remap(smooth, x, y, cv2.INTER_LINEAR), np.uint8)

    def _with_pen(self, ink: Ink, step: int) -> Ink:
        """The same strokes, wider or thinner all along: their edge is moved."""
        inked = cv2.inRange(ink, INKED, FULL_INK)
        left, top, columns, rows = cv2.boundingRect(inked)
        room = ROOM * step
        # Digits stay clear of the rim, so that there is always some white to measure from.
        inked = inked[
            max(0, top - room) : top + rows + room, max(0, left - room) : left + columns + room
        ]
        within = cv2.distanceTransform(inked, cv2.DIST_L2, 3)
        without = cv2.distanceTransform(cv2.bitwise_not(inked), cv2.DIST_L2, 3)
        # Distances run evenly from 0 at the edge of a stroke to its radius at the middle.
        radius = 2 * cv2.mean(within, inked)[0]
        wanted = self.pen * SIDE * step / 2 - radius
        wider = min(max(wanted, -MOST_THINNED * radius), MOST_WIDENED * radius)
        return np.asarray(np.clip((within - without + wider) * FULL_INK, 0, FULL_INK), np.uint8)


def random_sample_hand(pen: float, rng: np.random.Generator) -> SampleHand:
    """Some change that leaves a digit what it is."""
    turn, slant = rng.normal(scale=(0.06, 0.16))
    aspect = math.exp(rng.normal(scale=0.15))
    cos, sin = math.cos(turn), math.sin(turn)
    # A turn after a slant after a change of width.
    change = np.array([[cos * aspect, cos * slant - sin], [sin * aspect, sin * slant + cos]])
    return SampleHand(change, pen, shake=0.35)
