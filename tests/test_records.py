import numpy as np

from shuzi.evaluation import Outcome, evaluate
from shuzi.records import Measured, Record

FRAME = np.full((28, 28), 7, np.uint8)
SURE_OF_3 = (*[0.0] * 3, 1.0, *[0.0] * 6)

DIGIT = Record("a", "3", "3", (Outcome(3, 3, 1.0),), probabilities=SURE_OF_3, frame=FRAME)
BLANK = Record("b", "", "?", (Outcome(None, None, 0.0),), probabilities=(0.0,) * 10)
LETTER = Record("c", "", "3", (Outcome(None, 3, 1.0),), probabilities=SURE_OF_3, frame=FRAME)
FAINT = Record("d", "5", "?", (Outcome(5, None, 0.0),), probabilities=(0.0,) * 10)
NUMBER = Record("e", "12", "1", (Outcome(1, 1, 0.9), Outcome(2, None, 0.0)))


def measured(*records):
    outcomes = [outcome for record in records for outcome in record.outcomes]
    return Measured(evaluate("some", outcomes), records)


def test_outcomes_are_those_of_all_places_in_order():
    assert measured(NUMBER, DIGIT).outcomes == (*NUMBER.outcomes, *DIGIT.outcomes)


def test_frames_are_those_of_digits_that_were_seen():
    frames = measured(DIGIT, BLANK, LETTER, FAINT, NUMBER).frames()

    assert np.array_equal(frames.images, FRAME[None])
    assert frames.labels.tolist() == [3]
    assert measured(NUMBER).frames().images.shape == (0, 28, 28)


def test_probabilities_are_those_of_digits_seen_or_not():
    table, labels = measured(DIGIT, BLANK, LETTER, FAINT, NUMBER).probabilities()

    assert labels.tolist() == [3, 5]
    assert table.shape == (2, 10)
    assert measured(NUMBER).probabilities()[0].shape == (0, 10)
