import numpy as np
import pytest
from scipy.special import softmax

from shuzi.training.calibration import fit_temperature, fit_threshold


def calibrated(count, seed=0):
    """Logits, and labels drawn from the very probabilities that the logits stand for."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 2, (count, 10)).astype(np.float32)
    cumulated = softmax(logits.astype(np.float64), axis=1).cumsum(axis=1)
    labels = (cumulated < random.random((count, 1))).sum(axis=1)
    return logits, np.minimum(labels, 9).astype(np.uint8)


def answers(confidences):
    """Logits of digit 3 with these confidences, all other digits alike."""
    confidences = np.array(confidences)
    logits = np.zeros((len(confidences), 10), np.float32)
    logits[:, 3] = np.log(9 * confidences / (1 - confidences))
    return logits


@pytest.mark.parametrize("scale", [0.25, 1.0, 3.0])
def test_logits_that_are_so_many_times_too_large_are_divided_by_that(scale):
    logits, labels = calibrated(20_000)
    fitted = fit_temperature(logits * np.float32(scale), labels)
    assert fitted == pytest.approx(scale, rel=0.05)


def test_the_temperature_of_perfect_answers_stays_within_its_bounds():
    labels = np.arange(10, dtype=np.uint8)
    logits = 100 * np.eye(10, dtype=np.float32)
    assert 0.05 <= fit_temperature(logits, labels) <= 20
    assert fit_temperature(logits, (labels + 1) % 10) == pytest.approx(20, rel=0.01)


def test_no_right_answer_of_a_few_is_lost():
    logits = answers([0.9, 0.4, 0.99, 0.35])
    labels = np.array([3, 3, 3, 0], np.uint8)  # the least confident answer is wrong
    assert fit_threshold(logits, labels, 1.0) == pytest.approx(0.4, abs=1e-5)


def test_an_answer_more_likely_right_than_wrong_is_kept():
    labels = np.full(3, 3, np.uint8)
    assert fit_threshold(answers([0.9, 0.6, 0.99]), labels, 1.0) == 0.5


def test_one_right_answer_in_5000_is_lost():
    confidences = np.linspace(0.2, 0.999, 10_000)
    labels = np.full(10_000, 3, np.uint8)
    threshold = fit_threshold(answers(confidences), labels, 1.0)
    assert threshold == pytest.approx(confidences[2], abs=1e-6)


def test_the_threshold_is_of_tempered_confidences():
    logits, labels = answers([0.6, 0.95]), np.array([3, 3], np.uint8)
    odds = (9 * 0.6 / 0.4) ** 0.5
    assert fit_threshold(logits, labels, 2.0) == pytest.approx(odds / (odds + 9), abs=1e-5)


def test_without_a_right_answer_nothing_is_refused():
    assert fit_threshold(answers([0.9]), np.array([7], np.uint8), 1.0) == 0


def test_what_is_rightly_no_digit_sets_no_threshold():
    digits = np.pad(answers([0.9, 0.4, 0.99, 0.45]), ((0, 0), (0, 1)), constant_values=-30)
    others = np.full((5, 11), 0, np.float32)
    others[:, 10] = 1
    labels = np.array([3] * 4 + [10] * 5, np.uint8)
    both = np.concatenate([digits, others])
    assert fit_threshold(both, labels, 1.0) == pytest.approx(0.4, abs=0.01)
