"""Pictures to readings: finds the ink, its lines and digits, and classifies them."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import prod
from pathlib import Path

import numpy as np

from shuzi.classifier import Answer, Classifier
from shuzi.framing import FRAME, frame_ink
from shuzi.ink import find_ink
from shuzi.layout import Mark, find_mark, find_strips
from shuzi.pictures import Picture, Source, load, load_pages
from shuzi.results import DIGITS, Box, Digit, Line, Reading, Refusal

__all__ = ["Reader"]


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
                ``fast`` where none is named.
            threads: how many one run of the network may use.
            min_confidence: digits of less are refused, 0 to 1; the model's own threshold where
                none is given.

        Raises:
            ModelError: there is no such name, the file is missing or unreadable, or it is no
                model of shuzi's.
            ValueError: ``min_confidence`` is not 0 to 1.
        """
        self.classifier = Classifier(model, threads, min_confidence)

    @property
    def model(self) -> str:
        """Name and version of the model."""
        return f"{self.classifier.card.name} {self.classifier.card.version}"

    def read(self, source: Source | Picture) -> Reading:
        """Read all digits of a picture, or of the first page of it.

        Raises:
            PictureError: it cannot be read.
            MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
        """
        picture = _loaded(source)
        start = time.perf_counter()
        strips = find_strips(picture.grey)
        digits = iter(self._digits([mark for strip in strips for mark in strip.marks]))
        places = [
            [replace(next(digits), box=strip.on_page(mark.box)) for mark in strip.marks]
            for strip in strips
        ]
        return self._reading(picture, places, start)

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
        digits = iter(self._digits([place for place in places if isinstance(place, Mark)]))
        return [next(digits) if isinstance(place, Mark) else place for place in places]

    def _digits(self, marks: list[Mark]) -> list[Digit]:
        """What the marks are, all of them in one run of the network."""
        frames = np.empty((len(marks), FRAME, FRAME), np.uint8)
        for frame, mark in zip(frames, marks, strict=True):
            frame[:] = frame_ink(mark.ink)
        answers = self.classifier.classify(frames)
        return [_digit(answer, mark.box) for answer, mark in zip(answers, marks, strict=True)]

    def _reading(self, picture: Picture, places: list[list[Digit]], start: float) -> Reading:
        lines = tuple(_line(line) for line in places if any(_is_read(place) for place in line))
        height, width = picture.grey.shape
        return Reading(
            text="\n".join(line.text for line in lines),
            lines=lines,
            refused=tuple(
                Refusal(place.box, place.reason)
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


def _place(picture: Picture) -> Mark | Digit:
    """The mark to classify, or where there is none, the answer at once."""
    mark = find_mark(find_ink(picture.grey))
    if mark is not None:
        return mark
    height, width = picture.grey.shape
    return Digit(None, 0.0, Box(0, 0, width, height), (0.0,) * DIGITS, "blank")


def _digit(answer: Answer, box: Box) -> Digit:
    return Digit(answer.value, answer.confidence, box, answer.probabilities, answer.reason)


def _is_read(place: Digit) -> bool:
    return place.value is not None


def _line(places: list[Digit]) -> Line:
    digits = tuple(place for place in places if _is_read(place))
    return Line(
        text="".join("?" if place.value is None else str(place.value) for place in places),
        confidence=prod(digit.confidence for digit in digits),
        box=_around([place.box for place in places]),
        digits=digits,
    )


def _around(boxes: list[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)
