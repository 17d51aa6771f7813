"""How much is answered, and how much of it wrongly, wherever the limit of confidence is set."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Coverage", "CoverageCurve"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What comes of one limit.

    Attributes:
        limit: answers of less confidence are refused.
        answered: share of all that is answered, 0 to 1.
        error: share of the answers that is wrong, 0 to 1; 0 where there are none.
    """

    limit: float
    answered: float
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class CoverageCurve:
    """Answers, the surest first (a risk-coverage curve: El-Yaniv and Wiener, 2010).

    Attributes:
        count: of all that was to be answered, with what no limit gives an answer to.
        confidences: float64 [N], of the answers, falling.
        wrong: [N], how many of the first 1, 2, … N answers are.
    """

    count: int
    confidences: NDArray[np.float64]
    wrong: NDArray[np.intp]

    @classmethod
    def of(cls, confidences: Sequence[float], right: Sequence[bool], count: int) -> "CoverageCurve":
        """The curve of answers.

        Args:
            confidences: [N], 0 to 1, where nothing was refused for want of it.
            right: [N], whether each answer is.
            count: at least N and 1, see the attributes.
        """
        sure = np.asarray(confidences, float)
        order = np.argsort(-sure, kind="stable")
        return cls(count, sure[order], np.cumsum(~np.asarray(right, bool)[order]))

    def at(self, limit: float) -> Coverage:
        """What comes of a limit, 0 to 1."""
        answers = int(np.searchsorted(-self.confidences, -limit, side="right"))
        error = int(self.wrong[answers - 1]) / answers if answers else 0.0
        return Coverage(limit, answers / self.count, error)

    def steps(self) -> tuple[Coverage, ...]:
        """What comes of each limit that changes anything, the highest first."""
        last = np.flatnonzero(np.diff(self.confidences, append=-1.0))
        return tuple(
            Coverage(float(self.confidences[place]), (place + 1) / self.count, wrong / (place + 1))
            for place, wrong in zip(last.tolist(), self.wrong[last].tolist(), strict=True)
        )
