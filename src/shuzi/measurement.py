"""Reads labelled data with a model and says how well."""

from collections.abc import Callable, Iterator

from shuzi import datasets
from shuzi.catalogue import SETS
from shuzi.classifier import Classifier
from shuzi.datasets import LabelledImages
from shuzi.evaluation import DOUBTFUL_TEST_LABELS, Evaluation, Outcome, aligned, evaluate
from shuzi.folders import LabelledPicture, holds_pictures, open_folder
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

    Raises:
        DataSetError: there is no such data, or it is damaged; as for its other errors, see
            :func:`shuzi.datasets.load`.
        PictureError: a picture cannot be read.
    """
    if data in SETS or not holds_pictures(data):
        data_set = datasets.load(data)
        return measure_frames(reader.classifier, data_set.name, data_set.test)
    items = open_folder(data).items
    if all(len(item.text) <= 1 for item in items):
        return evaluate(data, list(_single_digits(reader, items, progress)))
    return _whole_pictures(reader, data, items, progress)


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


def _single_digits(
    reader: Reader, items: tuple[LabelledPicture, ...], progress: Progress
) -> Iterator[Outcome]:
    for start in range(0, len(items), _PICTURES_AT_ONCE):
        chunk = items[start : start + _PICTURES_AT_ONCE]
        digits = reader.classify([item.path for item in chunk])
        for item, digit in zip(chunk, digits, strict=True):
            truth = int(item.text) if item.text else None
            yield Outcome(truth, digit.value, digit.confidence)
        progress(start + len(chunk), len(items))


def _whole_pictures(
    reader: Reader, data: str, items: tuple[LabelledPicture, ...], progress: Progress
) -> Evaluation:
    outcomes: list[Outcome] = []
    exact = 0
    for done, item in enumerate(items, start=1):
        reading = reader.read(item.path)
        rows = reading.text.split("\n")
        exact += " ".join(rows) == item.text
        confidences = [c for line in reading.lines for c in _confidences(line)]
        outcomes += aligned(item.text.replace(" ", ""), "".join(rows), confidences)
        progress(done, len(items))
    return evaluate(data, outcomes, string_accuracy=exact / len(items))


def _confidences(line: Line) -> Iterator[float]:
    """One for each character of the line's text; a refused place has none."""
    digits = iter(line.digits)
    for character in line.text:
        yield 0.0 if character == "?" else next(digits).confidence
