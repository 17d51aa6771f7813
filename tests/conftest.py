"""What several tests share: writing to read, and a model that needs no training."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shuzi import idx
from shuzi.classifier import METADATA_KEY, ModelCard
from shuzi.framing import FRAME, frame_ink
from shuzi.home import HOME_VARIABLE
from shuzi.synthesis.digits import draw_digits
from shuzi.synthesis.samples import Samples

Grey = NDArray[np.uint8]

HEIGHT = 60  # of a written digit, in pixels


def write(text: str, *, thickness: int = 5) -> Grey:
    """Rows of digits, bright ink on 0, as the lettering of OpenCV has them."""
    rows = text.split("\n")
    page = np.zeros((2 * HEIGHT * len(rows) + HEIGHT, HEIGHT * (max(map(len, rows)) + 2)), np.uint8)
    for number, row in enumerate(rows, start=1):
        for place, character in enumerate(row, start=1):
            corner = (place * HEIGHT, 2 * number * HEIGHT)
            cv2.putText(page, character, corner, cv2.FONT_HERSHEY_SIMPLEX, 2.75, 255, thickness)
    return page


@pytest.fixture(scope="session", autouse=True)
def _a_home_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds what this machine's user taught shuzi, nor changes it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(HOME_VARIABLE, str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def written() -> Callable[..., Grey]:
    return write


@pytest.fixture(scope="session")
def samples() -> Samples:
    """Drawn digits in place of MNIST's."""
    labels = (np.arange(400) * 7 % 10).astype(np.uint8)
    return Samples.of(draw_digits(labels, seed=3), labels)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file that names the nearest of ten drawn digits, or an ``x``."""
    path = tmp_path_factory.mktemp("model") / "nearest.onnx"
    save_model(path, nearest_card())
    return path


def nearest_card(threshold: float = 0.5) -> ModelCard:
    return ModelCard("nearest", "1.0", (*"0123456789", "not a digit"), 1.5, threshold, {"by": "us"})


def save_model(path: Path, card: ModelCard) -> None:
    onnx = pytest.importorskip("onnx", reason="needs the extra 'train'")
    templates = np.stack([frame_ink(write(name)) for name in "0123456789x"]) / np.float32(255)
    flat = templates.reshape(len(templates), -1).astype(np.float32)
    sharpness = np.float32(0.3)
    graph = onnx.helper.make_graph(
        [
            onnx.helper.make_node("Cast", ["frames"], ["floats"], to=onnx.TensorProto.FLOAT),
            onnx.helper.make_node("Flatten", ["floats"], ["flat"]),
            onnx.helper.make_node("MatMul", ["flat", "weights"], ["likeness"]),
            onnx.helper.make_node("Add", ["likeness", "bias"], ["logits"]),
        ],
        "nearest",
        [onnx.helper.make_tensor_value_info("frames", onnx.TensorProto.UINT8, ["N", 1, 28, 28])],
        [onnx.helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["N", len(flat)])],
        [
            onnx.numpy_helper.from_array(2 * sharpness / np.float32(255) * flat.T, "weights"),
            onnx.numpy_helper.from_array(-sharpness * (flat**2).sum(axis=1), "bias"),
        ],
    )
    opsets = [onnx.helper.make_opsetid("", 17)]
    onnx_model = onnx.helper.make_model(graph, ir_version=8, opset_imports=opsets)
    onnx.helper.set_model_props(onnx_model, {METADATA_KEY: card.to_json()})
    onnx.save(onnx_model, path)


@pytest.fixture(scope="session")
def mnist() -> Grey:
    """Pictures of MNIST's training part, its last 500: [500, 28, 28]."""
    if "SHUZI_DATA" not in os.environ:
        pytest.skip("SHUZI_DATA names no folder with MNIST in it")
    path = Path(os.environ["SHUZI_DATA"]) / "mnist" / "train-images-idx3-ubyte.gz"
    pictures = np.asarray(idx.read(path), np.uint8)[-500:]
    assert pictures.shape[1:] == (FRAME, FRAME)
    return pictures
