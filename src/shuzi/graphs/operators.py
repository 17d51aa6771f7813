"""What the operators of ONNX are called by people, and what they cost."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["UNKNOWN_SHAPE", "Node", "Shape", "Tensor", "kind", "multiply_adds"]

Shape = tuple[int | str, ...]
"""Sizes along each dimension: a number, a symbol such as ``N``, or ``?`` where it is not known."""

UNKNOWN_SHAPE: Shape = ("?",)
"""The shape of a tensor whose very rank is not known."""

_WINDOWED = {"AveragePool", "Conv", "ConvTranspose", "LpPool", "MaxPool"}
_DENSE = {"Gemm", "MatMul"}
_MATRIX_RANK = 2


@dataclass(frozen=True, slots=True)
class Tensor:
    """What flows along one edge of an ONNX graph.

    Attributes:
        name: as in the file.
        element_type: as numpy names it, ``float32`` for one; empty where it is not known.
        shape: the batch first, and called ``N`` where it is symbolic.
    """

    name: str
    element_type: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Node:
    """One operation of an ONNX graph.

    Attributes:
        operator: ONNX's word for what it does, ``Conv`` for one; an operator that is not ONNX's
            own has its domain before it, ``com.microsoft.FusedConv`` for one.
        inputs: what it reads, in ONNX's order; an optional one left out has an empty name.
        outputs: what it makes.
        integers: its attributes that are whole numbers, a single one as a tuple of one.
        auto_pad: ONNX's word for padding that is worked out from the shapes, or empty.
    """

    operator: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    integers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    auto_pad: str = ""


def kind(node: Node) -> str:
    """What a person calls the node: ``Conv 3×3, 16→32, stride 2``.

    Convolutions and poolings say their window, and stride, padding, dilation and groups where
    they are not the usual ones; layers with weights say how many channels or features go in
    and come out; every other node is called what ONNX calls it.
    """
    if node.operator in _WINDOWED:
        return ", ".join([f"{node.operator} {_window(node)}", *_channels(node), *_manner(node)])
    if node.operator in _DENSE and len(node.inputs[1].shape) == _MATRIX_RANK:
        return f"{node.operator} {'→'.join(map(str, _dense_sizes(node)))}"
    return node.operator


def multiply_adds(node: Node) -> int | None:
    """How many multiplications, each with an addition, the node takes for one picture.

    Only Conv, Gemm and MatMul are counted; every other node takes 0. The first dimension of
    what they make is taken to be the batch.

    Returns:
        The count, or None where a size that it depends on is not known.
    """
    if node.operator == "Conv":
        return _count(node, summed=node.inputs[1].shape[1:] or UNKNOWN_SHAPE)
    if node.operator in _DENSE:
        return _count(node, summed=_dense_sizes(node)[:1])
    return 0


def _count(node: Node, summed: Shape) -> int | None:
    """Values made for one picture, times the products that are summed for each of them."""
    output = node.outputs[0].shape
    if output == UNKNOWN_SHAPE:
        return None
    sizes = [size for size in (*output[1:], *summed) if isinstance(size, int)]
    return math.prod(sizes) if len(sizes) == len(output[1:]) + len(summed) else None


def _dense_sizes(node: Node) -> Shape:
    """Features in and, but for a product with a vector, features out."""
    sizes = node.inputs[1].shape[-2:]
    return sizes[::-1] if node.integers.get("transB", (0,)) == (1,) else sizes


def _window(node: Node) -> str:
    # A convolution may leave its window to be read off its weights.
    window: Shape = node.integers.get("kernel_shape") or node.inputs[1].shape[2:]
    return "×".join(map(str, window or UNKNOWN_SHAPE))


def _channels(node: Node) -> list[str]:
    """``["16→32"]`` for a convolution, nothing for a pooling."""
    if not node.operator.startswith("Conv"):
        return []
    # The second size of the weights holds the channels of one group only.
    whole, of_one_group, *_ = (*node.inputs[1].shape, *UNKNOWN_SHAPE)
    of_all = of_one_group * _groups(node) if isinstance(of_one_group, int) else of_one_group
    return [f"{of_all}→{whole}" if node.operator == "Conv" else f"{whole}→{of_all}"]


def _manner(node: Node) -> list[str]:
    """How the window moves, as far as it is not one pixel at a time over the bare picture."""
    manner = []
    if (stride := _size(node.integers.get("strides", (1,)))) != "1":
        manner.append(f"stride {stride}")
    if (padding := _padding(node)) != "0":
        manner.append(f"padding {padding}")
    if (dilation := _size(node.integers.get("dilations", (1,)))) != "1":
        manner.append(f"dilation {dilation}")
    if (groups := _groups(node)) != 1:
        manner.append(f"{groups} groups")
    return manner


def _padding(node: Node) -> str:
    if node.auto_pad.startswith("SAME"):
        return "same"
    pads = node.integers.get("pads", (0, 0))
    half = len(pads) // 2  # ONNX lists the beginnings of all dimensions, then their ends
    before, after = _size(pads[:half]), _size(pads[half:])
    return before if before == after else f"{before} before, {after} after"


def _size(sizes: tuple[int, ...]) -> str:
    """``2`` where it is the same along every dimension, ``1×2`` where it is not."""
    return "×".join(map(str, sizes if len(set(sizes)) > 1 else sizes[:1]))


def _groups(node: Node) -> int:
    (groups,) = node.integers.get("group", (1,))
    return groups
