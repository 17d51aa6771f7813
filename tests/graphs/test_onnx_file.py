"""ONNX files of every make: what is read from them, and how bad ones are refused."""

import numpy as np
import pytest

from shuzi.errors import ModelError
from shuzi.graphs.operators import UNKNOWN_SHAPE

EXTRA = "reading ONNX files needs the extra 'train'"
onnx = pytest.importorskip("onnx", reason=EXTRA)
onnx_file = pytest.importorskip("shuzi.graphs.onnx_file", reason=EXTRA)
helper, numpy_helper, TensorProto = onnx.helper, onnx.numpy_helper, onnx.TensorProto


def value(name, *shape, element_type=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, element_type, shape)


def zeros(name, *shape, data_type=np.float32):
    return numpy_helper.from_array(np.zeros(shape, data_type), name)


@pytest.fixture
def read(tmp_path):
    """Save a graph of these parts, and read it."""

    def save_and_read(nodes, inputs, outputs, constants=(), **model):
        graph = helper.make_graph(nodes, "main_graph", inputs, outputs, list(constants))
        model.setdefault("opset_imports", [helper.make_opsetid("", 20)])
        path = tmp_path / "network.onnx"
        onnx.save(helper.make_model(graph, ir_version=10, **model), path)
        return onnx_file.read(path)

    return save_and_read


def test_shapes_between_the_ends_are_worked_out(read):
    file = read(
        [
            helper.make_node("Conv", ["x", "w"], ["c"]),
            helper.make_node("Flatten", ["c"], ["f"]),
            helper.make_node("Relu", ["f"], ["y"]),
        ],
        [value("x", "batch", 1, 28, 28)],
        [value("y", "batch", None)],
        [zeros("w", 10, 1, 5, 5)],
    )
    assert [node.outputs[0].shape for node in file.nodes] == [
        ("N", 10, 24, 24),
        ("N", 5760),
        ("N", 5760),
    ]
    assert file.nodes[0].inputs[1].shape == (10, 1, 5, 5)


def test_symbols_other_than_the_batch_keep_their_names(read):
    node = helper.make_node("Relu", ["x"], ["y"])
    file = read([node], [value("x", "b", 1, "height", None)], [value("y", "b", 1, "height", None)])
    assert file.inputs[0].shape == ("N", 1, "height", "?")


def test_a_fixed_batch_stays_a_number(read):
    node = helper.make_node("Relu", ["x"], ["y"])
    assert read([node], [value("x", 8, 3)], [value("y", 8, 3)]).outputs[0].shape == (8, 3)


def test_element_types_are_called_as_numpy_calls_them(read):
    node = helper.make_node("Cast", ["x"], ["y"], to=TensorProto.FLOAT)
    file = read([node], [value("x", 1, element_type=TensorProto.UINT8)], [value("y", 1)])
    assert (file.inputs[0].element_type, file.outputs[0].element_type) == ("uint8", "float32")


def test_weights_are_constants_of_floating_point_that_are_no_scalars(read):
    constant = helper.make_node("Constant", [], ["k"], value=zeros("k", 4, 2))
    nodes = [
        constant,
        helper.make_node("Add", ["x", "scale"], ["a"]),
        helper.make_node("Reshape", ["a", "shape"], ["r"]),
        helper.make_node("MatMul", ["r", "k"], ["m"]),
        helper.make_node("Add", ["m", "half"], ["y"]),
    ]
    file = read(
        nodes,
        [value("x", "b", 4)],
        [value("y", "b", 2)],
        [
            zeros("scale"),
            numpy_helper.from_array(np.array([-1, 4]), "shape"),
            zeros("half", 2),
        ],
    )
    assert file.weights == {"k": 8, "half": 2}
    assert [node.operator for node in file.nodes] == ["Add", "Reshape", "MatMul", "Add"]


def test_weights_that_are_listed_among_the_inputs_are_no_inputs(read):
    file = read(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        [value("x", 3), value("w", 3)],
        [value("y", 3)],
        [zeros("w", 3)],
    )
    assert [tensor.name for tensor in file.inputs] == ["x"]


def test_functions_are_opened(read):
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("own", 1)]
    body = [helper.make_node("Relu", ["a"], ["b"]), helper.make_node("Neg", ["b"], ["c"])]
    function = helper.make_function("own", "Twice", ["a"], ["c"], body, opsets[:1])
    file = read(
        [helper.make_node("Twice", ["x"], ["y"], domain="own")],
        [value("x", 3)],
        [value("y", 3)],
        functions=[function],
        opset_imports=opsets,
    )
    assert [node.operator for node in file.nodes] == ["Relu", "Neg"]


def test_an_operator_of_another_domain_is_called_by_its_full_name(read):
    file = read(
        [
            helper.make_node("Gemm", ["x"], ["z"], domain="com.example"),
            helper.make_node("Identity", ["z"], ["y"]),
        ],
        [value("x", 3)],
        [value("y", 3)],
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid("com.example", 1)],
    )
    assert file.nodes[0].operator == "com.example.Gemm"
    assert file.nodes[0].outputs[0].shape == UNKNOWN_SHAPE


def test_a_branch_reads_what_the_graphs_inside_it_read(read):
    def branch(name, operator):
        node = helper.make_node(operator, ["x"], [name])
        return helper.make_graph([node], name, [], [value(name, 3)])

    file = read(
        [
            helper.make_node(
                "If",
                ["which"],
                ["y"],
                then_branch=branch("then", "Relu"),
                else_branch=branch("else", "Neg"),
            )
        ],
        [value("which", element_type=TensorProto.BOOL), value("x", 3)],
        [value("y", 3)],
    )
    (node,) = file.nodes
    assert {tensor.name for tensor in node.inputs} == {"which", "x"}


def test_weights_may_stay_in_a_file_of_their_own(tmp_path):
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        "main_graph",
        [value("x", 5000)],
        [value("y", 5000)],
        [zeros("w", 5000)],
    )
    path = tmp_path / "network.onnx"
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 20)])
    onnx.save(model, path, save_as_external_data=True, location="weights.bin")
    assert onnx_file.read(path).weights == {"w": 5000}
    (tmp_path / "weights.bin").unlink()
    with pytest.raises(ModelError, match=r"weights\.bin"):
        onnx_file.read(path)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"not a network" * 100])
def test_a_file_that_is_not_onnx_is_refused(tmp_path, content):
    path = tmp_path / "photo.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        onnx_file.read(path)
    assert caught.value.subject == str(path)
    assert "not a valid ONNX model" in caught.value.cause
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "missing.onnx", tmp_path):
        with pytest.raises(ModelError, match="there is no such file"):
            onnx_file.read(path)


def test_a_damaged_file_is_refused(tmp_path, read):
    node = helper.make_node("Relu", ["x"], ["y"])
    read([node], [value("x", 3)], [value("y", 3)])
    path = tmp_path / "network.onnx"
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ModelError, match="not a valid ONNX model"):
        onnx_file.read(path)


def test_a_network_that_does_not_fit_together_is_refused(read):
    with pytest.raises(ModelError, match="not a valid ONNX model"):
        read([helper.make_node("Relu", ["nowhere"], ["y"])], [value("x", 3)], [value("y", 3)])


def test_text_in_a_file_that_is_none_is_refused(read):
    padded = helper.make_node("Conv", ["x", "w"], ["y"], auto_pad=b"\xff")
    x, y, w = value("x", 1, 1, 4, 4), value("y", 1, 1, 4, 4), zeros("w", 1, 1, 1, 1)
    with pytest.raises(ModelError, match="not a valid ONNX model"):
        read([padded], [x], [y], [w])
