from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shuzi import idx
from shuzi.catalogue import MNIST_FILES
from shuzi.classifier import Answer
from shuzi.datasets import LabelledImages
from shuzi.errors import DataSetError
from shuzi.evaluation import DOUBTFUL_TEST_LABELS
from shuzi.measurement import measure, measure_frames, read_all
from shuzi.results import Box, Digit, Line, Reading

NOWHERE = Box(0, 0, 1, 1)
UNKNOWN = (0.1,) * 10
REFUSED = 255  # what the classifier below refuses


class FirstPixel:
    """A classifier that answers with the value of a frame's first pixel."""

    def classify(self, frames):
        return tuple(self._answer(int(value)) for value in frames[:, 0, 0])

    @staticmethod
    def _answer(value):
        refused = value == REFUSED
        return Answer(None if refused else value, 0.8, UNKNOWN, "unsure" if refused else None)


@dataclass
class ByName:
    """A reader that knows what it answers to each file's name; `?` and nothing are refused."""

    texts: dict[str, str]
    classifier: FirstPixel = field(default_factory=FirstPixel)

    def classify(self, pictures):
        return [self._digit(self.texts[Path(picture.file).name]) for picture in pictures]

    def read(self, picture):
        text = self.texts[Path(picture.file).name]
        lines = tuple(self._line(row) for row in text.split("\n")) if text else ()
        return Reading(text, lines, (), 1, 1, picture.file, 1, "by name", 0.0)

    def _line(self, row):
        return Line(row, 0.9, NOWHERE, tuple(self._digit(c) for c in row if c != "?"))

    @staticmethod
    def _digit(text):
        value = int(text) if text.isdigit() else None
        return Digit(value, 0.9, NOWHERE, UNKNOWN, None if text.isdigit() else "unsure")


@pytest.fixture
def labelled(tmp_path):
    def write(**texts):
        """A folder of pictures, their texts in labels.csv."""
        lines = [f"{name}.png,{text}\n" for name, text in texts.items()]
        (tmp_path / "labels.csv").write_text("file,text\n" + "".join(lines))
        for name in texts:
            Image.new("L", (4, 4)).save(tmp_path / f"{name}.png")
        return str(tmp_path)

    return write


@pytest.fixture
def own(tmp_path):
    """A folder of IDX files whose test part has the labels 0 to 9, and the digits' own pixels."""
    images = np.zeros((10, 28, 28), np.uint8)
    images[:, 0, 0] = labels = np.arange(10, dtype=np.uint8)
    for name, content in zip(MNIST_FILES, (images, labels) * 2, strict=True):
        idx.write(tmp_path / "own" / name, content)
    return tmp_path / "own"


def test_single_digits_are_read_one_by_one(labelled):
    folder = labelled(a="1", b="2", c="3")
    evaluation = measure(ByName({"a.png": "1", "b.png": "7", "c.png": ""}), folder)

    assert (evaluation.count, evaluation.correct, evaluation.refused) == (3, 1, 1)
    assert evaluation.confusion[1][1] == evaluation.confusion[2][7] == 1
    assert evaluation.data == folder
    assert evaluation.string_accuracy is None
    assert evaluation.misses_with_doubtful_label is None


def test_where_there_is_no_digit_refusing_is_right(labelled):
    folder = labelled(blank="", letter="", digit="5")
    evaluation = measure(ByName({"blank.png": "", "letter.png": "4", "digit.png": "5"}), folder)

    assert (evaluation.count, evaluation.correct, evaluation.refused) == (3, 2, 1)
    assert evaluation.confusion[10][10] == evaluation.confusion[10][4] == 1


def test_sub_folders_are_labels_too(tmp_path):
    for digit in "17":
        (tmp_path / digit).mkdir()
        Image.new("L", (4, 4)).save(tmp_path / digit / f"{digit}.png")

    assert measure(ByName({"1.png": "1", "7.png": "1"}), str(tmp_path)).correct == 1


def test_numbers_are_read_as_whole_pictures(labelled):
    folder = labelled(a="1480", b="23 7", c="66", d="")
    reader = ByName({"a.png": "1480", "b.png": "23\n7", "c.png": "6?", "d.png": ""})
    evaluation = measure(reader, folder)

    assert (evaluation.count, evaluation.correct, evaluation.refused) == (9, 8, 1)
    assert evaluation.string_accuracy == 3 / 4


def test_rows_are_part_of_what_is_read_exactly(labelled):
    evaluation = measure(ByName({"a.png": "237"}), labelled(a="23 7"))

    assert evaluation.accuracy == 1
    assert evaluation.string_accuracy == 0


def test_digits_made_up_are_counted(labelled):
    evaluation = measure(ByName({"a.png": "12", "b.png": "9"}), labelled(a="12", b=""))

    assert (evaluation.count, evaluation.correct) == (3, 2)
    assert evaluation.confusion[10][9] == 1


def test_digits_of_a_picture_that_cannot_be_read_are_missed(labelled):
    folder = labelled(a="1", b="2", c="")
    for name in ("b.png", "c.png"):
        (Path(folder) / name).write_bytes(b"no picture")
    evaluation = measure(ByName({"a.png": "1"}), folder)

    assert (evaluation.count, evaluation.correct, evaluation.refused) == (2, 1, 1)
    assert evaluation.confusion[2][10] == 1
    assert [failure.split(": ")[0] for failure in evaluation.unreadable] == [
        f"{folder}/b.png",
        f"{folder}/c.png",
    ]


def test_a_number_that_cannot_be_read_is_not_read_exactly(labelled):
    folder = labelled(a="1480", b="23", c="")
    for name in ("b.png", "c.png"):
        (Path(folder) / name).write_bytes(b"")
    evaluation = measure(ByName({"a.png": "1480"}), folder)

    assert (evaluation.count, evaluation.correct, evaluation.refused) == (6, 4, 2)
    assert evaluation.string_accuracy == 1 / 3


def test_where_no_picture_can_be_read_there_is_nothing_to_measure(labelled):
    folder = labelled(a="")
    (Path(folder) / "a.png").write_bytes(b"")
    with pytest.raises(
        DataSetError, match=r"holds no picture that can be read; .*a\.png: is empty"
    ):
        measure(ByName({}), folder)


def test_progress_ends_with_all(labelled):
    told = []
    texts = {f"p{number}": "1" for number in range(250)}
    folder = labelled(**texts)
    measure(
        ByName({f"{name}.png": "1" for name in texts}),
        folder,
        lambda done, total: told.append((done, total)),
    )

    assert told == [(100, 250), (200, 250), (250, 250)]


def test_of_idx_files_the_test_part_is_read(own):
    evaluation = measure(ByName({}), str(own))

    assert (evaluation.data, evaluation.count, evaluation.correct) == ("own", 10, 10)
    assert evaluation.misses_with_doubtful_label is None


def test_each_picture_is_recorded_as_it_was_read(labelled):
    folder = labelled(a="1", b="2", c="")
    (Path(folder) / "b.png").write_bytes(b"no picture")
    records = read_all(ByName({"a.png": "7", "c.png": ""}), folder).records

    assert [(each.name, each.truth, each.text) for each in records] == [
        ("a.png", "1", "7"),
        ("b.png", "2", "?"),
        ("c.png", "", "?"),
    ]
    assert [each.path for each in records] == [Path(folder) / "a.png", None, Path(folder) / "c.png"]
    assert records[0].probabilities == UNKNOWN


def test_numbers_are_recorded_row_by_row(labelled):
    (record,) = read_all(ByName({"a.png": "23\n?"}), labelled(a="23 7")).records

    assert (record.truth, record.text) == ("23 7", "23 ?")
    assert [outcome.value for outcome in record.outcomes] == [2, 3, None]
    assert record.probabilities is None


def test_frames_are_recorded_with_what_was_seen(own):
    records = read_all(ByName({}), str(own)).records

    assert [each.name for each in records[:2]] == ["no. 0", "no. 1"]
    assert [int(each.frame[0, 0]) for each in records] == list(range(10))


def test_refused_frames_are_counted():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 0, 0] = 1, 2, REFUSED, REFUSED
    labelled = LabelledImages(images, np.array([1, 1, 2, 3], np.uint8))
    evaluation = measure_frames(FirstPixel(), "frames", labelled)

    assert (evaluation.count, evaluation.correct, evaluation.refused) == (4, 1, 2)
    assert evaluation.ece == pytest.approx(0.3)


def test_misses_among_mnist_s_doubtful_labels_are_counted():
    images = np.zeros((10_000, 28, 28), np.uint8)
    labels = np.zeros(10_000, np.uint8)
    labels[[*DOUBTFUL_TEST_LABELS[:4], 0, 1]] = 1
    of_mnist = measure_frames(FirstPixel(), "mnist", LabelledImages(images, labels))
    of_another = measure_frames(FirstPixel(), "kmnist", LabelledImages(images, labels))

    assert of_mnist.count - of_mnist.correct == 6
    assert of_mnist.misses_with_doubtful_label == 4
    assert of_another.misses_with_doubtful_label is None


def test_a_folder_called_mnist_need_not_hold_mnist(own):
    evaluation = measure(ByName({}), str(own.rename(own.parent / "mnist")))

    assert (evaluation.data, evaluation.count) == ("mnist", 10)
    assert evaluation.misses_with_doubtful_label is None


def test_a_folder_without_labels(tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "a.png")

    with pytest.raises(DataSetError, match=r"holds neither labels\.csv nor") as caught:
        measure(ByName({}), str(tmp_path))
    assert caught.value.subject == str(tmp_path)
