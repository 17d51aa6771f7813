import numpy as np
import pytest

from shuzi.answers import Answer, answer_all


def one(probabilities, min_confidence=0.5):
    (answer,) = answer_all(np.array([probabilities], np.float32), min_confidence)
    return answer


def likely(**classes):
    probabilities = [0.0] * 11
    for name, probability in classes.items():
        probabilities[int(name[1:])] = probability
    return probabilities


def test_the_likeliest_digit_is_the_answer():
    answer = one(likely(c3=0.75, c5=0.25))

    assert (answer.value, answer.confidence, answer.reason) == (3, 0.75, None)
    assert answer.probabilities == (0, 0, 0, 0.75, 0, 0.25, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("classes", "reason"), [({"c3": 0.25}, "unsure"), ({"c3": 0.25, "c10": 0.75}, "not a digit")]
)
def test_what_is_refused_has_its_reason_and_confidence(classes, reason):
    answer = one(likely(**classes))

    assert (answer.value, answer.confidence, answer.reason) == (None, 0.25, reason)


def test_a_limit_is_compared_in_double_precision():
    # In single precision 0.9 is less than in double, and so it is not enough.
    assert float(np.float32(0.9)) < 0.9
    assert one(likely(c1=0.9), 0.9).reason == "unsure"


def test_columns_say_what_answers_say():
    probabilities = np.random.default_rng(1).dirichlet(np.ones(11), 50)
    answers = answer_all(probabilities, 0.3)
    singly = [one(row, 0.3) for row in probabilities.astype(np.float32)]

    assert len([*answers]) == 50
    assert answers.likeliest.tolist() == probabilities[:, :10].argmax(axis=1).tolist()
    assert [a.reason for a in answers] == [b.reason for b in singly]
    assert {*(answer.reason for answer in answers)} == {None, "unsure", "not a digit"}


def test_no_frames_have_no_answers():
    assert [*answer_all(np.zeros((0, 10), np.float32), 0.5)] == []


def test_an_answer_holds_plain_numbers():
    answer = one(likely(c7=1.0))

    assert answer == Answer(7, 1.0, (0.0,) * 7 + (1.0, 0.0, 0.0), None)
    assert type(answer.value) is int
    assert type(answer.confidence) is float
