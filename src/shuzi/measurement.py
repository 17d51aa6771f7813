"""Reads labelled data with a model and says how well."""

from collections.abc import Callable, Iterator
from pathlib import Path

from shuzi import datasets
from shuzi.catalogue import SETS
from shuzi.classifier import Classifier
from shuzi.datasets import LabelledImages
from shuzi.errors import DataSetError, MissingExtraError, PictureError
from shuzi.evaluation import DOUBTFUL_TEST_LABELS, Evaluation, Outcome, aligned, evaluate
from shuzi.folders import LabelledPicture, holds_pictures, open_folder
from shuzi.pictures import Picture, load
from shuzi.reader import Reader
from shuzi.results import Line

__all__ = ["Progress", "measure", "measure_frames"]

Progress = Callable[[int, int], None]
"""Is told how many pictures are done, and of how many."""

_PICTURES_AT_ONCE = 100
_MNIST_TEST_IMAGES = 10_000


def measure(reader: Reader, data: str, progress: Progress = lambda *_: None) -> Evaluation:
    """Read a data set and compare.

    Args:
        reader: what reads.
        data: a data set's name or a folder that :func:`shuzi.datasets.load` knows, of which the
            test part is read; or a folder of pictures, all of which are. Where every picture
            holds at most one digit, each is read as one; else whole pictures are read.
        progress: told how far it is.

    Returns:
        The evaluation. The digits of a picture that cannot be read count as missed, and it is not
        read exactly; where it holds none there is nothing of it to count.

    Raises:
        DataSetError: there is no such data, it is damaged, or none of its pictures can be read;
            as for its other errors, see :func:`shuzi.datasets.load`.
    """
    if data in SETS or not holds_pictures(data):
        data_set = datasets.load(data)
        return measure_frames(reader.classifier, data_set.name, data_set.test)
    items = open_folder(data).items
    loader = _Loader()
    if all(len(item.text) <= 1 for item in items):
        outcomes, string_accuracy = list(_single_digits(reader, items, loader, progress)), None
    else:
        outcomes, string_accuracy = _whole_pictures(reader, items, loader, progress)
    if len(loader.failures) == len(items):
        raise DataSetError(
            data,
            f"holds no picture that can be read; the first, {loader.failures[0]}",
            "mend or leave out its pictures",
        )
    return evaluate(data, outcomes, string_accuracy, unreadable=tuple(loader.failures))


def measure_frames(classifier: Classifier, data: str, labelled: LabelledImages) -> Evaluation:
    """Classify frames as they are and compare.

    Args:
        classifier: what classifies.
        data: the name of the data; MNIST's doubtful test labels are counted for ``mnist``.
        labelled: the frames and their digits.
    """
    answers = classifier.classify(labelled.images)
    outcomes = [
        Outcome(int(truth), answer.value, answer.confidence)
        for truth, answer in zip(labelled.labels, answers, strict=True)
    ]
    doubtful = None
    # A folder of one's own may have that name too.
    if data == "mnist" and len(labelled) == _MNIST_TEST_IMAGES:
        doubtful = sum(not outcomes[index].correct for index in DOUBTFUL_TEST_LABELS)
    return evaluate(data, outcomes, misses_with_doubtful_label=doubtful)


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
) -> Iterator[Outcome]:
    for start in range(0, len(items), _PICTURES_AT_ONCE):
        chunk = items[start : start + _PICTURES_AT_ONCE]
        pictures = [loader.load(item.path) for item in chunk]
        digits = iter(reader.classify(picture for picture in pictures if picture is not None))
        for item, picture in zip(chunk, pictures, strict=True):
            truth = int(item.text) if item.text else None
            if picture is not None:
                digit = next(digits)
                yield Outcome(truth, digit.value, digit.confidence)
            elif truth is not None:
                yield Outcome(truth, None, 0.0)
        progress(start + len(chunk), len(items))


def _whole_pictures(
    reader: Reader, items: tuple[LabelledPicture, ...], loader: _Loader, progress: Progress
) -> tuple[list[Outcome], float]:
    """The outcomes, and the share of pictures that are read exactly."""
    outcomes: list[Outcome] = []
    exact = 0
    for done, item in enumerate(items, start=1):
        picture = loader.load(item.path)
        lines = () if picture is None else reader.read(picture).lines
        rows = [line.text for line in lines]
        exact += picture is not None and " ".join(rows) == item.text
        confidences = [c for line in lines for c in _confidences(line)]
        outcomes += aligned(item.text.replace(" ", ""), "".join(rows), confidences)
        progress(done, len(items))
    return outcomes, exact / len(items)


def _confidences(line: Line) -> Iterator[float]:
    """One for each character of the line's text; a refused place has none."""
    digits = iter(line.digits)
    for character in line.text:
        yield 0.0 if character == "?" else next(digits).confidence
