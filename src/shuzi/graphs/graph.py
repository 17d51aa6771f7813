"""A network as its ONNX file tells it: layers, shapes, parameters and multiply-adds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from shuzi.errors import MissingExtraError
from shuzi.graphs.operators import UNKNOWN_SHAPE, Node, Shape, Tensor, kind, multiply_adds

__all__ = ["Graph", "Layer", "Output", "load_graph", "shape_text", "table"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One operation of a network.

    Attributes:
        name: short and unique, ``conv_1`` for one.
        operator: ONNX's word for what it does, ``Conv`` for one.
        kind: what a person calls it, ``Conv 5×5, 1→10`` for one.
        inputs: the names of the layers, or of the network's inputs, that it reads.
        input_shapes: the shape of what it reads from each of them.
        output_shape: of the first thing that it makes; a symbolic batch is called ``N``.
        parameters: elements of the constants of floating point that it is the first to read,
            but for scalars, which are settings and not weights.
        multiply_adds: for one picture, as ``operators.multiply_adds`` counts them; None where
            a size that they depend on is not known.
    """

    name: str
    operator: str
    kind: str
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    parameters: int
    multiply_adds: int | None


@dataclass(frozen=True, slots=True)
class Output:
    """One of the answers of a network.

    Attributes:
        tensor: its name, element type and shape.
        source: the name of the layer, or of the network's input, that it comes from; None where
            it is a constant.
    """

    tensor: Tensor
    source: str | None


@dataclass(frozen=True, slots=True)
class Graph:
    """A network.

    Attributes:
        name: its file's, without the suffix: exporters call nearly every graph the same.
        inputs: what it is given.
        outputs: what it answers.
        layers: its operations, each after those that it reads.
    """

    name: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Output, ...]
    layers: tuple[Layer, ...]

    @property
    def parameters(self) -> int:
        """Of all layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int | None:
        """Of all layers for one picture; None where those of one layer are not known."""
        counts = [layer.multiply_adds for layer in self.layers if layer.multiply_adds is not None]
        return sum(counts) if len(counts) == len(self.layers) else None


def load_graph(path: Path) -> Graph:
    """The network in an ONNX file; any valid one will do.

    A node with graphs inside it (If, Loop, Scan) is one layer; what is inside is not counted.

    Raises:
        MissingExtraError: the package onnx is not installed.
        ModelError: there is no such file, or it is not a valid ONNX model.
    """
    try:
        from shuzi.graphs import onnx_file
    except ImportError as error:
        raise MissingExtraError("model show", "train") from error
    file = onnx_file.read(path)
    names = _layer_names(file.nodes, file.inputs)
    sources = {tensor.name: tensor.name for tensor in file.inputs}
    for node, name in zip(file.nodes, names, strict=True):
        sources |= {tensor.name: name for tensor in node.outputs if tensor.name}
    return Graph(
        name=path.stem,
        inputs=file.inputs,
        outputs=tuple(Output(tensor, sources.get(tensor.name)) for tensor in file.outputs),
        layers=_layers(file.nodes, names, sources, file.weights),
    )


def table(graph: Graph) -> Table:
    """The layers with their shapes and costs, and the totals below them."""
    made = Table(title=Text(graph.name), box=SIMPLE_HEAD, show_footer=True)
    made.add_column("layer", "total", overflow="fold")
    made.add_column("kind", overflow="fold")
    made.add_column("output shape", overflow="fold")
    made.add_column("parameters", _number(graph.parameters), justify="right", no_wrap=True)
    made.add_column("multiply-adds", _number(graph.multiply_adds), justify="right", no_wrap=True)
    for layer in graph.layers:
        made.add_row(
            Text(layer.name),
            Text(layer.kind),
            Text(shape_text(layer.output_shape)),
            _number(layer.parameters),
            _number(layer.multiply_adds),
        )
    return made


def shape_text(shape: Shape) -> str:
    """``N×10×24×24``, or ``scalar`` where there is no dimension."""
    return "×".join(map(str, shape)) or "scalar"


def _layers(
    nodes: Iterable[Node],
    names: Iterable[str],
    sources: Mapping[str, str],
    weights: Mapping[str, int],
) -> tuple[Layer, ...]:
    uncounted = dict(weights)
    layers = []
    for node, name in zip(nodes, names, strict=True):
        read = {sources[each.name]: each.shape for each in node.inputs if each.name in sources}
        layers.append(
            Layer(
                name=name,
                operator=node.operator,
                kind=kind(node),
                inputs=tuple(read),
                input_shapes=tuple(read.values()),
                output_shape=node.outputs[0].shape if node.outputs else UNKNOWN_SHAPE,
                # Taken out once counted, so that a shared one is not counted again.
                parameters=sum(uncounted.pop(each.name, 0) for each in node.inputs),
                multiply_adds=multiply_adds(node),
            )
        )
    return tuple(layers)


def _layer_names(nodes: Iterable[Node], inputs: Iterable[Tensor]) -> list[str]:
    """``max_pool_1``, ``max_pool_2`` …: what exporters call their nodes is long or missing."""
    names: list[str] = []
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
    taken = {tensor.name for tensor in inputs}
    for node in nodes:
        operator = node.operator.rpartition(".")[2]
        stem = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", operator).lower()
        names.append(next(name for n in numbers[stem] if (name := f"{stem}_{n}") not in taken))
        taken.add(names[-1])
    return names


def _number(number: int | None) -> str:
    """With its thousands separated."""
    return "?" if number is None else f"{number:,}"
