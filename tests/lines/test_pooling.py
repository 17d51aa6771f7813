import numpy as np
import pytest

from shuzi.lines.pooling import are_sure, pooled, with_prior_of_cells

CLASSES = 11


def opinion(likeliest, share):
    """Something is that probable; all else shares the rest."""
    probable = np.full(CLASSES, (1 - share) / (CLASSES - 1), np.float32)
    probable[likeliest] = share
    return probable


def in_one(by_line, by_frame):
    return pooled(by_line[None], by_frame[None])[0]


def test_two_that_agree_are_surer_than_one():
    both = in_one(opinion(3, 0.9), opinion(3, 0.9))

    assert both.argmax() == 3
    assert both[3] > in_one(opinion(3, 0.9), opinion(3, 1 / CLASSES))[3] > 0.9
    assert both.sum() == pytest.approx(1)


def test_the_line_counts_for_more():
    assert in_one(opinion(3, 0.9), opinion(7, 0.9)).argmax() == 3


def test_a_classifier_of_digits_alone_leaves_to_the_line_what_is_none():
    digits = np.full(10, 0.1, np.float32)

    assert in_one(opinion(10, 0.9), digits).argmax() == 10
    assert in_one(opinion(3, 0.9), digits).argmax() == 3


def test_of_the_sure_no_classifier_changes_what_is_read():
    lines = np.stack([opinion(value, share) for value in (0, 4, 10) for share in (0.5, 0.9, 0.999)])
    contrary = np.stack([opinion((line.argmax() + 1) % CLASSES, 1.0) for line in lines])
    sure = np.array(are_sure(lines.tolist()))

    assert sure.tolist() == [False, False, True] * 3
    both = pooled(lines, contrary)
    assert (both.argmax(axis=1) == lines.argmax(axis=1))[sure].all()
    assert (both.max(axis=1) > 0.9)[sure].all()
    assert are_sure([]) == []


def test_in_cells_strangers_are_rarer():
    by_frame = opinion(3, 0.4)
    by_frame[10] = 0.5
    probable = with_prior_of_cells(by_frame[None])[0]

    assert probable.argmax() == 3
    assert probable.sum() == pytest.approx(1)
