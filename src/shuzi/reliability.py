"""Whether confidence means what it says: how often answers of a confidence are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["BINS", "Bin", "calibration_error", "reliability"]

BINS = 15
"""Of equal width, over all confidences from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies within the same fifteenth of all.

    Attributes:
        low: the least confidence, which is one of its own.
        high: the next bin's least; 1 is the last bin's own.
        count: of answers.
        confidence: their mean, 0 where there are none.
        accuracy: share of them that is right, 0 where there are none.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float

    @property
    def gap(self) -> float:
        """How far confidence and accuracy are apart, 0 to 1."""
        return abs(self.confidence - self.accuracy)


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """Sort answers into bins.

    Args:
        confidences: [N], 0 to 1.
        right: [N], whether each answer is.

    Returns:
        :data:`BINS` bins, the least confident first.
    """
    sure = np.asarray(confidences, float)
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    shares = np.maximum(counts, 1)
    means = np.bincount(places, sure, BINS) / shares
    accuracies = np.bincount(places, np.asarray(right, float), BINS) / shares
    rows = zip(counts.tolist(), means.tolist(), accuracies.tolist(), strict=True)
    return tuple(Bin(number / BINS, (number + 1) / BINS, *row) for number, row in enumerate(rows))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean gap of confidence and accuracy, bin by bin (Naeini, Cooper and Hauskrecht, 2015).

    Returns:
        0 to 1; 0 where there are no answers.
    """
    count = sum(each.count for each in bins)
    return sum(each.count * each.gap for each in bins) / count if count else 0.0
