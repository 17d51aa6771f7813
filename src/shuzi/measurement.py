"""Reads labelled data with a model and says how well."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from shuzi import datasets
from shuzi.catalogue import SETS
from shuzi.classifier import Classifier
from shuzi.datasets import LabelledImages
from shuzi.errors import DataSetError, MissingExtraError, PictureError
from shuzi.evaluation import DOUBTFUL_TEST_LABELS, Evaluation, Outcome, aligned, evaluate
from shuzi.folders import LabelledPicture, holds_pictures, open_folder
from shuzi.framing import FRAME
from shuzi.pictures import Picture, load
from shuzi.reader import Reader
from shuzi.records import Measured, Record
from shuzi.results import Digit, Line

__all__ = ["Progress", "measure", "measure_frames", "read_all"]

Progress = Callable[[int, int], None]
"""Is told how many pictures are done, and of how many."""

_PICTURES_AT_ONCE = 100
_MNIST_TEST_IMAGES = 10_000
_REFUSED = "?"


def measure(reader: Reader, data: str, progress: Progress = lambda *_: None) -> Evaluation:
    """How well a data set is read; as for what is given and its errors, see :func:`read_all`."""
    return read_all(reader, data, progress).evaluation


def read_all(reader: Reader, data: str, progress: Progress = lambda *_: None) -> Measured:
    """Read a data set and compare.

    Args:
        reader: what reads.
        data: a data set's name or a folder that :func:`shuzi.datasets.load` knows, of which the
            test part is read; or a folder of pictures, all of which are. Where every picture
            holds at most one digit, each is read as one; else whole pictures are read.
        progress: told how far it is.

    Returns:
        The evaluation, and what was read of each picture. The digits of a picture that cannot be
        read count as missed, and it is not read exactly; where it holds none there is nothing of
        it to count.

    Raises:
        DataSetError: there is no such data, it is damaged, or none of its pictures can be read;
            as for its other errors, see :func:`shuzi.datasets.load`.
    """
    if data in SETS or not holds_pictures(data):
        data_set = datasets.load(data)
        return _read_frames(reader.classifier, data_set.name, data_set.test)
    items = open_folder(data).items
    loader = _Loader()
    is_single = all(len(item.text) <= 1 for item in items)
    read = _single_digits if is_single else _whole_pictures
    records = tuple(read(reader, items, loader, progress))
    if len(loader.failures) == len(items):
        raise DataSetError(
            data,
            f"holds no picture that can be read; the first, {loader.failures[0]}",
            "mend or leave out its pictures",
        )
    outcomes = [outcome for record in records for outcome in record.outcomes]
    exact = sum(record.text == record.truth for record in records) / len(items)
    evaluation = evaluate(
        data, outcomes, None if is_single else exact, unreadable=tuple(loader.failures)
    )
    return Measured(evaluation, records)


def measure_frames(classifier: Classifier, data: str, labelled: LabelledImages) -> Evaluation:
    """Classify frames as they are and compare.

    Args:
        classifier: what classifies.
        data: the name of the data; MNIST's doubtful test labels are counted for ``mnist``.
        labelled: the frames and their digits.
    """
    return _read_frames(classifier, data, labelled).evaluation


def _read_frames(classifier: Classifier, data: str, labelled: LabelledImages) -> Measured:
    answers = classifier.classify(labelled.images)
    records = tuple(
        Record(
            f"no. {number}",
            str(truth),
            _text(answer.value),
            (Outcome(truth, answer.value, answer.confidence),),
            probabilities=answer.probabilities,
            frame=frame,
        )
        for number, (truth, answer, frame) in enumerate(
            zip(labelled.labels.tolist(), answers, labelled.images, strict=True)
        )
    )
    outcomes = [outcome for record in records for outcome in record.outcomes]
    doubtful = None
    # A folder of one's own may have that name too.
    if data == "mnist" and len(labelled) == _MNIST_TEST_IMAGES:
        doubtful = sum(not outcomes[index].correct for index in DOUBTFUL_TEST_LABELS)
    return Measured(evaluate(data, outcomes, misses_with_doubtful_label=doubtful), records)


class _Loader:
    """Loads pictures, and remembers which could not be.

    Attributes:
        failures: a sentence about each of these.
    """

    def __init__(self) -> None:
        self.failures: list[str] = []

    def load(self, path: Path) -> Picture | None:
        """The picture, or None where it cannot be read."""
        try:
            return load(path)
        except (MissingExtraError, PictureError) as error:
            self.failures.append(str(error))
            return None


def _single_digits(
    reader: Reader, items: tuple[LabelledPicture, ...], loader: _Loader, progress: Progress
) -> Iterator[Record]:
    for start in range(0, len(items), _PICTURES_AT_ONCE):
        chunk = items[start : start + _PICTURES_AT_ONCE]
        pictures = [loader.load(item.path) for item in chunk]
        digits = iter(reader.classify(picture for picture in pictures if picture is not None))
        for item, picture in zip(chunk, pictures, strict=True):
            yield _unread(item) if picture is None else _single(item, next(digits))
        progress(start + len(chunk), len(items))


def _single(item: LabelledPicture, digit: Digit) -> Record:
    truth = int(item.text) if item.text else None
    frame = None
    if digit.frame is not None:
        frame = np.frombuffer(digit.frame, np.uint8).reshape(FRAME, FRAME)
    return Record(
        item.path.name,
        item.text,
        _text(digit.value),
        (Outcome(truth, digit.value, digit.confidence),),
        item.path,
        digit.probabilities,
        frame,
    )


def _unread(item: LabelledPicture) -> Record:
    """Of a picture that cannot be read: all its digits are missed."""
    digits = item.text.replace(" ", "")
    missed = tuple(Outcome(int(digit), None, 0.0) for digit in digits)
    return Record(item.path.name, item.text, _REFUSED, missed)


def _text(value: int | None) -> str:
    return _REFUSED if value is None else str(value)


def _whole_pictures(
    reader: Reader, items: tuple[LabelledPicture, ...], loader: _Loader, progress: Progress
) -> Iterator[Record]:
    for done, item in enumerate(items, start=1):
        picture = loader.load(item.path)
        yield _unread(item) if picture is None else _whole(reader, item, picture)
        progress(done, len(items))


def _whole(reader: Reader, item: LabelledPicture, picture: Picture) -> Record:
    lines = reader.read(picture).lines
    rows = [line.text for line in lines]
    confidences = [c for line in lines for c in _confidences(line)]
    outcomes = aligned(item.text.replace(" ", ""), "".join(rows), confidences)
    return Record(item.path.name, item.text, " ".join(rows), tuple(outcomes), item.path)


def _confidences(line: Line) -> Iterator[float]:
    """One for each character of the line's text; a refused place has none."""
    digits = iter(line.digits)
    for character in line.text:
        yield 0.0 if character == _REFUSED else next(digits).confidence
