import numpy as np
import pytest

from shuzi.classifier import Classifier
from shuzi.corruptions.families import FAMILIES, corrupt
from shuzi.datasets import LabelledImages
from shuzi.robustness import mean_accuracy, measure_corruptions
from shuzi.synthesis.digits import draw_digits


@pytest.fixture(scope="module")
def digits():
    labels = (np.arange(20) % 10).astype(np.uint8)
    return LabelledImages(draw_digits(labels, seed=4), labels)


def test_each_family_is_measured_as_it_is_spoilt(digits):
    classifier, told = Classifier("tiny"), []
    families = measure_corruptions(classifier, digits, seed=3, progress=told.append)

    assert [each.data for each in families] == list(FAMILIES)
    assert all(each.count == len(digits) for each in families)
    assert sum(told) == len(digits) * len(FAMILIES)
    for each in families[:3]:
        answers = classifier.classify(corrupt(each.data, digits.images, seed=3))
        right = [answer.value for answer in answers] == digits.labels
        assert each.correct == right.sum()
    assert mean_accuracy(families) == pytest.approx(np.mean([each.accuracy for each in families]))


def test_what_is_small_or_aside_is_read_better_than_what_is_turned_to_stripes(digits):
    found = {each.data: each.accuracy for each in measure_corruptions(Classifier("fast"), digits)}

    assert found["translate"] > found["stripe"]
    assert found["scale"] > found["canny edges"]
