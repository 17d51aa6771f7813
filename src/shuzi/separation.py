"""How well one number tells two kinds apart."""

from collections.abc import Sequence

import numpy as np

__all__ = ["auroc"]


def auroc(wanted: Sequence[float], others: Sequence[float]) -> float:
    """The area under the receiver operating characteristic (Hanley and McNeil, 1982).

    It is the chance that one of the wanted, drawn at random, has the larger number, a tie counting
    half: 1 where some limit parts the two, 0.5 where the numbers tell nothing.

    Args:
        wanted: what should have the larger numbers; at least one.
        others: at least one.
    """
    ordered = np.sort(np.asarray(others, float))
    below = np.searchsorted(ordered, np.asarray(wanted, float), side="left")
    not_above = np.searchsorted(ordered, np.asarray(wanted, float), side="right")
    return float((below + not_above).mean() / 2 / len(ordered))
