"""A line reader's answers, column by column, to the characters of the line."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

__all__ = ["Span", "decode"]

BEAM = 4
"""As many beginnings of a line are followed at a time; of each length, where that is fixed."""

LIKELY = 1e-2
"""A class of less probability is not followed in a column, unless the length is fixed."""

UNLIKELY = 1e-4
"""Beginnings of less probability are left out when one line is weighed against all others."""

NOWHERE = -1
"""In place of a character, where a column shows none."""

Floats = NDArray[np.floating]
Line = tuple[int, ...]
Ends = tuple[float, float]
"""Probability of a beginning of a line where it ends in a blank column, and where it does not."""


@dataclass(frozen=True, slots=True)
class Span:
    """One character of a line, and where it was seen.

    Attributes:
        value: its class.
        first: the first column in which it was seen.
        last: the last one.
        best: the one in which it was likeliest.
    """

    value: int
    first: int
    last: int
    best: int


def decode(probabilities: Floats, count: int | None = None) -> tuple[Span, ...]:
    """The likeliest line, and where each of its characters stands.

    A line may be spread over the columns in many ways, all of which count for it: a character
    fills one column or several, and between it and the next there may be blank ones; between two
    that are alike there must be (Graves et al., "Connectionist temporal classification", 2006).

    Args:
        probabilities: float [T, classes], of each class in each column, the blank last.
        count: how many characters the line has, None where nobody knows.

    Returns:
        Left to right; empty where the likeliest line is, or where ``count`` do not fit.
    """
    runs = _runs(probabilities.argmax(axis=1).tolist(), probabilities.shape[1] - 1)
    line = tuple(value for value, _ in runs)
    # Most often the likeliest class of each column makes the likeliest line.
    if count not in {None, len(line)} or not _is_likelier_than_all_others(line, probabilities):
        likeliest = _likeliest(probabilities, count)
        if likeliest != line:
            runs = _aligned(likeliest, probabilities)
    return tuple(_span(value, columns, probabilities) for value, columns in runs)


def _is_likelier_than_all_others(line: Line, probabilities: Floats) -> bool:
    """Whether a line has more than half of all probability (by the forward algorithm)."""
    so_far = [(0, 1.0, 0.0)]  # how many characters are behind, and the two ends of that beginning
    shows_some = (probabilities[:, :-1].max(axis=1) > LIKELY).tolist()
    for column, may_show in zip(probabilities.tolist(), shows_some, strict=True):
        blank = column[-1]
        if may_show:
            so_far = _followed(line, so_far, column)
        else:
            so_far = [(place, (before + last) * blank, 0.0) for place, before, last in so_far]
        if sum([in_blank + in_last for _, in_blank, in_last in so_far]) <= 1 / 2:
            return False
    place, in_blank, in_last = so_far[-1]
    return place == len(line) and in_blank + in_last > 1 / 2


def _followed(
    line: Line, so_far: list[tuple[int, float, float]], column: list[float]
) -> list[tuple[int, float, float]]:
    """The beginnings of a line after one more column, but for the unlikely at either end."""
    grown, entering = [], 0.0
    for place, in_blank, in_last in so_far:
        whole = in_blank + in_last
        stays = (in_last + entering) * column[line[place - 1]] if place else 0.0
        grown.append((place, whole * column[-1], stays))
        is_double = 0 < place < len(line) and line[place - 1] == line[place]
        entering = in_blank if is_double else whole
    if place < len(line):
        grown.append((place + 1, 0.0, entering * column[line[place]]))
    likely = [
        at for at, (_, in_blank, in_last) in enumerate(grown) if in_blank + in_last > UNLIKELY
    ]
    return grown[likely[0] : likely[-1] + 1] if likely else []


def _likeliest(probabilities: Floats, count: int | None) -> Line:
    """A search by beginnings: those that are equal are added up, the likeliest kept."""
    lines: dict[Line, Ends] = {(): (1.0, 0.0)}
    least = LIKELY if count is None else 0.0
    shows_some = (probabilities[:, :-1].max(axis=1) > least).tolist()
    for (*characters, blank), may_show in zip(probabilities.tolist(), shows_some, strict=True):
        if may_show:
            likely = [(value, share) for value, share in enumerate(characters) if share > least]
            lines = _kept(_grown(lines, likely, blank), count)
        else:  # half of all columns
            lines = {line: (sum(ends), 0.0) for line, ends in lines.items()}
    whole = {line: sum(ends) for line, ends in lines.items() if count in {None, len(line)}}
    return max(whole, key=whole.__getitem__, default=())


def _grown(
    lines: dict[Line, Ends], likely: list[tuple[int, float]], blank: float
) -> dict[Line, list[float]]:
    """What each beginning may be after one more column."""
    grown: dict[Line, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line, (in_blank, in_last) in lines.items():
        grown[line][0] += (in_blank + in_last) * blank
        for value, share in likely:
            if line and line[-1] == value:
                grown[line][1] += in_last * share
                grown[*line, value][1] += in_blank * share
            else:
                grown[*line, value][1] += (in_blank + in_last) * share
    return grown


def _kept(lines: dict[Line, list[float]], count: int | None) -> dict[Line, Ends]:
    """The likeliest, scaled so that they sum to 1: products of many columns would vanish."""
    best = lines if len(lines) <= BEAM else _best(lines, count)
    scale = 1 / sum(map(sum, (lines[line] for line in best)))
    return {line: (lines[line][0] * scale, lines[line][1] * scale) for line in best}


def _best(lines: dict[Line, list[float]], count: int | None) -> list[Line]:
    """The likeliest of all, or where the length is fixed, of each length up to that."""
    best = sorted(lines, key=lambda line: sum(lines[line]), reverse=True)
    if count is None:
        return best[:BEAM]
    fitting = sorted((line for line in best if len(line) <= count), key=len)
    return [line for _, alike in groupby(fitting, key=len) for line in [*alike][:BEAM]]


def _aligned(line: Line, probabilities: Floats) -> list[tuple[int, range]]:
    """The likeliest way to spread a line over the columns."""
    return [(line[place], run) for place, run in _runs(_places(line, probabilities), NOWHERE)]


def _runs(shown: list[int], nothing: int) -> list[tuple[int, range]]:
    """What is shown, one after another, and in which columns."""
    runs, column = [], 0
    for value, alike in groupby(shown):
        columns = range(column, column + len(list(alike)))
        column = columns.stop
        if value != nothing:
            runs.append((value, columns))
    return runs


def _places(line: Line, probabilities: Floats) -> list[int]:
    """Which character of a line each column shows, or that it is a blank (Viterbi, 1967)."""
    blank = probabilities.shape[1] - 1
    # A state for each character, with a blank before each and after the last one.
    states = np.full(2 * len(line) + 1, blank)
    states[1::2] = line
    may_skip = np.zeros(len(states), bool)  # from a character past the blank before the next
    may_skip[2:] = (states[2:] != blank) & (states[2:] != states[:-2])
    logs = np.log(np.maximum(probabilities[:, states], np.finfo(np.float32).tiny))
    score = np.full(len(states) + 2, -np.inf)  # two more before the first, out of which none comes
    score[2:4] = logs[0, :2]
    steps = np.zeros(logs.shape, np.intp)
    for column in range(1, len(logs)):
        ways = np.stack([score[2:], score[1:-1], np.where(may_skip, score[:-2], -np.inf)])
        steps[column] = ways.argmax(axis=0)
        score[2:] = ways.max(axis=0) + logs[column]
    path = [len(states) - 1 - int(score[-1] < score[-2])]
    for step in steps[:0:-1]:
        path.append(path[-1] - int(step[path[-1]]))
    return [state // 2 if state % 2 else NOWHERE for state in reversed(path)]


def _span(value: int, columns: range, probabilities: Floats) -> Span:
    best = probabilities[columns.start : columns.stop, value].argmax()
    return Span(value, columns[0], columns[-1], columns[int(best)])
