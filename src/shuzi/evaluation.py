"""Predictions and labels to accuracy, interval, confusion and calibration."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from shuzi.reliability import calibration_error, reliability
from shuzi.results import DIGITS

__all__ = [
    "DOUBTFUL_TEST_LABELS",
    "Evaluation",
    "Outcome",
    "aligned",
    "evaluate",
    "wilson_interval",
]

# MNIST test labels that are known to be wrong or undecidable, counted from 0. They are not
# mended: figures are on the original labels, and say how many misses are among these.
DOUBTFUL_TEST_LABELS = (
    *(947, 1621, 1901, 2130, 2462, 2597, 2654, 3520),
    *(3558, 5937, 6651, 6783, 8527, 9679, 9729),
)

# 97.5 % of a normal distribution lie below this many standard deviations.
_NORMAL_QUANTILE = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Outcome:
    """One place, as it was labelled and as it was read.

    Attributes:
        truth: the digit that stands there, None where there is none.
        value: the digit that was answered, None where an answer was withheld.
        confidence: of the answer, 0 to 1.
    """

    truth: int | None
    value: int | None
    confidence: float

    @property
    def correct(self) -> bool:
        """Whether the right digit was answered, or rightly none."""
        return self.truth == self.value


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well labelled digits were read.

    Attributes:
        data: name or folder of the data set.
        count: places that were labelled or answered.
        correct: of these, read right, or rightly refused where there was no digit.
        interval: Wilson's 95 % interval of the accuracy.
        refused: of these, those without an answer.
        ece: expected calibration error of the answers over 15 bins of equal width, 0 to 1.
        confusion: a row a true digit, 0 to 9, then one for no digit; a column an answer,
            0 to 9, then one for refused.
        string_accuracy: share of whole pictures read exactly, None where each holds one digit.
        misses_with_doubtful_label: misses among MNIST's 15 doubtful test labels, None elsewhere.
        unreadable: a sentence about each picture that could not be read; its digits are refused.
    """

    data: str
    count: int
    correct: int
    interval: tuple[float, float]
    refused: int
    ece: float
    confusion: tuple[tuple[int, ...], ...]
    string_accuracy: float | None = None
    misses_with_doubtful_label: int | None = None
    unreadable: tuple[str, ...] = ()

    @property
    def accuracy(self) -> float:
        """Correct answers over all, 0 to 1."""
        return self.correct / self.count

    def to_dict(self) -> dict[str, Any]:
        """The evaluation as ``shuzi evaluate --format json`` prints it."""
        return {
            "data": self.data,
            "count": self.count,
            "correct": self.correct,
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "refused": self.refused,
            "ece": self.ece,
            "confusion": [list(row) for row in self.confusion],
            "string_accuracy": self.string_accuracy,
            "misses_with_doubtful_label": self.misses_with_doubtful_label,
            "unreadable": list(self.unreadable),
        }


def evaluate(
    data: str,
    outcomes: Sequence[Outcome],
    string_accuracy: float | None = None,
    misses_with_doubtful_label: int | None = None,
    unreadable: tuple[str, ...] = (),
) -> Evaluation:
    """Sum up outcomes.

    Args:
        data: name or folder of the data set.
        outcomes: at least one.
        string_accuracy: see :class:`Evaluation`.
        misses_with_doubtful_label: see :class:`Evaluation`.
        unreadable: see :class:`Evaluation`.

    Raises:
        ValueError: there are no outcomes.
    """
    if not outcomes:
        raise ValueError("there are no outcomes to evaluate")
    correct = sum(outcome.correct for outcome in outcomes)
    answers = [outcome for outcome in outcomes if outcome.value is not None]
    bins = reliability([each.confidence for each in answers], [each.correct for each in answers])
    return Evaluation(
        data=data,
        count=len(outcomes),
        correct=correct,
        interval=wilson_interval(correct, len(outcomes)),
        refused=len(outcomes) - len(answers),
        ece=calibration_error(bins),
        confusion=_confusion(outcomes),
        string_accuracy=string_accuracy,
        misses_with_doubtful_label=misses_with_doubtful_label,
        unreadable=unreadable,
    )


def wilson_interval(correct: int, count: int) -> tuple[float, float]:
    """The 95 % score interval of a proportion (Wilson, 1927).

    Unlike the normal approximation it stays within 0 and 1 and holds near 100 %.
    """
    share, z2 = correct / count, _NORMAL_QUANTILE**2
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    spread = math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    half_width = _NORMAL_QUANTILE * spread / (1 + z2 / count)
    # At 0 and 1 the interval ends there exactly; rounding may leave it a last digit beside.
    return max(0.0, min(share, centre - half_width)), min(1.0, max(share, centre + half_width))


def aligned(truth: str, text: str, confidences: Sequence[float]) -> list[Outcome]:
    """Match a line as it was read with a line as it was written, digit by digit.

    As few digits as can be are left out, made up or taken for others (Levenshtein, 1965).

    Args:
        truth: the digits that were written.
        text: the digits that were read, ``?`` where a place was refused.
        confidences: one for each character of ``text``.

    Returns:
        Outcomes in order: digits left out have no value, digits made up have no truth.
    """
    outcomes = []
    for part in Levenshtein.opcodes(truth, text):
        for step in range(max(part.src_end - part.src_start, part.dest_end - part.dest_start)):
            written, read = part.src_start + step, part.dest_start + step
            answered = read < part.dest_end and text[read] != "?"
            outcome = Outcome(
                truth=int(truth[written]) if written < part.src_end else None,
                value=int(text[read]) if answered else None,
                confidence=confidences[read] if answered else 0.0,
            )
            if outcome.truth is not None or outcome.value is not None:
                outcomes.append(outcome)
    return outcomes


def _confusion(outcomes: Sequence[Outcome]) -> tuple[tuple[int, ...], ...]:
    table = np.zeros((DIGITS + 1, DIGITS + 1), int)
    for outcome in outcomes:
        row = DIGITS if outcome.truth is None else outcome.truth
        column = DIGITS if outcome.value is None else outcome.value
        table[row, column] += 1
    return tuple(tuple(int(number) for number in row) for row in table)
