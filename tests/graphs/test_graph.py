"""Networks of known size: layers, names, totals, and the table that shows them."""

import math
import sys

import pytest
from rich.console import Console

import shuzi.graphs
from shuzi.errors import MissingExtraError, ModelError
from shuzi.graphs.graph import Graph, Layer, load_graph, shape_text, table

POOL = {"kernel_shape": [2, 2], "strides": [2, 2]}


@pytest.fixture
def save(tmp_path):
    """Save a network whose weights are zeros of these shapes; answers the file."""
    onnx = pytest.importorskip("onnx", reason="reading ONNX files needs the extra 'train'")

    def save_network(nodes, inputs, outputs, weights, name="network.onnx"):
        def values(shapes):
            return [
                onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
                for name, shape in shapes.items()
            ]

        graph = onnx.helper.make_graph(
            [onnx.helper.make_node(*node[:3], **dict(*node[3:])) for node in nodes],
            "main_graph",
            values(inputs),
            values(outputs),
            [
                onnx.helper.make_tensor(
                    name, onnx.TensorProto.FLOAT, shape, [0.0] * math.prod(shape)
                )
                for name, shape in weights.items()
            ],
        )
        opsets = [onnx.helper.make_opsetid("", 20)]
        path = tmp_path / name
        onnx.save(onnx.helper.make_model(graph, ir_version=10, opset_imports=opsets), path)
        return path

    return save_network


@pytest.fixture
def lenet(save):
    """The founding article's network."""
    return load_graph(
        save(
            [
                ("Div", ["frames", "full"], ["grey"]),
                ("Conv", ["grey", "w1", "b1"], ["c1"]),
                ("MaxPool", ["c1"], ["p1"], POOL),
                ("Relu", ["p1"], ["r1"]),
                ("Conv", ["r1", "w2", "b2"], ["c2"]),
                ("MaxPool", ["c2"], ["p2"], POOL),
                ("Relu", ["p2"], ["r2"]),
                ("Flatten", ["r2"], ["flat"]),
                ("Gemm", ["flat", "w3", "b3"], ["f1"], {"transB": 1}),
                ("Relu", ["f1"], ["r3"]),
                ("Gemm", ["r3", "w4", "b4"], ["logits"], {"transB": 1}),
            ],
            {"frames": ["batch", 1, 28, 28]},
            {"logits": ["batch", 10]},
            {
                "full": [],
                "w1": [10, 1, 5, 5],
                "b1": [10],
                "w2": [20, 10, 5, 5],
                "b2": [20],
                "w3": [50, 320],
                "b3": [50],
                "w4": [10, 50],
                "b4": [10],
            },
            name="lenet_mini.onnx",
        )
    )


def test_layers_are_named_in_order_by_what_they_do(lenet):
    assert [layer.name for layer in lenet.layers] == [
        "div_1",
        "conv_1",
        "max_pool_1",
        "relu_1",
        "conv_2",
        "max_pool_2",
        "relu_2",
        "flatten_1",
        "gemm_1",
        "relu_3",
        "gemm_2",
    ]


def test_a_layer_knows_its_kind_shapes_and_costs(lenet):
    assert lenet.layers[4] == Layer(
        name="conv_2",
        operator="Conv",
        kind="Conv 5×5, 10→20",
        inputs=("relu_1",),
        input_shapes=(("N", 10, 12, 12),),
        output_shape=("N", 20, 8, 8),
        parameters=20 * 10 * 5 * 5 + 20,
        multiply_adds=20 * 8 * 8 * 10 * 5 * 5,
    )


def test_the_ends_know_what_they_are_joined_to(lenet):
    assert lenet.name == "lenet_mini"
    assert [(each.name, each.shape) for each in lenet.inputs] == [("frames", ("N", 1, 28, 28))]
    assert lenet.layers[0].inputs == ("frames",)
    (output,) = lenet.outputs
    assert (output.tensor.name, output.tensor.shape, output.source) == (
        "logits",
        ("N", 10),
        "gemm_2",
    )


def test_totals_are_those_of_the_network_that_was_exported(lenet):
    # As PyTorch counts them: 21,840 parameters; 480,500 multiply-adds (FlopCounterMode).
    assert lenet.parameters == 21_840
    assert lenet.multiply_adds == 480_500


def test_a_residual_branch_reads_both_its_sources(save):
    graph = load_graph(
        save(
            [
                ("Relu", ["x"], ["a"]),
                ("Conv", ["a", "w"], ["b"], {"pads": [1, 1, 1, 1]}),
                ("Add", ["b", "a"], ["y"]),
            ],
            {"x": ["N", 4, 8, 8]},
            {"y": ["N", 4, 8, 8]},
            {"w": [4, 4, 3, 3]},
        )
    )
    assert graph.layers[2].inputs == ("conv_1", "relu_1")


def test_shared_weights_are_counted_once(save):
    graph = load_graph(
        save(
            [("MatMul", ["x", "w"], ["a"]), ("MatMul", ["a", "w"], ["y"])],
            {"x": ["N", 6]},
            {"y": ["N", 6]},
            {"w": [6, 6]},
        )
    )
    assert [layer.parameters for layer in graph.layers] == [36, 0]
    assert [layer.multiply_adds for layer in graph.layers] == [36, 36]


def test_a_tensor_that_is_read_twice_is_one_input(save):
    graph = load_graph(save([("Mul", ["x", "x"], ["y"])], {"x": [3]}, {"y": [3]}, {}))
    assert graph.layers[0].inputs == ("x",)


def test_what_is_left_out_joins_nothing(save):
    graph = load_graph(
        save(
            [
                ("MaxPool", ["x"], ["a", ""], POOL),
                ("Relu", ["a"], ["b"]),
                ("Clip", ["b", "", "most"], ["y"]),
            ],
            {"x": ["N", 1, 8, 8]},
            {"y": ["N", 1, 4, 4]},
            {"most": []},
        )
    )
    assert graph.layers[2].inputs == ("relu_1",)


def test_each_output_of_a_split_goes_with_its_own_shape(save):
    graph = load_graph(
        save(
            [
                ("Split", ["x"], ["one", "two"], {"axis": 1, "num_outputs": 2}),
                ("Relu", ["one"], ["y"]),
                ("Relu", ["two"], ["z"]),
            ],
            {"x": ["N", 5]},
            {"y": ["N", 3], "z": ["N", 2]},
            {},
        )
    )
    assert [layer.input_shapes for layer in graph.layers[1:]] == [(("N", 3),), (("N", 2),)]
    assert [output.source for output in graph.outputs] == ["relu_1", "relu_2"]


def test_no_layer_takes_the_name_of_an_input(save):
    graph = load_graph(save([("Relu", ["relu_1"], ["y"])], {"relu_1": [3]}, {"y": [3]}, {}))
    assert graph.layers[0].name == "relu_2"
    assert graph.layers[0].inputs == ("relu_1",)


def test_an_output_may_be_a_constant(save):
    graph = load_graph(save([("Relu", ["x"], ["y"])], {"x": [3]}, {"y": [3], "w": [2]}, {"w": [2]}))
    assert [output.source for output in graph.outputs] == ["relu_1", None]


def test_one_unknown_cost_makes_the_total_unknown(save):
    graph = load_graph(
        save(
            [("Conv", ["x", "w"], ["y"])],
            {"x": ["N", 1, "height", "width"]},
            {"y": ["N", 2, None, None]},
            {"w": [2, 1, 3, 3]},
        )
    )
    assert graph.multiply_adds is None
    assert graph.parameters == 18
    assert "?" in printed(graph)


def test_a_bad_file_is_refused(tmp_path):
    pytest.importorskip("onnx", reason="reading ONNX files needs the extra 'train'")
    path = tmp_path / "page.onnx"
    path.write_text("<html>")
    with pytest.raises(ModelError, match=r"page\.onnx: it is not a valid ONNX model"):
        load_graph(path)


def test_without_onnx_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.delitem(sys.modules, "shuzi.graphs.onnx_file", raising=False)
    monkeypatch.delattr(shuzi.graphs, "onnx_file", raising=False)
    with pytest.raises(MissingExtraError, match=r"\.\[train\]"):
        load_graph(tmp_path / "model.onnx")


def printed(graph: Graph) -> str:
    console = Console(width=120, no_color=True)
    with console.capture() as capture:
        console.print(table(graph))
    return capture.get()


def test_the_table_shows_every_layer_and_the_totals(lenet):
    lines = [line.split() for line in printed(lenet).splitlines() if line.strip()]
    assert lines[0] == ["lenet_mini"]
    assert [line[0] for line in lines[3:-1]] == [layer.name for layer in lenet.layers]
    assert lines[4] == ["conv_1", "Conv", "5×5,", "1→10", "N×10×24×24", "260", "144,000"]
    assert lines[-1] == ["total", "21,840", "480,500"]


def test_a_bracket_in_a_name_is_not_taken_for_markup():
    layer = Layer("conv[bold]", "Conv", "Conv [red]", (), (), ("N",), 0, 0)
    text = printed(Graph("a[b]", (), (), (layer,)))
    assert "conv[bold]" in text
    assert "Conv [red]" in text
    assert "a[b]" in text


def test_shapes_are_written_as_people_write_them():
    assert shape_text(("N", 10, 24, 24)) == "N×10×24×24"
    assert shape_text(()) == "scalar"
