"""A trained line network made ready for use: measured, calibrated, exported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor

from shuzi.classifier import ModelCard
from shuzi.errors import ExportError
from shuzi.files import written_whole
from shuzi.lines.reader import STRIDE, LineReader
from shuzi.training.calibration import fit_temperature
from shuzi.training.export import LARGEST_DIFFERENCE, to_onnx
from shuzi.training.lines.batches import stacked
from shuzi.training.lines.changes import unchanged
from shuzi.training.lines.drawing import DrawnLine
from shuzi.training.lines.network import BLANK, CLASS_NAMES, LineNetwork

__all__ = ["Score", "export_lines", "score_lines"]

NAME = "lines"
PARITY_LINES = 50
EXAMPLE = (2, 1, 32, 128)


@dataclass(frozen=True, slots=True)
class Score:
    """How well lines are read.

    Attributes:
        held_out_lines: how many.
        exact: how many of them are read without any error, 0 to 1.
        character_errors: characters too many, too few and wrong, for each character there is.
    """

    held_out_lines: int
    exact: float
    character_errors: float


def score_lines(reader: LineReader, lines: Sequence[DrawnLine]) -> Score:
    """Read lines, at least one, and compare with what they hold."""
    errors = [_distance(reader.read_strip(unchanged(line).strip), line.values) for line in lines]
    characters = sum(len(line.values) for line in lines)
    return Score(len(lines), float(np.mean(np.equal(errors, 0))), sum(errors) / characters)


def export_lines(
    network: LineNetwork, provenance: Mapping[str, str], lines: Sequence[DrawnLine], path: Path
) -> None:
    """Write the network to ``path`` as ONNX, calibrated, and whole or not at all.

    Args:
        network: what to export.
        provenance: how it came about, ``shuzi`` among it; stands in the file.
        lines: that were not learnt; they calibrate it, and some are run through the file.
        path: where to write.

    Raises:
        ExportError: the file's logits differ by over 1e-4 from the network's.
    """
    card = ModelCard(
        name=NAME,
        version=provenance["shuzi"],
        classes=CLASS_NAMES,
        temperature=fit_temperature(*_characters(network, lines)),
        threshold=0.5,
        provenance=provenance,
    )
    example = {"strips": torch.zeros(EXAMPLE, dtype=torch.uint8)}
    axes = {0: torch.export.Dim("N"), 3: STRIDE * torch.export.Dim("quarters")}
    model = to_onnx(network, card, example, axes)
    with written_whole(path) as beside:
        onnx.save(model, beside)
        difference = _difference(LineReader(beside), network, lines[:PARITY_LINES])
        # Written so that a difference that is not a number fails too.
        if not difference <= LARGEST_DIFFERENCE:
            raise ExportError(
                f"{path}: not written: its logits differ by {difference:.2g} from the network's, "
                f"{LARGEST_DIFFERENCE:g} is allowed"
            )


def _characters(
    network: LineNetwork, lines: Sequence[DrawnLine]
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Logits of the columns that surely show a character, and which one each shows."""
    logits, shown = [], []
    for line in lines:
        batch = stacked([unchanged(line)])
        is_character = (batch.columns >= 0) & (batch.columns != BLANK)
        logits.append(_logits(network, batch.strips)[is_character.numpy()])
        shown.append(batch.columns[is_character].numpy())
    return np.concatenate(logits), np.concatenate(shown).astype(np.uint8)


def _difference(reader: LineReader, network: LineNetwork, lines: Sequence[DrawnLine]) -> float:
    """The largest between a logit of the file's and the network's."""
    strips = [stacked([unchanged(line)]).strips for line in lines]
    return max(
        float(abs(reader.logits(strip.numpy()[0, 0]) - _logits(network, strip)[0]).max())
        for strip in strips
    )


def _logits(network: LineNetwork, strips: Tensor) -> NDArray[np.float32]:
    network.eval()
    with torch.inference_mode():
        return np.asarray(network(strips).numpy(), np.float32)


def _distance(read: Sequence[int], written: NDArray[np.int64]) -> int:
    """The least number of characters to insert, remove or change (Levenshtein, 1966)."""
    row = np.arange(len(written) + 1)
    for number, value in enumerate(read, start=1):
        changed = np.minimum(row[1:] + 1, row[:-1] + (written != value))
        reached = np.concatenate([[number], changed])
        # To insert costs one for each: the best of all places further left.
        row = np.minimum.accumulate(reached - np.arange(len(row))) + np.arange(len(row))
    return int(row[-1])
