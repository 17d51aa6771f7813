"""Labels that may be wrong, by confident learning (Northcutt, Jiang and Chuang, 2021)."""

import warnings

from cleanlab.filter import find_label_issues

from shuzi.records import Measured, Record

__all__ = ["suspected"]

_LEAST = 1e-9
"""A probability is taken for no less, so that those of one picture can be made to sum to 1."""


def suspected(measured: Measured) -> tuple[Record, ...]:
    """Pictures of one digit whose label the model contradicts, as cleanlab finds them.

    Args:
        measured: what was read of data that the model did not learn from.

    Returns:
        The likeliest first; none where the data are numbers, or hold one kind of digit only.
    """
    table, labels = measured.probabilities()
    if len(set(labels.tolist())) <= 1:
        return ()
    table = table.clip(_LEAST)
    with warnings.catch_warnings():
        # Of a digit that is hardly there it flags nothing, and warns of that.
        warnings.simplefilter("ignore", UserWarning)
        places = find_label_issues(
            labels,
            table / table.sum(axis=1, keepdims=True),
            return_indices_ranked_by="self_confidence",
            n_jobs=1,
        )
    read = measured.single_digits()
    return tuple(read[place] for place in places.tolist())
