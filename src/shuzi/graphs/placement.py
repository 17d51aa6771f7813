"""Rows and columns for the boxes and arrows of a drawn graph."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

__all__ = ["Edge", "Placement", "place"]

Edge = tuple[int, int]
"""From one box to another, each by its number."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A grid in which every arrow runs down and none runs through a box.

    Attributes:
        rows: the row of each box, the top one 0.
        columns: the column of each box, the leftmost one 0.
        lanes: for each edge that skips rows, the column in which it passes them.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    lanes: dict[Edge, int]


@dataclass(frozen=True, slots=True)
class _Strip:
    """Neighbouring cells of one column: the boxes in them and the edges that pass them."""

    rows: range
    boxes: tuple[int, ...]
    edges: tuple[Edge, ...]


def place(boxes: int, edges: Sequence[Edge]) -> Placement:
    """Lay a graph out in rows, after Sugiyama, Tagawa and Toda (1981).

    A box stands in the first row below all that point at it. The longest chain of boxes stands in
    column 0 and what branches off it to the right, the shortest branches closest.

    Args:
        boxes: how many; they are numbered from 0, each after all that point at it.
        edges: at most one from a box to another.
    """
    rows = _rows(boxes, edges)
    skipping = [(source, target) for source, target in edges if rows[target] - rows[source] > 1]
    chains = [_strip(chain, rows, skipping) for chain in _chains(rows, edges)]
    spine, branches = chains[:1], chains[1:] + _detours(chains, rows, skipping)
    columns = [0] * boxes
    lanes: dict[Edge, int] = {}
    filled: set[tuple[int, int]] = set()
    for strip in [*spine, *sorted(branches, key=lambda branch: len(branch.rows))]:
        column = next(c for c in count() if filled.isdisjoint((row, c) for row in strip.rows))
        filled.update((row, column) for row in strip.rows)
        lanes |= dict.fromkeys(strip.edges, column)
        for box in strip.boxes:
            columns[box] = column
    return Placement(rows, tuple(columns), lanes)


def _rows(boxes: int, edges: Sequence[Edge]) -> tuple[int, ...]:
    """For each box, the length of the longest path that leads to it."""
    rows = [0] * boxes
    for source, target in sorted(edges, key=lambda edge: edge[1]):
        rows[target] = max(rows[target], rows[source] + 1)
    return tuple(rows)


def _chains(rows: Sequence[int], edges: Sequence[Edge]) -> list[tuple[int, ...]]:
    """Every box in one chain of boxes that point at each other, the longest chain first."""
    sources = defaultdict(list)
    for source, target in edges:
        sources[target].append(source)
    free = set(range(len(rows)))
    chains = []
    for end in sorted(free, key=lambda box: -rows[box]):
        chain: list[int] = []
        above = [end]
        while above := [box for box in above if box in free]:
            nearest = max(above, key=lambda box: rows[box])
            free.remove(nearest)
            chain.insert(0, nearest)
            above = sources[nearest]
        chains.append(tuple(chain))
    return [chain for chain in chains if chain]


def _strip(chain: tuple[int, ...], rows: Sequence[int], skipping: Sequence[Edge]) -> _Strip:
    """The chain, and below it the way to the farthest of the boxes that its end points at."""
    links = {*pairwise(chain), *(edge for edge in skipping if edge[0] == chain[-1])}
    edges = tuple(edge for edge in skipping if edge in links)
    bottom = max([rows[chain[-1]] + 1, *(rows[target] for _, target in edges)])
    return _Strip(range(rows[chain[0]], bottom), chain, edges)


def _detours(
    chains: Iterable[_Strip], rows: Sequence[int], skipping: Sequence[Edge]
) -> list[_Strip]:
    """One strip for all edges from a box that skip rows and are not part of a chain."""
    placed = {edge for chain in chains for edge in chain.edges}
    targets = defaultdict(list)
    for source, target in skipping:
        if (source, target) not in placed:
            targets[source].append(target)
    return [
        _Strip(
            rows=range(rows[source] + 1, max(rows[target] for target in reached)),
            boxes=(),
            edges=tuple((source, target) for target in reached),
        )
        for source, reached in targets.items()
    ]
