"""Kinds and costs of single nodes, checked against figures worked out by hand."""

import pytest

from shuzi.graphs.operators import UNKNOWN_SHAPE, Node, Shape, Tensor, kind, multiply_adds


def node(operator, weights: Shape = (), output: Shape = (), auto_pad="", **integers):
    return Node(
        operator,
        inputs=(Tensor("x", "float32", ("N",)), Tensor("w", "float32", weights)),
        outputs=(Tensor("y", "float32", output),),
        integers=integers,
        auto_pad=auto_pad,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (node("Conv", (10, 1, 5, 5), kernel_shape=(5, 5)), "Conv 5×5, 1→10"),
        (node("Conv", (10, 1, 5, 3)), "Conv 5×3, 1→10"),
        (
            node("Conv", (32, 16, 3, 3), strides=(2, 2), pads=(1, 1, 1, 1)),
            "Conv 3×3, 16→32, stride 2, padding 1",
        ),
        (
            node("Conv", (8, 1, 3, 3), group=(8,), dilations=(2, 2), strides=(1, 2)),
            "Conv 3×3, 8→8, stride 1×2, dilation 2, 8 groups",
        ),
        (node("Conv", (8, 4, 5)), "Conv 5, 4→8"),
        (node("Conv", UNKNOWN_SHAPE, kernel_shape=(3, 3)), "Conv 3×3, ?→?"),
        (node("Conv", UNKNOWN_SHAPE), "Conv ?, ?→?"),
        (node("Conv", (4, 1, 3, 3), auto_pad="SAME_UPPER"), "Conv 3×3, 1→4, padding same"),
        (node("Conv", (4, 1, 3, 3), auto_pad="VALID"), "Conv 3×3, 1→4"),
        (
            node("Conv", (4, 1, 2, 2), pads=(0, 0, 1, 1)),
            "Conv 2×2, 1→4, padding 0 before, 1 after",
        ),
        (node("Conv", (4, 1, 3, 5), pads=(0, 2, 0, 2)), "Conv 3×5, 1→4, padding 0×2"),
        (node("ConvTranspose", (16, 4, 2, 2), group=(2,)), "ConvTranspose 2×2, 16→8, 2 groups"),
        (node("MaxPool", kernel_shape=(2, 2), strides=(2, 2)), "MaxPool 2×2, stride 2"),
        (node("MaxPool", kernel_shape=(2, 2), strides=(1, 1)), "MaxPool 2×2"),
        (node("GlobalAveragePool"), "GlobalAveragePool"),
        (node("Gemm", (320, 50)), "Gemm 320→50"),
        (node("Gemm", (50, 320), transB=(1,)), "Gemm 320→50"),
        (node("MatMul", (320, 50)), "MatMul 320→50"),
        (node("MatMul", ("N", 4, 8, 8)), "MatMul"),
        (node("Relu"), "Relu"),
    ],
)
def test_a_kind_says_what_a_person_wants_to_know(given, expected):
    assert kind(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # LeNet's first convolution: 10 maps of 24×24, each value summed over 1×5×5 products.
        (node("Conv", (10, 1, 5, 5), ("N", 10, 24, 24)), 10 * 24 * 24 * 25),
        # The batch does not count, whether it is symbolic, fixed or unknown.
        (node("Conv", (10, 1, 5, 5), (64, 10, 24, 24)), 10 * 24 * 24 * 25),
        (node("Conv", (10, 1, 5, 5), ("?", 10, 24, 24)), 10 * 24 * 24 * 25),
        # Depthwise: each of 8 maps reads one map only.
        (node("Conv", (8, 1, 3, 3), ("N", 8, 26, 14), group=(8,)), 8 * 26 * 14 * 9),
        (node("Conv", (6, 4, 3), ("N", 6, 20)), 6 * 20 * 12),
        (node("Gemm", (320, 50), ("N", 50)), 320 * 50),
        (node("Gemm", (50, 320), ("N", 50), transB=(1,)), 320 * 50),
        (node("MatMul", (320, 50), ("N", 50)), 320 * 50),
        (node("MatMul", ("N", 4, 16, 32), ("N", 4, 8, 32)), 4 * 8 * 32 * 16),
        (node("MatMul", (7,), ("N",)), 7),
        (node("Relu", output=("N", 10, 24, 24)), 0),
        (node("MaxPool", output=UNKNOWN_SHAPE, kernel_shape=(2, 2)), 0),
    ],
)
def test_multiply_adds_are_those_of_one_picture(given, expected):
    assert multiply_adds(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        node("Conv", (10, 1, 5, 5), UNKNOWN_SHAPE),
        node("Conv", (10, 1, 5, 5), ("N", 10, "height", "width")),
        node("Conv", UNKNOWN_SHAPE, ("N", 10, 24, 24)),
        node("MatMul", UNKNOWN_SHAPE, ("N", 10)),
        node("Gemm", ("?", 10), ("N", 10)),
    ],
)
def test_a_cost_that_depends_on_an_unknown_size_is_unknown(given):
    assert multiply_adds(given) is None
