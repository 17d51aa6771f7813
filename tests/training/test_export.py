import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from torch import nn

from shuzi.classifier import Classifier, ModelCard
from shuzi.errors import ExportError
from shuzi.training.architectures import NETWORKS
from shuzi.training.export import export_model, network_logits
from shuzi.training.network import build_network

CARD = ModelCard(
    name="quick",
    version="0",
    classes=tuple("0123456789"),
    temperature=1.5,
    threshold=0.25,
    provenance={"data": "bars"},
)


def built(name):
    torch.manual_seed(0)
    network = build_network(name)
    network.train()
    # Running means of a batch norm that has seen something.
    network(torch.randint(0, 256, (20, 1, 28, 28), dtype=torch.uint8))
    return network


@pytest.fixture(scope="module")
def exported(tmp_path_factory, train):
    """The articles' network, and the file it was exported to."""
    network, path = built("lenet_mini"), tmp_path_factory.mktemp("export") / "model.onnx"
    export_model(network, CARD, path, train.images)
    return network, path


@pytest.mark.parametrize("name", NETWORKS)
def test_the_file_gives_the_networks_logits(name, tmp_path, train, validation):
    network, path = built(name), tmp_path / "model.onnx"
    difference = export_model(network, CARD, path, train.images)
    logits = network_logits(network, validation.images)
    assert difference <= 1e-4
    np.testing.assert_allclose(Classifier(path).logits(validation.images), logits, atol=1e-4)
    assert np.ptp(logits) > 0.1


def test_a_network_in_training_is_exported_as_for_reading(exported, validation):
    network, path = exported
    network.train()
    once, again = (network_logits(network, validation.images) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    np.testing.assert_allclose(Classifier(path).logits(validation.images), once, atol=1e-4)


@pytest.mark.parametrize("count", [1, 2, 3, 64, 1001])
def test_the_file_takes_any_number_of_frames(exported, count):
    network, path = exported
    frames = np.random.default_rng(count).integers(0, 256, (count, 28, 28), np.uint8)
    (logits,) = ort.InferenceSession(path).run(None, {"frames": frames[:, None]})
    assert logits.shape == (count, 10)
    np.testing.assert_allclose(logits, network_logits(network, frames), atol=1e-4)


def test_the_files_interface_is_every_models(exported):
    session = ort.InferenceSession(exported[1])
    (frames,), (logits,) = session.get_inputs(), session.get_outputs()
    assert (frames.name, frames.type) == ("frames", "tensor(uint8)")
    assert (logits.name, logits.type) == ("logits", "tensor(float)")
    assert isinstance(frames.shape[0], str)  # a name stands for any number
    assert frames.shape[1:] == [1, 28, 28]
    assert logits.shape == [frames.shape[0], 10]


def test_the_file_is_valid_and_says_what_it_is(exported):
    model = onnx.load(exported[1])
    onnx.checker.check_model(model, full_check=True)
    assert [prop.key for prop in model.metadata_props] == ["shuzi"]
    assert ModelCard.from_json(model.metadata_props[0].value) == CARD


def test_the_file_holds_no_notes_of_the_machine_it_was_made_on(exported):
    graph = onnx.load(exported[1]).graph
    for noted in (graph, *graph.node, *graph.input, *graph.output, *graph.initializer):
        assert not noted.metadata_props
        assert not noted.doc_string
    content = exported[1].read_bytes()
    for trace in (b".py", b"site-packages", b"Traceback", str(exported[1].parent).encode()):
        assert trace not in content


class Moody(nn.Module):
    """Gives an exporter other answers than everyone else."""

    def forward(self, logits):
        return logits + (1.0 if torch.compiler.is_exporting() else 0.0)


class Broken(nn.Module):
    """Gives answers that are no numbers."""

    def forward(self, logits):
        return logits * float("nan")


@pytest.mark.parametrize("sabotage", [Moody(), Broken()])
def test_a_file_with_other_answers_is_not_kept(sabotage, tmp_path, train):
    network, path = built("compact"), tmp_path / "model.onnx"
    path.write_bytes(b"the earlier model")
    network.layers.append(sabotage)
    with pytest.raises(
        ExportError, match=r"model\.onnx: not written: its logits differ by (1|nan)"
    ):
        export_model(network, CARD, path, train.images)
    assert path.read_bytes() == b"the earlier model"
    assert [file.name for file in tmp_path.iterdir()] == ["model.onnx"]


def test_logits_do_not_depend_on_the_batches_they_are_computed_in():
    network = built("compact")
    frames = np.random.default_rng(0).integers(0, 256, (1003, 28, 28), np.uint8)
    logits = network_logits(network, frames)
    assert logits.shape == (1003, 10)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(network_logits(network, frames[998:]), logits[998:], atol=1e-4)
