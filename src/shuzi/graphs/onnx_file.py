"""An ONNX file -> its nodes and tensors as plain values."""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import checker, helper, inliner, shape_inference

from shuzi.errors import ModelError
from shuzi.graphs.operators import UNKNOWN_SHAPE, Node, Tensor

__all__ = ["OnnxFile", "read"]

# The operators of ONNX itself, under either of their names.
_OWN_DOMAINS = {"", "ai.onnx"}
# What shape inference calls a size that it cannot work out.
_MADE_UP_SYMBOL = "unk__"
_REMEDY = "give an ONNX file, such as the model.onnx that a training writes"


@dataclass(frozen=True, slots=True)
class OnnxFile:
    """What an ONNX file says about its network's structure.

    Attributes:
        inputs: what the network is given.
        outputs: what it answers.
        nodes: its operations, each after those that it reads; constants are not among them.
        weights: how many elements each constant of floating point has, but for scalars: a
            mean or a scale of the pixels is one, and no layer's weights are.
    """

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    nodes: tuple[Node, ...]
    weights: dict[str, int]


def read(path: Path) -> OnnxFile:
    """The structure of an ONNX file, with the shapes of all its tensors worked out.

    Functions that the file defines are replaced by what they consist of.

    Raises:
        ModelError: there is no such file, or it is not a valid ONNX model.
    """
    if not path.is_file():
        raise ModelError(path, "there is no such file", _REMEDY)
    with _damage_told(path):
        return _structure(_load(path).graph)


def _structure(graph: onnx.GraphProto) -> OnnxFile:
    tensors = _tensors(graph)
    constants = {tensor.name for tensor in graph.initializer}
    constants.update(*(node.output for node in graph.node if node.op_type == "Constant"))
    return OnnxFile(
        # Files of before 2019 list their weights among the inputs.
        inputs=tuple(tensors[value.name] for value in graph.input if value.name not in constants),
        outputs=tuple(tensors[value.name] for value in graph.output),
        nodes=tuple(_node(node, tensors) for node in graph.node if node.op_type != "Constant"),
        weights=_weights(_known(name, tensors) for name in constants),
    )


def _load(path: Path) -> onnx.ModelProto:
    checker.check_model(str(path))
    # Shapes are all that is wanted: weights kept in files of their own stay there.
    model = inliner.inline_local_functions(onnx.load(path, load_external_data=False))
    return shape_inference.infer_shapes(model, data_prop=True)


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the package's own share no base class, and are not all it raises
        cause, *_ = [*str(error).splitlines(), type(error).__name__]
        raise ModelError(
            path, f"it is not a valid ONNX model ({cause.strip()})", _REMEDY
        ) from error


def _tensors(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """Every tensor whose type is known, by name."""
    values = [*graph.input, *graph.output, *graph.value_info]
    batches = {
        value.type.tensor_type.shape.dim[0].dim_param
        for value in graph.input
        if value.type.tensor_type.shape.dim
    }
    tensors = {value.name: _tensor(value, batches) for value in values}
    for constant in graph.initializer:
        element_type = _element_type(constant.data_type)
        tensors[constant.name] = Tensor(constant.name, element_type, tuple(constant.dims))
    return tensors


def _tensor(value: onnx.ValueInfoProto, batches: set[str]) -> Tensor:
    tensor_type = value.type.tensor_type  # empty for sequences and maps
    shape = tuple(_size(dim, batches) for dim in tensor_type.shape.dim)
    return Tensor(
        name=value.name,
        element_type=_element_type(tensor_type.elem_type),
        shape=shape if tensor_type.HasField("shape") else UNKNOWN_SHAPE,
    )


def _size(dim: onnx.TensorShapeProto.Dimension, batches: set[str]) -> int | str:
    if dim.HasField("dim_value"):
        return dim.dim_value
    if not dim.dim_param or dim.dim_param.startswith(_MADE_UP_SYMBOL):
        return "?"
    return "N" if dim.dim_param in batches else dim.dim_param


def _weights(constants: Iterable[Tensor]) -> dict[str, int]:
    return {
        constant.name: math.prod(size for size in constant.shape if isinstance(size, int))
        for constant in constants
        if constant.shape and "float" in constant.element_type
    }


def _element_type(number: int) -> str:
    if number == onnx.TensorProto.UNDEFINED:
        return ""
    return str(helper.tensor_dtype_to_np_dtype(number))


def _node(node: onnx.NodeProto, tensors: dict[str, Tensor]) -> Node:
    numbers = {each.name: (each.i,) for each in node.attribute if each.type == each.INT}
    lists = {each.name: tuple(each.ints) for each in node.attribute if each.type == each.INTS}
    auto_pads = (each.s.decode() for each in node.attribute if each.name == "auto_pad")
    return Node(
        operator=node.op_type if node.domain in _OWN_DOMAINS else f"{node.domain}.{node.op_type}",
        inputs=tuple(_known(name, tensors) for name in _names_read(node)),
        outputs=tuple(_known(name, tensors) for name in node.output),
        integers={**numbers, **lists},
        auto_pad=next(auto_pads, ""),
    )


def _names_read(node: onnx.NodeProto) -> Iterator[str]:
    """The node's inputs, then what the graphs inside it (of an If or a Loop) read."""
    yield from node.input
    for attribute in node.attribute:
        for graph in (attribute.g, *attribute.graphs):
            for inner in graph.node:
                yield from _names_read(inner)


def _known(name: str, tensors: dict[str, Tensor]) -> Tensor:
    return tensors.get(name) or Tensor(name, "", UNKNOWN_SHAPE)
