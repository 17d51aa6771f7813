"""A trained network to an ONNX file that gives the same answers."""

import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from shuzi.classifier import METADATA_KEY, Classifier, ModelCard
from shuzi.errors import ExportError
from shuzi.files import written_whole
from shuzi.framing import FRAME

__all__ = ["LARGEST_DIFFERENCE", "export_model", "network_logits", "to_onnx"]

# Of any logit, between the network and its exported file.
LARGEST_DIFFERENCE = 1e-4

_FRAMES_AT_ONCE = 1_000


def export_model(
    network: nn.Module, card: ModelCard, path: Path, frames: NDArray[np.uint8]
) -> float:
    """Write the network to ``path`` as ONNX, whole or not at all.

    The file takes any number of frames, normalises them itself, and is run before it is kept.

    Args:
        network: what to export.
        card: what the file says of itself.
        path: where to write it.
        frames: real images that both are run on, uint8 [N, 28, 28].

    Returns:
        The largest difference between a logit of the network's and the file's.

    Raises:
        ExportError: that difference is over 1e-4.
    """
    expected = network_logits(network, frames)
    device = next(network.parameters()).device
    example = torch.zeros(2, 1, FRAME, FRAME, dtype=torch.uint8, device=device)
    model = to_onnx(network, card, {"frames": example}, {0: torch.export.Dim("N")})
    with written_whole(path) as beside:
        onnx.save(model, beside)
        difference = float(np.abs(Classifier(beside).logits(frames) - expected).max())
        # Written so that a difference that is not a number fails too.
        if not difference <= LARGEST_DIFFERENCE:
            raise ExportError(
                f"{path}: not written: its logits differ by {difference:.2g} from the network's, "
                f"{LARGEST_DIFFERENCE:g} is allowed"
            )
    return difference


def network_logits(network: nn.Module, frames: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The network's logits, float32 [N, 10], of frames, uint8 [N, 28, 28], in float32."""
    device = next(network.parameters()).device
    network.eval()
    with torch.inference_mode():
        batches = torch.split(torch.tensor(frames).unsqueeze(1), _FRAMES_AT_ONCE)
        logits = torch.cat([network(batch.to(device)).cpu() for batch in batches])
    return logits.numpy()


def to_onnx(
    network: nn.Module,
    card: ModelCard,
    example: dict[str, Tensor],
    dynamic: dict[int, torch.export.Dim],
) -> onnx.ModelProto:
    """The network, as it answers when it does not learn, as ONNX with its card.

    Args:
        network: what to export; it takes one tensor and gives logits.
        card: what the model says of itself.
        example: the input's name, and a tensor of its type and shape.
        dynamic: the axes of the input that may be longer or shorter, and their names.

    Raises:
        ExportError: there is no way to say the network in ONNX.
    """
    network.eval()
    # That torchvision is absent concerns nobody here.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # The exporter warns of its own deprecations; what it wrote is checked by running it.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network,
            tuple(example.values()),
            input_names=list(example),
            output_names=["logits"],
            dynamic_shapes=(dynamic,),
            dynamo=True,
            verbose=False,
        )
    if program is None:
        raise ExportError(f"torch {torch.__version__} gave no ONNX program")
    model = _without_notes(program.model_proto)
    onnx.helper.set_model_props(model, {METADATA_KEY: card.to_json()})
    return model


def _without_notes(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model without the exporter's notes, which hold source lines and paths."""
    graph = model.graph
    for noted in (model, graph, *graph.node, *graph.value_info, *graph.initializer):
        noted.ClearField("metadata_props")
        noted.ClearField("doc_string")
    for value in (*graph.input, *graph.output):
        value.ClearField("metadata_props")
    return model
