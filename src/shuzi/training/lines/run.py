"""A training of the line reader from start to end: drawn, learnt, exported, measured."""

import json
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import Progress

from shuzi import __version__, datasets
from shuzi.datasets import LabelledImages
from shuzi.errors import DataSetError
from shuzi.files import write_text
from shuzi.json_text import parse_json
from shuzi.lines.reader import LineReader
from shuzi.synthesis.samples import Samples
from shuzi.training.lines.checkpoint import CHECKPOINT
from shuzi.training.lines.delivery import Score, export_lines, score_lines
from shuzi.training.lines.drawing import DrawnLine
from shuzi.training.lines.learning import Step, learn_lines
from shuzi.training.lines.network import LineNetwork
from shuzi.training.lines.pool import draw_on_all_cores
from shuzi.training.summary import SUMMARY

__all__ = ["LINES", "LineSettings", "LineSummary", "train_lines"]

LINES = "lines.onnx"
"""The file that a training leaves."""

VALIDATION_LINES = 2_000
# Lines that are learnt and lines that are not never share a seed.
LEARNT, HELD_OUT = 0, 1


@dataclass(frozen=True, slots=True)
class LineSettings:
    """All that a training depends on; these are the shipped model's.

    Attributes:
        data: whose digits lines are made of, beside those made of strokes.
        seed: of the lines, the weights, the order.
        lines: how many are drawn to learn.
        epochs: passes over them.
    """

    data: str = "mnist"
    seed: int = 3
    lines: int = 120_000
    epochs: int = 12


@dataclass(frozen=True, slots=True)
class LineSummary:
    """What a training took and reached: ``summary.json``.

    Attributes:
        settings: what was asked for.
        parameters: of the network.
        train_seconds: without the drawing, and without what an earlier start learnt.
        score: on lines drawn from digits that were not learnt.
    """

    settings: LineSettings
    parameters: int
    train_seconds: float
    score: Score

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The summary of the run in ``folder``.

        Raises:
            DataSetError: it cannot be read, or is none.
        """
        path = folder / SUMMARY
        try:
            plain = parse_json(path.read_text(encoding="utf-8"))
            settings, score = LineSettings(**plain["settings"]), Score(**plain["score"])
            return cls(**{**plain, "settings": settings, "score": score})
        except (OSError, ValueError, KeyError, TypeError) as error:
            cause = f"is no summary of a training of lines ({error})"
            raise DataSetError(path, cause, "remove it") from error


def train_lines(settings: LineSettings, out: Path, notes: Console) -> LineSummary:
    """Draw lines, train on them, and write the model and its summary.

    A training that was stopped goes on from the checkpoint that it left in ``out``.

    Args:
        settings: what to draw, and for how long to learn it.
        out: folder for what is written.
        notes: where the progress is shown.

    Raises:
        DataSetError: the data set cannot be had; see :func:`shuzi.datasets.load`.
        CheckpointError: see :func:`shuzi.training.lines.learning.learn_lines`.
        ExportError: see :func:`shuzi.training.lines.delivery.export_lines`.
    """
    data = datasets.load(settings.data)
    with Progress(console=notes) as progress:
        learnt = _drawn(data.train, (settings.seed, LEARNT), settings.lines, progress)
        held_out = _drawn(data.validation, (settings.seed, HELD_OUT), VALIDATION_LINES, progress)
        start = time.perf_counter()
        network = _trained(learnt, settings, out / CHECKPOINT, progress)
        seconds = time.perf_counter() - start
    provenance = {"shuzi": __version__, "torch": version("torch")}
    provenance |= {name: str(value) for name, value in asdict(settings).items()}
    path = out / LINES
    export_lines(network, provenance, held_out, path)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    score = score_lines(LineReader(path), held_out)
    summary = LineSummary(settings, parameters, seconds, score)
    write_text(out / SUMMARY, json.dumps(asdict(summary), indent=2) + "\n")
    return summary


def _drawn(
    digits: LabelledImages, seed: tuple[int, int], count: int, progress: Progress
) -> list[DrawnLine]:
    bar = progress.add_task("drawing", total=count)
    lines: list[DrawnLine] = []
    for part in draw_on_all_cores(Samples.of(digits.images, digits.labels), seed, count):
        lines += part
        progress.advance(bar, len(part))
    return lines


def _trained(
    lines: list[DrawnLine], settings: LineSettings, checkpoint: Path, progress: Progress
) -> LineNetwork:
    bar = progress.add_task("training")

    def show(step: Step) -> None:
        description = f"training, loss {step.loss:.3f}"
        progress.update(bar, total=step.steps, completed=step.number, description=description)

    return learn_lines(lines, settings.seed, settings.epochs, show, checkpoint)
