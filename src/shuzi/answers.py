"""What a model says of frames: which digit, how sure, and whether that is too little."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuzi.results import DIGITS, Reason

__all__ = ["REASONS", "Answer", "Answers", "answer_all"]

REASONS: tuple[Reason | None, ...] = (None, "not a digit", "unsure")
"""Why an answer is refused, by its number in :attr:`Answers.reasons`; the first is not refused."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says of one frame.

    Attributes:
        value: 0 to 9, None where the answer is refused.
        confidence: calibrated probability, 0 to 1, of the likeliest digit.
        probabilities: of the ten digits; they sum to at most 1.
        reason: why it is refused, None where it is not.
    """

    value: int | None
    confidence: float
    probabilities: tuple[float, ...]
    reason: Reason | None


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a model says of many frames, a column for each thing: no object a frame.

    Attributes:
        likeliest: int8 [N], the likeliest digit, refused or not.
        confidences: float64 [N], 0 to 1, its calibrated probability.
        reasons: int8 [N], 0 where it is not refused, else which of :data:`REASONS`.
        probabilities: [N, 10], of the digits.
    """

    likeliest: NDArray[np.int8]
    confidences: NDArray[np.float64]
    reasons: NDArray[np.int8]
    probabilities: NDArray[np.floating]

    def __iter__(self) -> Iterator[Answer]:
        columns = (self.likeliest, self.confidences, self.reasons, self.probabilities)
        for value, confidence, reason, probabilities in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            yield Answer(
                None if reason else value, confidence, tuple(probabilities), REASONS[reason]
            )


def answer_all(probabilities: NDArray[np.floating], min_confidence: float) -> Answers:
    """What is answered where classes, the ten digits first, are so probable: [N, classes].

    Another class that is likelier than any digit refuses it, and so does a confidence below
    ``min_confidence``, 0 to 1.
    """
    digits = probabilities[:, :DIGITS]
    # Compared as doubles: a limit such as 0.9 is none that single precision can say.
    confidences = digits.max(axis=1).astype(np.float64)
    is_strange = probabilities.max(axis=1) > digits.max(axis=1)
    reasons = np.where(is_strange, 1, np.where(confidences < min_confidence, 2, 0))
    return Answers(
        digits.argmax(axis=1).astype(np.int8), confidences, reasons.astype(np.int8), digits
    )
