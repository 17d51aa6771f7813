"""Diagrams: well formed, complete, and the same for every network of the same shape."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzi.graphs.drawing import draw_svg
from shuzi.graphs.graph import Graph, Layer, Output
from shuzi.graphs.operators import Tensor

SVG = "{http://www.w3.org/2000/svg}"
MAPS = ("N", 16, 28, 28)


def layer(name, kind, *inputs, parameters=0, multiply_adds: int | None = 0):
    return Layer(
        name=name,
        operator=kind.split()[0],
        kind=kind,
        inputs=inputs,
        input_shapes=(MAPS,) * len(inputs),
        output_shape=MAPS,
        parameters=parameters,
        multiply_adds=multiply_adds,
    )


def network(*layers, name="network"):
    return Graph(
        name=name,
        inputs=(Tensor("frames", "uint8", MAPS),),
        outputs=(Output(Tensor("logits", "float32", ("N", 10)), layers[-1].name),),
        layers=layers,
    )


@pytest.fixture
def residual():
    return network(
        layer("relu_1", "Relu", "frames"),
        layer("conv_1", "Conv 3×3, 16→16", "relu_1", parameters=2320, multiply_adds=1_806_336),
        layer("add_1", "Add", "conv_1", "relu_1"),
    )


def drawn(graph):
    return ET.fromstring(draw_svg(graph))  # noqa: S314  our own drawing, not a stranger's file


def texts(svg):
    return [element.text for element in svg.iter(f"{SVG}text")]


def paths(svg, *, fill):
    """The paths that are filled, which are arrow heads, or that are not, which are lines."""
    groups = [group for group in svg.iter(f"{SVG}g") if (group.get("fill") != "none") == fill]
    return [path.get("d") for group in groups for path in group.findall(f"{SVG}path")]


def test_it_is_an_svg_1_1_document_as_large_as_it_says(residual):
    svg = drawn(residual)
    assert svg.tag == f"{SVG}svg"
    assert svg.get("version") == "1.1"
    assert svg.get("viewBox") == f"0 0 {svg.get('width')} {svg.get('height')}"


def test_it_stands_alone(residual):
    addresses = re.findall(r"https?://[^\"]*", draw_svg(residual))
    assert addresses == ["http://www.w3.org/2000/svg"]
    tags = {element.tag.removeprefix(SVG) for element in drawn(residual).iter()}
    assert tags == {"svg", "title", "g", "rect", "text", "path"}


def test_it_brings_its_own_background(residual):
    svg = drawn(residual)
    card = svg.find(f"{SVG}rect")
    assert card.get("fill").startswith("#")
    assert float(card.get("width")) == float(svg.get("width")) - 1


def test_every_layer_and_both_ends_have_a_box(residual):
    shown = texts(drawn(residual))
    for kind in ("frames", "Relu", "Conv 3×3, 16→16", "Add", "logits"):
        assert shown.count(kind) == 1
    assert "uint8 N×16×28×28" in shown
    assert "float32 N×10" in shown
    assert "N×16×28×28 · 2,320 parameters" in shown
    assert "2,320 parameters · 1,806,336 multiply-adds a picture" in shown


def test_every_tensor_has_an_arrow_with_its_shape(residual):
    svg = drawn(residual)
    lines, heads = paths(svg, fill=False), paths(svg, fill=True)
    assert len(lines) == len(heads) == 5
    # Those of Relu and Add stand in their boxes, the others beside four arrows.
    assert texts(svg).count("N×16×28×28") == 2 + 4
    assert texts(svg).count("N×10") == 1


def test_only_the_arrow_that_passes_a_layer_has_a_lane(residual):
    lanes = [path for path in paths(drawn(residual), fill=False) if "V" in path]
    assert len(lanes) == 1


def test_the_pointer_finds_the_name_and_cost_of_a_layer(residual):
    tips = [title.text for title in drawn(residual).iter(f"{SVG}title")]
    assert "conv_1: 2,320 parameters · 1,806,336 multiply-adds a picture" in tips


def test_an_unknown_cost_is_said_to_be_unknown():
    svg = drawn(
        network(layer("conv_1", "Conv 3×3, 1→2", "frames", parameters=1, multiply_adds=None))
    )
    assert "1 parameter · an unknown number of multiply-adds a picture" in texts(svg)


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("Conv 3×3, 1→2", "ConvTranspose 2×2, 2→1", "MaxPool 2×2"),
        ("MaxPool 2×2", "GlobalAveragePool", "Relu"),
        ("Relu", "LogSoftmax", "Gemm 4→2"),
        ("Gemm 4→2", "MatMul 4→2", "BatchNormalization"),
        ("BatchNormalization", "LayerNormalization", "Reshape"),
        ("Reshape", "Einsum", "Conv 3×3, 1→2"),
    ],
)
def test_a_family_of_layers_has_a_colour(one, same, other):
    def colour(kind):
        *_, box, _output = drawn(network(layer("it", kind, "frames"))).iter(f"{SVG}rect")
        return box.get("fill")

    assert colour(one) == colour(same) != colour(other)


def contrast(colour):
    """With white text, by the formula of WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    red, green, blue = linear
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_the_text_in_every_box_is_easy_to_read():
    kinds = ("Conv 3×3, 1→2", "MaxPool 2×2", "Relu", "Gemm 4→2", "BatchNormalization", "Reshape")
    layers = [layer(f"layer_{n}", kind, "frames") for n, kind in enumerate(kinds)]
    _, *boxes = drawn(network(*layers)).iter(f"{SVG}rect")
    assert len(boxes) == len(kinds) + 2
    assert min(contrast(box.get("fill")) for box in boxes) >= 4.5


@settings(max_examples=50)
@given(st.text(), st.text(min_size=1).filter(lambda name: name != "layer_1"))
def test_any_name_is_written_so_that_it_can_be_read_back(name, input_name):
    graph = Graph(
        name=name,
        inputs=(Tensor(input_name, "float32", ()),),
        outputs=(),
        layers=(layer("layer_1", "Relu <&>\"'", input_name),),
    )
    shown = texts(drawn(graph))
    assert "Relu <&>\"'" in shown
    if input_name.isprintable():
        assert input_name in shown


def test_a_network_without_layers_is_drawn():
    tensor = Tensor("x", "float32", (3,))
    svg = drawn(Graph("nothing", (tensor,), (Output(tensor, "x"), Output(tensor, None)), ()))
    assert texts(svg).count("x") == 3
    assert len(paths(svg, fill=True)) == 1
