import numpy as np
import pytest

from shuzi.classifier import SHIPPED_MODEL, Classifier
from shuzi.datasets import LabelledImages
from shuzi.training.learning.learn import Learned, Pupil, Score, learn
from shuzi.training.learning.lessons import Lessons
from shuzi.training.learning.tuning import Tuning


@pytest.fixture(scope="module")
def pupil(known):
    return Pupil(known.images, known, Tuning(steps=30))


def test_what_it_learnt_is_written_and_reads_it(pupil, stranger, tmp_path):
    lessons, path = Lessons.split(stranger, seed=1), tmp_path / "learned.onnx"

    learned = learn(pupil, lessons, path, seed=1)

    assert learned.is_better
    assert learned.lessons == 18
    assert (learned.held_back.before, learned.held_back.count) == (0, 6)
    model = Classifier(path)
    answers = model.classify(lessons.held_back.images)
    assert sum(answer.value == 4 for answer in answers) == learned.held_back.after > 3
    assert model.card.name == "learned"
    assert model.card.provenance["lessons"] == "18"
    assert model.card.classes == Classifier(SHIPPED_MODEL).card.classes


def test_where_nothing_can_be_learnt_nothing_is_written(pupil, known, tmp_path):
    at_random = np.random.default_rng(1).integers(0, 10, 24).astype(np.uint8)
    lessons = Lessons.split(LabelledImages(known.images[:24], at_random), seed=1)

    learned = learn(pupil, lessons, tmp_path / "learned.onnx", seed=1)

    assert not learned.is_better
    assert not [*tmp_path.iterdir()]


def test_of_what_is_no_digit_refusing_is_right(pupil, stranger):
    none = LabelledImages(stranger.images, np.full(len(stranger), 10, np.uint8))
    refused = sum(
        answer.value is None for answer in Classifier(SHIPPED_MODEL).classify(none.images)
    )

    assert pupil.right(pupil.network, none) == refused > 0


@pytest.mark.parametrize(
    ("held_back", "mnist", "is_better"),
    [
        (Score(3, 4, 5), Score(4960, 4958, 5000), True),
        (Score(3, 4, 5), Score(4960, 4957, 5000), False),
        (Score(3, 3, 5), Score(4960, 4999, 5000), False),
    ],
)
def test_it_is_better_only_where_it_learnt_and_forgot_next_to_nothing(held_back, mnist, is_better):
    assert Learned(20, held_back, mnist).is_better == is_better
