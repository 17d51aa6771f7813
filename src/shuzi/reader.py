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

from shuzi.answers import Answer
from shuzi.classifier import Classifier
from shuzi.framing import FRAME, frame_ink
from shuzi.layout.ink import find_ink
from shuzi.layout.single import find_mark
from shuzi.layout.strips import Mark, Strip, find_strips
from shuzi.lines.pooling import are_sure, pooled, with_prior_of_cells
from shuzi.lines.reader import LineReader
from shuzi.pictures import Picture, Source, load, load_pages
from shuzi.results import DIGITS, Box, Digit, Line, Reading, Refusal

__all__ = ["Reader"]


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What may be a digit.

    Attributes:
        mark: its ink.
        box: on the page.
        by_line: how probable each of the ten digits is, and that it is none, by the line that it
            stands in; None where it stands by itself.
        is_sure: whether the line leaves no doubt.
        in_cell: whether a form has a place for it.
    """

    mark: Mark
    box: Box
    by_line: tuple[float, ...] | None = None
    is_sure: bool = False
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
        return self.classifier.card.title

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
        return self.read_singles([source])[0]

    def read_singles(self, sources: Iterable[Source | Picture]) -> list[Reading]:
        """Read pictures that hold at most one digit each, all of them in one run of the network.

        Each says as its time what all of them took; as for errors, see :meth:`read`.
        """
        pictures = [_loaded(source) for source in sources]
        start = time.perf_counter()
        digits = self._single_digits(pictures)
        return [
            self._reading(picture, [[digit]], start)
            for picture, digit in zip(pictures, digits, strict=True)
        ]

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
        read = self._line_reader.read(strip.ink, strip.tone, expect)
        sure = are_sure([place.probabilities for place in read])
        return [
            _Found(
                Mark(place.box, place.ink), strip.on_page(place.box), place.probabilities, is_sure
            )
            for place, is_sure in zip(read, sure, strict=True)
        ]

    def _digits(self, places: list[_Found]) -> list[Digit]:
        """What stands in these places, all of them in one run of the network."""
        frames = np.empty((len(places), FRAME, FRAME), np.uint8)
        for frame, place in zip(frames, places, strict=True):
            frame[:] = frame_ink(place.mark.ink)
        judged = _judged(places, self._by_frame(places, frames))
        return [
            _digit(self.classifier.answer(probable), place.box, frame)
            for place, probable, frame in zip(places, judged, frames, strict=True)
        ]

    def _by_frame(self, places: list[_Found], frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        """What the classifier says of each place; where the line is sure it is not asked."""
        asked = np.array([not place.is_sure for place in places], bool)
        classes = len(self.classifier.card.classes)
        said = np.full((len(places), classes), 1 / classes, np.float32)
        said[asked] = self.classifier.probabilities(frames[asked])
        return said

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


def _judged(places: list[_Found], by_frame: NDArray[np.float32]) -> list[NDArray[np.floating]]:
    """How probable each digit is, and that it is none, by all that is known of each place."""
    judged: list[NDArray[np.floating]] = [*by_frame]
    in_cells = [number for number, place in enumerate(places) if place.in_cell]
    if in_cells:
        for number, row in zip(in_cells, with_prior_of_cells(by_frame[in_cells]), strict=True):
            judged[number] = row
    by_line = {number: place.by_line for number, place in enumerate(places) if place.by_line}
    if by_line:
        in_lines, said = [*by_line], np.array([*by_line.values()], np.float32)
        for number, row in zip(in_lines, pooled(said, by_frame[in_lines]), strict=True):
            judged[number] = row
    return judged


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
