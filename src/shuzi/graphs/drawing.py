"""A network drawn as an SVG diagram: a box for each layer, an arrow for each tensor."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from xml.etree import ElementTree as ET

from shuzi.graphs.diagram import ARROW_LENGTH, BOX_HEIGHT, Diagram, arrange
from shuzi.graphs.graph import Graph, Layer, shape_text
from shuzi.graphs.operators import Tensor
from shuzi.graphs.placement import Edge

__all__ = ["draw_svg"]

# All lengths are in pixels.
_MARGIN = 28
_HEADING_HEIGHT = 56
_CORNER = 9
_PADDING = 16  # between the side of a box and its text
_NAME_SIZE = 16
_KIND_SIZE = 13
_DETAIL_SIZE = 11
# Nothing here can measure text; sans-serif fonts take a little less, of the font size.
_CHARACTER_WIDTH = 0.6

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
# The card brings its own background, so that the drawing reads well on light and dark pages.
_CARD, _RIM, _LINE = "#fbfcfe", "#d5dae2", "#8a94a3"
_TEXT, _FAINT_TEXT, _BOX_TEXT = "#1f2733", "#566070", "#ffffff"
_TERMINAL, _OTHER = "#2b3340", "#5d6878"
_FAMILIES = {
    re.compile("Conv"): "#2c5d94",
    re.compile("Pool"): "#1f7a5c",
    re.compile("Norm|LRN"): "#80651a",
    re.compile("Gemm|MatMul"): "#6546a0",
    re.compile("[Ee]lu$|Sigmoid|Soft|Hardmax|Swish|Mish|Tanh|Clip"): "#a8482f",
}
"""The operators of each family of layers, and its colour: white text reads well on all."""

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


@dataclass(frozen=True, slots=True)
class _Box:
    """What stands in one box, and how it looks."""

    heading: str
    detail: str
    tip: str
    colour: str
    corner: int = _CORNER

    @property
    def width(self) -> int:
        """What the text needs."""
        text = max(_width(self.heading, _KIND_SIZE), _width(self.detail, _DETAIL_SIZE))
        return text + 2 * _PADDING


def draw_svg(graph: Graph) -> str:
    """The network as a diagram, top to bottom, in the manner of Netron.

    Each layer is a box in the colour of its family, with its kind, the shape of what it makes
    and the number of its parameters; its name and cost show where the pointer rests on it.
    Beside each arrow stands the shape of what flows along it.

    Returns:
        A standalone SVG 1.1 document without scripts, style sheets or fonts of its own.
    """
    boxes = [
        *(_terminal(tensor) for tensor in graph.inputs),
        *(_layer(layer) for layer in graph.layers),
        *(_terminal(output.tensor) for output in graph.outputs),
    ]
    labels = _labels(graph)
    diagram = arrange(
        [box.width for box in boxes],
        {edge: _width(label, _DETAIL_SIZE) for edge, label in labels.items()},
    )
    svg, drawing = _card(graph, diagram)
    _draw_arrows(drawing, diagram)
    _draw_boxes(drawing, diagram, boxes)
    _draw_labels(drawing, diagram, labels)
    return ET.tostring(svg, encoding="unicode")


def _terminal(tensor: Tensor) -> _Box:
    detail = f"{tensor.element_type} {shape_text(tensor.shape)}".strip()
    return _Box(tensor.name, detail, tensor.name, _TERMINAL, corner=BOX_HEIGHT // 2)


def _layer(layer: Layer) -> _Box:
    shape = shape_text(layer.output_shape)
    colours = (colour for family, colour in _FAMILIES.items() if family.search(layer.operator))
    return _Box(
        heading=layer.kind,
        detail=f"{shape} · {_parameters(layer)}" if layer.parameters else shape,
        tip=f"{layer.name}: {_costs(layer)}",
        colour=next(colours, _OTHER),
    )


def _parameters(owner: Graph | Layer) -> str:
    return f"{owner.parameters:,} parameter{'' if owner.parameters == 1 else 's'}"


def _costs(owner: Graph | Layer) -> str:
    products = owner.multiply_adds
    count = "an unknown number of" if products is None else f"{products:,}"
    return f"{_parameters(owner)} · {count} multiply-adds a picture"


def _labels(graph: Graph) -> dict[Edge, str]:
    """The edges between the boxes, each with the shape of what flows along it."""
    names = [tensor.name for tensor in graph.inputs] + [layer.name for layer in graph.layers]
    numbers = {name: number for number, name in enumerate(names)}
    labels = {
        (numbers[source], numbers[layer.name]): shape_text(shape)
        for layer in graph.layers
        for source, shape in zip(layer.inputs, layer.input_shapes, strict=True)
    }
    for number, output in enumerate(graph.outputs, start=len(names)):
        if output.source is not None:
            labels[numbers[output.source], number] = shape_text(output.tensor.shape)
    return labels


def _card(graph: Graph, diagram: Diagram) -> tuple[ET.Element, ET.Element]:
    """The document with its background and heading, and the group in it for the diagram."""
    costs = _costs(graph)
    inside = max(diagram.width, _width(graph.name, _NAME_SIZE), _width(costs, _DETAIL_SIZE))
    width, height = inside + 2 * _MARGIN, diagram.height + _HEADING_HEIGHT + 2 * _MARGIN
    svg = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", version="1.1")
    svg.attrib |= {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    svg.attrib["font-family"] = _FONT
    _add(svg, "title", graph.name)
    rim = _add(svg, "rect", x=0.5, y=0.5, width=width - 1, height=height - 1, rx=14)
    rim.attrib |= {"fill": _CARD, "stroke": _RIM}
    heading = _add(svg, "g", transform=f"translate({_MARGIN} {_MARGIN})")
    _add(heading, "text", graph.name, y=12, font_size=_NAME_SIZE, font_weight=600, fill=_TEXT)
    _add(heading, "text", costs, y=32, font_size=_DETAIL_SIZE, fill=_FAINT_TEXT)
    left = _MARGIN + (inside - diagram.width) // 2
    return svg, _add(svg, "g", transform=f"translate({left} {_MARGIN + _HEADING_HEIGHT})")


def _draw_arrows(drawing: ET.Element, diagram: Diagram) -> None:
    lines = _add(drawing, "g", fill="none", stroke=_LINE, stroke_width=1.6)
    heads = _add(drawing, "g", fill=_LINE)
    triangle = f"l{-ARROW_LENGTH // 2} {-ARROW_LENGTH}h{ARROW_LENGTH}z"
    for edge, route in diagram.routes.items():
        tip = diagram.heads[edge]
        _add(lines, "path", d=route)
        _add(heads, "path", d=f"M{tip.x} {tip.y}{triangle}")


def _draw_boxes(drawing: ET.Element, diagram: Diagram, boxes: Iterable[_Box]) -> None:
    group = _add(drawing, "g", text_anchor="middle", fill=_BOX_TEXT)
    for box, top, width in zip(boxes, diagram.boxes, diagram.box_widths, strict=True):
        each = _add(group, "g", transform=f"translate({top.x} {top.y})")
        _add(each, "title", box.tip)
        side = {"x": -width // 2, "width": width, "height": BOX_HEIGHT}
        _add(each, "rect", **side, rx=box.corner, fill=box.colour)
        _add(each, "text", box.heading, y=20, font_size=_KIND_SIZE, font_weight=600)
        _add(each, "text", box.detail, y=36, font_size=_DETAIL_SIZE)


def _draw_labels(drawing: ET.Element, diagram: Diagram, labels: Mapping[Edge, str]) -> None:
    group = _add(drawing, "g", font_size=_DETAIL_SIZE, fill=_FAINT_TEXT)
    # Arrows that share their way share their label.
    shared = {diagram.labels[edge]: label for edge, label in labels.items()}
    for start, label in shared.items():
        _add(group, "text", label, x=start.x, y=start.y + 4)


def _add(parent: ET.Element, tag: str, text: str = "", /, **attributes: str | float) -> ET.Element:
    """Add an element to another; underscores in its attributes' names become hyphens."""
    named = {name.replace("_", "-"): str(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, named)
    element.text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return element


def _width(text: str, size: int) -> int:
    return ceil(len(text) * size * _CHARACTER_WIDTH)
