"""Pictures to readings: finds the ink, its lines and digits, and classifies them."""

import time
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from shuzi.classifier import Answer, Classifier
from shuzi.framing import FRAME, frame_ink
from shuzi.ink import find_ink
from shuzi.layout import Mark, Strip, find_mark, find_strips
from shuzi.line_reader import LineReader
from shuzi.pictures import Picture, Source, load, load_pages
from shuzi.results import DIGITS, Box, Digit, Line, Reading, Refusal

__all__ = ["Reader"]

LINE_WEIGHT, FRAME_WEIGHT, NO_DIGIT = 1.67, 0.22, 0.09
"""What the line counts, and the digit by itself, and how much likelier it is none, as a logarithm:
fitted by ``benchmarks/pooling.py``."""

RARER_IN_CELLS = 0.08
"""Odds that something is no digit in a cell of a form, beside those in what classifiers learn: one
in fifty there, one in five here."""

LEAST = 1e-7
"""No probability is taken for less: nothing is ever quite certain."""


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What may be a digit.

    Attributes:
        mark: its ink.
        box: on the page.
        by_line: how probable each of the ten digits is, and that it is none, by the line that it
            stands in; None where it stands by itself.
        in_cell: whether a form has a place for it.
    """

    mark: Mark
    box: Box
    by_line: tuple[float, ...] | None = None
    in_cell: bool = False


class Reader:
    """Reads handwritten digits; one reader may be used from several threads.

    Attributes:
        classifier: the model that it reads with.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        threads: int = 1,
        min_confidence: float | None = None,
    ) -> None:
        """Open a model.

        Args:
            model: a shipped model's name, ``tiny`` for one, or an ONNX file that shuzi made;
                where none is named what ``shuzi learn`` made, or else ``handwriting``.
            threads: how many one run of the network may use.
            min_confidence: digits of less are refused, 0 to 1; the model's own threshold where
                none is given.

        Raises:
            ModelError: there is no such name, the file is missing or unreadable, or it is no
                model of shuzi's.
            ValueError: ``min_confidence`` is not 0 to 1.
        """
        self.classifier = Classifier(model, threads, min_confidence)
        self._line_reader = LineReader(threads=threads)

    @property
    def model(self) -> str:
        """Name and version of the model."""
        return f"{self.classifier.card.name} {self.classifier.card.version}"

    def refusing_below(self, min_confidence: float) -> Self:
        """The same reader, its models not opened anew, but for what it refuses.

        Args:
            min_confidence: digits of less are refused, 0 to 1.

        Raises:
            ValueError: ``min_confidence`` is not 0 to 1.
        """
        reader = copy(self)
        reader.classifier = self.classifier.refusing_below(min_confidence)
        return reader

    def read(self, source: Source | Picture, expect: int | None = None) -> Reading:
        """Read all digits of a picture, or of the first page of it.

        Args:
            source: what to read.
            expect: how many digits stand in each line, None where that is not known; where a form
                has a cell for each digit, the cells say so.

        Raises:
            PictureError: it cannot be read.
            MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
        """
        picture = _loaded(source)
        start = time.perf_counter()
        lines = [self._found(strip, expect) for strip in find_strips(picture.grey)]
        digits = iter(self._digits([found for line in lines for found in line]))
        return self._reading(picture, [[next(digits) for _ in line] for line in lines], start)

    def read_pages(self, source: Source) -> Iterator[Reading]:
        """Read all digits of each page; as for its errors, see :meth:`read`."""
        return map(self.read, load_pages(source))

    def read_single(self, source: Source | Picture) -> Reading:
        """Read a picture that holds at most one digit; as for its errors, see :meth:`read`."""
        picture = _loaded(source)
        start = time.perf_counter()
        return self._reading(picture, [self._single_digits([picture])], start)

    def classify(self, sources: Iterable[Source | Picture]) -> list[Digit]:
        """Read pictures that hold at most one digit each.

        Args:
            sources: paths, bytes, arrays or images; frames [28, 28] as MNIST has them too.

        Returns:
            A digit for each, its box in pixels of its own picture, its value None where it is
            refused. Where there is no ink it is ``blank``, and its box the whole picture.

        Raises:
            PictureError: one of them cannot be read.
            MissingExtraError: one is a PDF or HEIC, and the extra ``formats`` is not installed.
        """
        return self._single_digits(map(_loaded, sources))

    def _single_digits(self, pictures: Iterable[Picture]) -> list[Digit]:
        places = [_place(picture) for picture in pictures]
        digits = iter(self._digits([place for place in places if isinstance(place, _Found)]))
        return [next(digits) if isinstance(place, _Found) else place for place in places]

    def _found(self, strip: Strip, expect: int | None) -> list[_Found]:
        """What may be digits on a strip: one mark each in cells, else what the line reader says."""
        if strip.cells:
            return [_Found(mark, strip.on_page(mark.box), in_cell=True) for mark in strip.marks]
        return [
            _Found(
                Mark(place.box, place.ink),
                strip.on_page(place.box),
                place.probabilities,
            )
            for place in self._line_reader.read(strip.ink, strip.tone, expect)
        ]

    def _digits(self, places: list[_Found]) -> list[Digit]:
        """What stands in these places, all of them in one run of the network."""
        frames = np.empty((len(places), FRAME, FRAME), np.uint8)
        for frame, place in zip(frames, places, strict=True):
            frame[:] = frame_ink(place.mark.ink)
        judged = _judged(places, self.classifier.probabilities(frames))
        return [
            _digit(self.classifier.answer(probable), place.box, frame)
            for place, probable, frame in zip(places, judged, frames, strict=True)
        ]

    def _reading(self, picture: Picture, places: list[list[Digit]], start: float) -> Reading:
        lines = tuple(_line(line) for line in places if any(_is_read(place) for place in line))
        height, width = picture.grey.shape
        return Reading(
            text="\n".join(line.text for line in lines),
            lines=lines,
            refused=tuple(
                Refusal(place.box, place.reason, place.probabilities, place.frame)
                for line in places
                for place in line
                if place.reason is not None
            ),
            width=width,
            height=height,
            file=picture.file,
            page=picture.page,
            model=self.model,
            milliseconds=(time.perf_counter() - start) * 1000,
        )


def _loaded(source: Source | Picture) -> Picture:
    return source if isinstance(source, Picture) else load(source)


def _place(picture: Picture) -> _Found | Digit:
    """What to classify, or where there is nothing, the answer at once."""
    mark = find_mark(find_ink(picture.grey))
    if mark is not None:
        return _Found(mark, mark.box)
    height, width = picture.grey.shape
    return Digit(None, 0.0, Box(0, 0, width, height), (0.0,) * DIGITS, "blank")


def _digit(answer: Answer, box: Box, frame: NDArray[np.uint8]) -> Digit:
    return Digit(
        answer.value, answer.confidence, box, answer.probabilities, answer.reason, frame.tobytes()
    )


def _is_read(place: Digit) -> bool:
    return place.value is not None


def _judged(places: list[_Found], by_frame: NDArray[np.float32]) -> Iterable[NDArray[np.floating]]:
    """How probable each digit is, and that it is none, by all that is known of each place."""
    judged: dict[int, NDArray[np.floating]] = dict(enumerate(by_frame))
    by_line = {n: place.by_line for n, place in enumerate(places) if place.by_line is not None}
    if by_line:
        in_lines = [*by_line]
        pooled = _pooled(np.array([*by_line.values()], np.float32), by_frame[in_lines])
        judged.update(zip(in_lines, pooled, strict=True))
    in_cells = [n for n, place in enumerate(places) if place.in_cell]
    if in_cells:
        judged.update(zip(in_cells, _with_prior_of_cells(by_frame[in_cells]), strict=True))
    return judged.values()


def _with_prior_of_cells(by_frame: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is probable where strangers are rarer (Saerens, Latinne and Decaestecker, 2002)."""
    probable = by_frame.copy()
    probable[:, DIGITS:] *= RARER_IN_CELLS
    return np.asarray(probable / probable.sum(axis=1, keepdims=True), np.float32)


def _pooled(by_line: NDArray[np.float32], by_frame: NDArray[np.float32]) -> NDArray[np.float64]:
    """Two opinions in one: the sum of their weighted logarithms (Genest and Zidek, 1986).

    Args:
        by_line: [N, 11], of the ten digits, and of what is none.
        by_frame: the same, or [N, 10].
    """
    if by_frame.shape[1] == DIGITS:  # it knows nothing but digits, and leaves that to the line
        digits, none = by_line[:, :DIGITS], by_line[:, DIGITS:]
        by_frame = np.hstack([by_frame * digits.sum(axis=1, keepdims=True), none])
    line, frame = (np.log(np.maximum(one, LEAST, dtype=np.float64)) for one in (by_line, by_frame))
    scores = LINE_WEIGHT * line + FRAME_WEIGHT * frame
    scores[:, DIGITS] += NO_DIGIT
    pooled = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(pooled / pooled.sum(axis=1, keepdims=True))


def _line(places: list[Digit]) -> Line:
    places = _without_strangers_around(places)
    digits = tuple(place for place in places if _is_read(place))
    return Line(
        text="".join("?" if place.value is None else str(place.value) for place in places),
        confidence=prod(digit.confidence for digit in digits),
        box=_around([place.box for place in places]),
        digits=digits,
    )


def _without_strangers_around(places: list[Digit]) -> list[Digit]:
    """From the first to the last place that is a digit for sure, or may be one."""
    inside = [number for number, place in enumerate(places) if place.reason != "not a digit"]
    return places[inside[0] : inside[-1] + 1]


def _around(boxes: list[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)
