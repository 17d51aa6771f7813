"""What is written about the shipped line model."""

from dataclasses import dataclass
from pathlib import Path

from shuzi.classifier import ModelCard
from shuzi.evaluation import Evaluation
from shuzi.training.lines.run import LINES, LineSummary
from standings import percent

__all__ = ["MadeLineModel", "line_card"]


@dataclass(frozen=True, slots=True)
class MadeLineModel:
    """The shipped line model and everything that is said of it.

    Attributes:
        summary: of its training.
        card: in its file.
        size_bytes: of its file.
        milliseconds: of its network for a strip as wide as `width`, on one thread.
        width: in pixels.
        machine: hardware and versions of that, in one line.
        evaluations: of whole pictures, read with the default classifier.
    """

    summary: LineSummary
    card: ModelCard
    size_bytes: int
    milliseconds: float
    width: int
    machine: str
    evaluations: tuple[Evaluation, ...]


def line_card(model: MadeLineModel) -> str:
    """The page about it, in Markdown."""
    settings, score = model.summary.settings, model.summary.score
    rows = "\n".join(map(_row, model.evaluations))
    return f"""# {model.card.name} {model.card.version}

Reads a line of writing at once: where its digits stand, and what each is likely to be
([how](../../../../docs/line-reader.md)).

| | |
| --- | --- |
| file | `{LINES}`, {model.size_bytes / 1000:,.0f} kB |
| made by | `python -m shuzi.training.lines --seed {settings.seed} --lines {settings.lines} \
--epochs {settings.epochs} --out DIR` with torch {model.card.provenance["torch"]}, in \
{model.summary.train_seconds / 60:.0f} minutes and the drawing |
| network | nine convolutions, {model.summary.parameters:,} parameters |
| data | {settings.lines:,} drawn lines, half of their writers made of MNIST's training part \
without its last 5,000 |
| input | `strips`, uint8 [N, 1, 32, W], W a multiple of 4, bright ink on 0, the digits in the \
middle 24 rows, as `shuzi.lines.framing` makes it |
| output | `logits`, float32 [N, W / 2, 12]: ten digits, a character that is none, blank |
| calibration | temperature {model.card.temperature:.3f}, of single characters, fitted on the \
held-out lines |
| speed | {model.milliseconds:.2f} ms for a strip {model.width} pixels wide, on one thread |
| measured on | {model.machine} |

## Measured

Of {score.held_out_lines:,} other drawn lines, {percent(score.exact)} are read exactly, with \
{percent(score.character_errors)} of their
characters wrong. Of whole pictures, with `shuzi evaluate`, defaults:

| data | digits | right | interval | whole pictures read exactly |
| --- | ---: | ---: | ---: | ---: |
{rows}

## Limits

It has seen drawn lines alone, no real one. Writing in which digits overlap, or are struck through,
is often beyond it; what stands far from other writing is better read as a digit by itself.
"""


def _row(evaluation: Evaluation) -> str:
    low, high = evaluation.interval
    return (
        f"| {Path(evaluation.data).name} | {evaluation.count:,} | {percent(evaluation.accuracy)} "
        f"| {100 * low:.2f}–{percent(high)} | {percent(evaluation.string_accuracy or 0)} |"
    )
