"""Pixels: enough room, arrows that meet their boxes, straight ones where they can be."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from shuzi.graphs.diagram import BOX_HEIGHT, arrange


def numbers(route):
    """All coordinates in an SVG path."""
    return [int(word) for word in route.translate(str.maketrans("MCV", "   ")).split()]


@st.composite
def graphs(draw):
    widths = draw(st.lists(st.integers(20, 300), min_size=1, max_size=9))
    possible = list(combinations(range(len(widths)), 2))
    edges = draw(st.lists(st.sampled_from(possible), unique=True)) if possible else []
    return widths, {edge: draw(st.integers(10, 90)) for edge in edges}


@given(graphs())
def test_everything_stands_inside(graph):
    widths, labels = graph
    diagram = arrange(widths, labels)
    for box, width in zip(diagram.boxes, diagram.box_widths, strict=True):
        assert box.x - width // 2 >= 0
        assert box.x + width // 2 <= diagram.width
        assert 0 <= box.y <= diagram.height - BOX_HEIGHT
    for edge, width in labels.items():
        assert 0 <= diagram.labels[edge].x <= diagram.width - width


@given(graphs())
def test_boxes_are_wide_enough_and_do_not_touch(graph):
    widths, labels = graph
    diagram = arrange(widths, labels)
    assert all(got >= need for got, need in zip(diagram.box_widths, widths, strict=True))
    boxes = list(zip(diagram.boxes, diagram.box_widths, strict=True))
    for (one, one_width), (other, other_width) in combinations(boxes, 2):
        apart = abs(one.x - other.x) > (one_width + other_width) / 2
        assert apart or abs(one.y - other.y) > BOX_HEIGHT


@given(graphs())
def test_arrows_leave_the_bottom_of_one_box_and_end_on_the_top_of_another(graph):
    widths, labels = graph
    diagram = arrange(widths, labels)
    for (source, target), route in diagram.routes.items():
        head, box = diagram.heads[source, target], diagram.boxes[target]
        start = diagram.boxes[source]
        assert numbers(route)[:2] == [start.x, start.y + BOX_HEIGHT]
        assert numbers(route)[-2] == head.x
        assert head.y == box.y
        assert abs(head.x - box.x) <= diagram.box_widths[target] // 2
    assert len({(head.x, head.y) for head in diagram.heads.values()}) == len(labels)


def test_a_chain_is_drawn_as_one_straight_line():
    diagram = arrange([100, 160, 80], dict.fromkeys(pairwise(range(3)), 40))
    assert {box.x for box in diagram.boxes} == {80}
    assert {head.x for head in diagram.heads.values()} == {80}


def test_a_detour_keeps_clear_of_the_boxes_that_it_passes():
    diagram = arrange([100, 200, 100], {(0, 1): 40, (1, 2): 40, (0, 2): 40})
    passed = diagram.boxes[1]
    lane = diagram.labels[0, 2].x
    assert lane > passed.x + diagram.box_widths[1] // 2
    assert diagram.labels[0, 2].y == passed.y + BOX_HEIGHT // 2


def test_the_only_arrow_to_a_box_ends_in_its_middle():
    diagram = arrange([100, 100, 100], {(0, 1): 40, (0, 2): 40})
    assert [diagram.heads[edge].x for edge in ((0, 1), (0, 2))] == [
        diagram.boxes[1].x,
        diagram.boxes[2].x,
    ]
    assert diagram.boxes[1].x != diagram.boxes[2].x


def test_a_straight_arrow_ends_in_the_middle_and_its_label_keeps_clear_of_bends():
    diagram = arrange([100, 100, 100], {(0, 1): 40, (1, 2): 40, (0, 2): 40})
    assert diagram.heads[1, 2].x == diagram.boxes[2].x < diagram.heads[0, 2].x
    # The detour bends off in the upper half of the first gap and comes in the lower of the second.
    for edge, below in (((0, 1), True), ((1, 2), False)):
        source, target = edge
        middle = (diagram.boxes[source].y + BOX_HEIGHT + diagram.boxes[target].y) // 2
        assert (diagram.labels[edge].y > middle) == below
