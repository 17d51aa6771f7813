from itertools import groupby, product
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.lines import decoding
from shuzi.lines.decoding import decode

BLANK = 2  # of three classes


def collapsed(path):
    return tuple(value for value, _ in groupby(path) if value != BLANK)


def by_trying_everything(probabilities):
    """The probability of each line: the sum over all ways to spread it over the columns."""
    lines = {}
    for path in product(range(BLANK + 1), repeat=len(probabilities)):
        chance = np.prod([column[value] for column, value in zip(probabilities, path, strict=True)])
        lines[collapsed(path)] = lines.get(collapsed(path), 0) + chance
    return lines


def columns_of(seed, count):
    return np.random.default_rng(seed).dirichlet(np.full(BLANK + 1, 0.6), size=count)


def values(spans):
    return tuple(span.value for span in spans)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 6))
def test_a_search_that_drops_nothing_finds_the_likeliest_line(seed, count):
    probabilities = columns_of(seed, count)
    lines = by_trying_everything(probabilities)

    with patch.multiple(decoding, BEAM=1_000, LIKELY=0.0):
        found = decode(probabilities)
    assert lines[values(found)] == pytest.approx(max(lines.values()))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 6))
def test_a_line_that_is_likelier_than_all_others_is_found(seed, count):
    sharp = columns_of(seed, count) ** 12
    sharp /= sharp.sum(axis=1, keepdims=True)
    lines = by_trying_everything(sharp)
    likeliest = max(lines, key=lines.__getitem__)

    if lines[likeliest] > 1 / 2:
        assert values(decode(sharp)) == likeliest


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), columns=st.integers(3, 6), count=st.integers(1, 2))
def test_a_fixed_length_gives_the_likeliest_line_of_that_length(seed, columns, count):
    probabilities = columns_of(seed, columns)
    lines = by_trying_everything(probabilities)
    best = max(chance for line, chance in lines.items() if len(line) == count)

    with patch.object(decoding, "BEAM", 1_000):
        read = values(decode(probabilities, count))
    assert len(read) == count
    assert lines[read] == pytest.approx(best)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 8), length=st.integers(1, 4))
def test_the_columns_of_a_line_write_it(seed, count, length):
    probabilities = columns_of(seed, count)
    spans = decode(probabilities, min(length, (count + 1) // 2))
    path = [BLANK] * count
    for span in spans:
        path[span.first : span.last + 1] = [span.value] * (span.last + 1 - span.first)

    assert collapsed(path) == values(spans)
    assert [span.first for span in spans] == sorted(span.first for span in spans)


def test_ways_that_write_the_same_line_are_added_up():
    # Each column is most likely blank, but that some column is a 0 is likelier than that none is.
    probabilities = np.array([[0.4, 0.0, 0.6]] * 2)

    (span,) = decode(probabilities)
    assert span.value == 0
    assert span.best in {0, 1}


def test_alike_neighbours_need_a_blank_between():
    one, blank = [0.9, 0.05, 0.05], [0.1, 0.0, 0.9]

    assert values(decode(np.array([one, one]))) == (0,)
    assert values(decode(np.array([one, blank, one]))) == (0, 0)


def test_a_character_is_seen_where_it_is_likeliest():
    probabilities = np.array([[0.0, 0.0, 1.0], [0.6, 0.3, 0.1], [0.9, 0.05, 0.05], [0.0, 0.0, 1.0]])

    (span,) = decode(probabilities)
    assert (span.first, span.last, span.best) == (1, 2, 2)


def test_more_characters_than_columns_are_not_read():
    assert decode(columns_of(1, 3), count=4) == ()


def test_blank_columns_hold_no_line():
    assert decode(np.array([[0.0, 0.0, 1.0]] * 5)) == ()


def test_a_search_that_drops_much_finds_clear_lines():
    """Where most columns are sure, as a trained network's are."""
    rng = np.random.default_rng(1)
    for _ in range(30):
        probabilities = rng.dirichlet(np.full(BLANK + 1, 0.05), size=7)
        lines = by_trying_everything(probabilities)
        assert lines[values(decode(probabilities))] > 0.9 * max(lines.values())
