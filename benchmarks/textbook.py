"""The textbook CNN: the network of every MNIST tutorial, and their way to frame a picture."""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import nn

from answers import Answer, Kind
from rivals import normalised, pytorch_example_network, trained_pytorch_example
from shuzi import datasets
from shuzi.files import written_whole
from shuzi.framing import BOX, CENTRE, FRAME

__all__ = ["Textbook", "tutorial_frame"]

EPOCHS = 3
SEED = 1
SURE = 0.9  # the confidence at which a tutorial's reader would believe an answer


class Textbook:
    """Answers whatever it is shown, as it has no way not to."""

    name = "textbook CNN"
    kinds: tuple[Kind, ...] = ("digit",)
    quick = True

    def __init__(self, cache: Path) -> None:
        """Take the trained network from the folder ``cache``, or train it and keep it there."""
        weights = cache / f"textbook-{EPOCHS}-epochs.safetensors"
        if not weights.exists():
            network = trained_pytorch_example(datasets.load("mnist").train_all, EPOCHS, SEED)
            with written_whole(weights) as beside:
                save_file(network.state_dict(), beside)
        self._network = pytorch_example_network().eval()
        self._network.load_state_dict(load_file(weights))

    @property
    def note(self) -> str:
        """What it is, in one sentence."""
        return (
            "the network of PyTorch's MNIST example (convolutions of 32 and 64, a dense layer of "
            f"128, dropout) after {EPOCHS} epochs, and the framing of the tutorials: Otsu's "
            "threshold, inverted by the corner, 20×20, centre of mass in 28×28. It answers "
            f"everything; where there is no digit, only answers with a confidence of {SURE} count"
        )

    @torch.inference_mode()
    def read(self, path: Path, _: Kind) -> Answer:
        """The digit of a picture, sure or not."""
        grey = np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)
        logits = self._network(normalised(tutorial_frame(grey)[np.newaxis]))
        confidence, digit = nn.functional.softmax(logits[0], dim=0).max(0)
        return Answer(str(int(digit)), is_sure=float(confidence) >= SURE)


def tutorial_frame(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Frame a digit as tutorials do.

    Args:
        grey: uint8 [H, W], dark ink on light paper or light on dark.

    Returns:
        uint8 [28, 28], bright ink on 0; all 0 where the picture is of one colour.
    """
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if ink[0, 0]:
        ink = cv2.bitwise_not(ink)
    left, top, width, height = cv2.boundingRect(ink)
    frame = np.zeros((FRAME, FRAME), np.uint8)
    if not width:
        return frame
    scale = BOX / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    digit = cv2.resize(
        ink[top : top + height, left : left + width], size, interpolation=cv2.INTER_AREA
    )
    frame[: size[1], : size[0]] = digit
    return _centred(frame)


def _centred(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    mass = cv2.moments(frame)
    right, down = (round(CENTRE - mass[first] / mass["m00"]) for first in ("m10", "m01"))
    movement = np.array([[1, 0, right], [0, 1, down]], float)
    return np.asarray(cv2.warpAffine(frame, movement, (FRAME, FRAME)), np.uint8)
