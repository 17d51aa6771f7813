"""Where the boxes, arrows and labels of a drawn graph stand, in pixels."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuzi.graphs.placement import Edge, Placement, place

__all__ = ["ARROW_LENGTH", "BOX_HEIGHT", "Diagram", "Point", "arrange"]

BOX_HEIGHT = 46
ARROW_LENGTH = 8

_ROW_GAP = 48  # holds the bends of the arrows, and the labels beside them
_COLUMN_GAP = 24
_PORT_PITCH = 26  # between the arrows that end at one box
_LABEL_OFFSET = 9  # from an arrow to the label beside it
_LABEL_LEAN = 11  # from the middle of the gap towards one of its ends, out of the way of a bend


@dataclass(frozen=True, slots=True)
class Point:
    """A place, measured from the top left corner of the diagram."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """Where everything stands.

    Attributes:
        boxes: the middle of the upper side of each box.
        box_widths: of each box; those below each other are equally wide.
        routes: for each edge, the SVG path of its line; it is bent only between rows.
        heads: for each edge, the tip of its arrow.
        labels: for each edge, the middle of the left end of the label beside it.
        width: of the whole.
        height: of the whole.
    """

    boxes: tuple[Point, ...]
    box_widths: tuple[int, ...]
    routes: dict[Edge, str]
    heads: dict[Edge, Point]
    labels: dict[Edge, Point]
    width: int
    height: int


def arrange(box_widths: Sequence[int], label_widths: Mapping[Edge, int]) -> Diagram:
    """Find room for boxes and for the labelled arrows between them.

    Args:
        box_widths: what each box needs; boxes are numbered from 0, and an arrow only points at
            a box of a higher number.
        label_widths: what the label of each edge needs.
    """
    edges = list(label_widths)
    grid = place(len(box_widths), edges)
    columns = _columns(grid, box_widths, label_widths)
    boxes = tuple(
        Point(columns[column].centre, _top(row))
        for row, column in zip(grid.rows, grid.columns, strict=True)
    )
    heads = {
        (source, target): Point(x, boxes[target].y)
        for (source, target), x in _ports(grid, columns, edges).items()
    }
    return Diagram(
        boxes=boxes,
        box_widths=tuple(columns[column].box_width for column in grid.columns),
        routes={edge: _route(grid, columns, edge, heads[edge]) for edge in edges},
        heads=heads,
        labels=_labels(grid, columns, edges),
        width=max((column.right for column in columns), default=0),
        height=_top(max(grid.rows, default=0)) + BOX_HEIGHT,
    )


@dataclass(frozen=True, slots=True)
class _Column:
    centre: int
    right: int
    box_width: int


def _columns(
    grid: Placement, box_widths: Sequence[int], label_widths: Mapping[Edge, int]
) -> list[_Column]:
    """Columns as wide as the widest of what stands in them."""
    widest_box: dict[int, int] = defaultdict(int)
    widest_label: dict[int, int] = defaultdict(int)
    for column, width in zip(grid.columns, box_widths, strict=True):
        widest_box[column] = max(widest_box[column], width)
    for edge, width in label_widths.items():
        column = _label_column(grid, edge)
        widest_label[column] = max(widest_label[column], width)
    columns: list[_Column] = []
    left = 0
    for column in range(max([*grid.columns, *grid.lanes.values()], default=-1) + 1):
        half = (widest_box[column] + 1) // 2
        centre = left + half
        right = centre + max(half, _LABEL_OFFSET + widest_label[column])
        columns.append(_Column(centre, right, 2 * half))
        left = right + _COLUMN_GAP
    return columns


def _ports(grid: Placement, columns: Sequence[_Column], edges: Sequence[Edge]) -> dict[Edge, int]:
    """The x at which each arrow ends: side by side, in the order in which they come."""
    arriving = defaultdict(list)
    for edge in edges:
        arriving[edge[1]].append((_last_column(grid, edge), edge))
    ports = {}
    for target, arrivals in arriving.items():
        own = grid.columns[target]
        arrivals.sort()
        # What comes straight down goes straight on; otherwise all stand evenly about the middle.
        straight = [number for number, (column, _) in enumerate(arrivals) if column == own]
        middle = straight[0] if straight else (len(arrivals) - 1) / 2
        pitch = min(_PORT_PITCH, columns[own].box_width // (2 * len(arrivals)))
        for number, (_, edge) in enumerate(arrivals):
            ports[edge] = columns[own].centre + round(pitch * (number - middle))
    return ports


def _route(grid: Placement, columns: Sequence[_Column], edge: Edge, head: Point) -> str:
    source, target = edge
    x = columns[grid.columns[source]].centre
    route = f"M{x} {_top(grid.rows[source]) + BOX_HEIGHT}"
    if edge in grid.lanes:
        lane = columns[grid.lanes[edge]].centre
        route += _bend(x, lane, grid.rows[source] + 1)
        route += f"V{_top(grid.rows[target] - 1) + BOX_HEIGHT}"
        x = lane
    return route + _bend(x, head.x, grid.rows[target])


def _bend(start: int, end: int, row: int) -> str:
    """From one x to another within the gap above a row, vertical at both ends."""
    bottom = _top(row) - ARROW_LENGTH
    middle = (_top(row) - _ROW_GAP + bottom) // 2
    return f"C{start} {middle} {end} {middle} {end} {bottom}"


def _labels(
    grid: Placement, columns: Sequence[_Column], edges: Sequence[Edge]
) -> dict[Edge, Point]:
    leaving = Counter(source for source, _ in edges)
    arriving = Counter(target for _, target in edges)
    labels = {}
    for edge in edges:
        source, target = edge
        if edge in grid.lanes:
            y = _top(grid.rows[source] + 1) + BOX_HEIGHT // 2
        else:
            # Beside the straight part of a bent arrow. A straight arrow's label keeps clear of
            # bends: those that leave are flat above the middle of the gap, those that arrive below.
            aside = grid.columns[target] - grid.columns[source]
            lean = aside or (leaving[source] > 1) - (arriving[target] > 1)
            y = _top(grid.rows[target]) - _ROW_GAP // 2 + _LABEL_LEAN * ((lean > 0) - (lean < 0))
        labels[edge] = Point(columns[_label_column(grid, edge)].centre + _LABEL_OFFSET, y)
    return labels


def _label_column(grid: Placement, edge: Edge) -> int:
    """The one beside whose middle the label stands: of two, that with more room beside it."""
    source, target = edge
    return grid.lanes.get(edge, max(grid.columns[source], grid.columns[target]))


def _last_column(grid: Placement, edge: Edge) -> int:
    """The one from which the arrow comes to the box that it points at."""
    return grid.lanes.get(edge, grid.columns[edge[0]])


def _top(row: int) -> int:
    return row * (BOX_HEIGHT + _ROW_GAP)
