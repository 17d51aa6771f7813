"""Lines of writing to digits, by a network that slides along them.

A convolutional network with no fixed width answers for every second column of a line, as the space
displacement networks did (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to
document recognition", 1998); it is trained by connectionist temporal classification (Graves et
al., 2006), and where its answers stand says where each digit does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.classifier import ModelCard, open_model
from shuzi.errors import ModelError
from shuzi.lines.cutting import Core, Cutting, cut_line, find_seams
from shuzi.lines.decoding import Span, decode
from shuzi.lines.framing import ROWS, Band, find_band, frame_line
from shuzi.results import DIGITS, Box

__all__ = ["COLUMN", "LINE_MODEL", "MARGIN", "STRIDE", "LineReader", "Place", "cut_characters"]

LINE_MODEL = Path(__file__).parents[1] / "models" / "lines" / "lines.onnx"
"""The line model that comes with shuzi."""

COLUMN = 2
"""Columns of a strip for which the network answers once."""

STRIDE = 4
"""A strip's width is a multiple of it: the network halves it twice."""

MARGIN = 8
"""Empty columns before and after a line: what a digit at its very edge needs around it."""

BLANK = "blank"
"""The last class of a line model: that a column shows no character."""

Ink = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where one character of a line stands, and what it may be.

    Attributes:
        box: where its firm ink stands in the line's picture, in pixels.
        ink: uint8 [h, w], its own ink alone.
        probabilities: of the ten digits, and of a character that is none; they sum to at most 1.
    """

    box: Box
    ink: Ink
    probabilities: tuple[float, ...]

    @property
    def value(self) -> int | None:
        """The likeliest digit, None where it is likelier none."""
        likeliest = int(np.argmax(self.probabilities))
        return likeliest if likeliest < DIGITS else None


class LineReader:
    """A model ready to read lines; it may be used from several threads.

    Attributes:
        card: what the model says of itself.
    """

    card: ModelCard

    def __init__(self, model: Path = LINE_MODEL, threads: int = 1) -> None:
        """Open a model.

        Args:
            model: an ONNX file with the input ``strips``, uint8 [N, 1, 32, W], W a multiple of 4,
                bright ink on 0, and the output ``logits``, float32 [N, W / 2, classes]: the ten
                digits, a character that is none, and the blank.
            threads: how many one run of the network may use.

        Raises:
            ModelError: the file is missing or unreadable, or it is no line model of shuzi's.
        """
        self._session, self.card = open_model(model, threads)
        if self.card.classes[-1] != BLANK:
            raise ModelError(
                model,
                f"reads single digits: its last class is {self.card.classes[-1]!r}, not {BLANK!r}",
                "give an ONNX file that python -m shuzi.training.lines wrote",
            )

    def read(self, ink: Ink, tone: Ink, expect: int | None = None) -> tuple[Place, ...]:
        """Read one line.

        Args:
            ink: uint8 [H, W], bright ink on 0, laid straight: where it stands.
            tone: uint8 [H, W], the same with the faintest of it: what it says.
            expect: how many characters it has, None where nobody knows.

        Returns:
            Its characters left to right; none where there is no ink.
        """
        band = find_band(ink)
        if band is None:
            return ()
        return self._read(ink, tone, band, expect)

    def read_strip(self, strip: Ink, expect: int | None = None) -> tuple[int, ...]:
        """The classes of the characters of a strip: uint8 [32, W], digits in the middle 24 rows."""
        spans = decode(_softmax(self.logits(_padded(strip))), expect)
        return tuple(span.value for span in spans)

    def logits(self, strip: Ink) -> NDArray[np.float32]:
        """Raw scores, float32 [W / 2, classes], of a strip, uint8 [32, W], W a multiple of 4."""
        (logits,) = self._session.run(["logits"], {"strips": strip[None, None]})
        return np.asarray(logits[0], np.float32)

    def _read(self, ink: Ink, tone: Ink, band: Band, expect: int | None) -> tuple[Place, ...]:
        strip = frame_line(tone, band)
        logits = self.logits(_padded(strip))
        spans = decode(_softmax(logits), expect)
        # The temperature is for single characters: in the sum over all ways to spread a line over
        # the columns, it would favour long ones.
        calibrated = _softmax(logits / self.card.temperature)
        cores = [_core(span, strip.shape[1]) for span in spans]
        cuttings = cut_characters(ink, strip, band, cores)
        return tuple(
            Place(cutting.box, cutting.ink, tuple(calibrated[span.best, :-1].tolist()))
            for cutting, span in zip(cuttings, spans, strict=True)
        )


def cut_characters(ink: Ink, strip: Ink, band: Band, cores: Sequence[Core]) -> tuple[Cutting, ...]:
    """Part a line's ink where its strip has the least.

    Args:
        ink: uint8 [H, W], bright ink on 0.
        strip: uint8 [32, W'], what :func:`shuzi.lines.framing.frame_line` made of it.
        band: in which rows of the ink the digits stand.
        cores: where each character surely stands in the strip, left to right.

    Returns:
        What belongs to each, in pixels of the ink.
    """
    rows, columns = _nearest(ink.shape, strip.shape, band)
    seams = columns.searchsorted(find_seams(strip, cores)[:, rows])
    scale = ink.shape[1] / strip.shape[1]
    in_ink = [Core(int(core.left * scale), round(core.right * scale)) for core in cores]
    return cut_line(ink, seams, in_ink)


def _padded(strip: Ink) -> Ink:
    after = -strip.shape[1] % STRIDE + MARGIN
    padded = cv2.copyMakeBorder(strip, 0, 0, MARGIN, after, cv2.BORDER_CONSTANT)
    return np.asarray(padded, np.uint8)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True), np.float32)


def _core(span: Span, columns: int) -> Core:
    """Where a span stands in the strip without its margins; at least a column wide."""
    left = min(max(span.first * COLUMN - MARGIN, 0), columns - 1)
    return Core(left, min(max((span.last + 1) * COLUMN - MARGIN, left + 1), columns))


def _nearest(
    ink: tuple[int, ...], strip: tuple[int, ...], band: Band
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The row of the strip that each row of the ink became, or lies next to; and the columns."""
    scale = strip[1] / ink[1]
    middle = (band.top + band.bottom) / 2
    rows = (np.arange(ink[0]) + 0.5 - middle) * scale + ROWS / 2
    columns = (np.arange(ink[1]) + 0.5) * scale
    return (
        np.clip(rows, 0, strip[0] - 1).astype(np.intp),
        np.clip(columns, 0, strip[1] - 1).astype(np.intp),
    )
