"""The grid keeps its promises for every graph, and is a good one for those that are known."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from shuzi.graphs.placement import place


@st.composite
def graphs(draw):
    boxes = draw(st.integers(1, 12))
    possible = list(combinations(range(boxes), 2))
    edges = draw(st.lists(st.sampled_from(possible), unique=True)) if possible else []
    return boxes, edges


@given(graphs())
def test_boxes_stand_apart_and_arrows_run_down(graph):
    boxes, edges = graph
    grid = place(boxes, edges)
    assert len(set(zip(grid.rows, grid.columns, strict=True))) == boxes
    assert all(grid.rows[source] < grid.rows[target] for source, target in edges)
    assert min(grid.rows) == 0
    assert min(grid.columns) == 0


@given(graphs())
def test_no_arrow_runs_through_a_box_or_along_another_box_s_arrow(graph):
    boxes, edges = graph
    grid = place(boxes, edges)
    owner = dict(zip(zip(grid.rows, grid.columns, strict=True), range(boxes), strict=True))
    for source, target in edges:
        for row in range(grid.rows[source] + 1, grid.rows[target]):
            cell = (row, grid.lanes[source, target])
            # A cell is a box's, or belongs to the arrows that leave one box.
            assert owner.setdefault(cell, ("from", source)) == ("from", source)


@given(graphs())
def test_lanes_are_for_edges_that_skip_rows(graph):
    _, edges = graph
    grid = place(*graph)
    skipping = {edge for edge in edges if grid.rows[edge[1]] - grid.rows[edge[0]] > 1}
    assert set(grid.lanes) == skipping


def test_a_chain_is_one_column():
    grid = place(5, list(pairwise(range(5))))
    assert grid.rows == (0, 1, 2, 3, 4)
    assert grid.columns == (0, 0, 0, 0, 0)
    assert grid.lanes == {}


def test_a_residual_branch_runs_beside_the_spine():
    # 0 -> 1 -> 2 -> 3, and 0 is added again in 3.
    grid = place(4, [(0, 1), (1, 2), (2, 3), (0, 3)])
    assert grid.columns == (0, 0, 0, 0)
    assert grid.lanes == {(0, 3): 1}


def test_a_box_on_a_shorter_branch_keeps_its_column_down_to_where_it_joins():
    # 0 -> 1 -> 2 -> 4 is the spine; 3 reads 0 and is read by 4.
    grid = place(5, [(0, 1), (1, 2), (2, 4), (0, 3), (3, 4)])
    assert grid.columns == (0, 0, 0, 1, 0)
    assert grid.rows == (0, 1, 2, 1, 3)
    assert grid.lanes == {(3, 4): 1}


def test_shorter_detours_are_closer_to_the_spine():
    grid = place(6, [*pairwise(range(6)), (0, 5), (1, 3)])
    assert grid.lanes == {(1, 3): 1, (0, 5): 2}


def test_nothing_is_placed_nowhere():
    assert place(0, []).rows == ()
