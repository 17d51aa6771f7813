"""Draw lines, train the line reader on them, and write it: ``python -m shuzi.training.lines``."""

import argparse
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, track

from shuzi import __version__, datasets
from shuzi.datasets import LabelledImages
from shuzi.files import write_text
from shuzi.line_reader import LineReader
from shuzi.synthesis.samples import Samples
from shuzi.training.lines.delivery import export_lines, score_lines
from shuzi.training.lines.drawing import DrawnLine, draw_lines
from shuzi.training.lines.learning import Step, learn_lines
from shuzi.training.lines.network import LineNetwork

__all__ = ["main"]

VALIDATION_LINES = 2_000
# Lines that are learnt and lines that are not never share a seed.
LEARNT, HELD_OUT = 0, 1

notes = Console(stderr=True)


def main() -> None:
    """Draw, train, export, measure."""
    arguments = _arguments()
    data = datasets.load(arguments.data)
    learnt = _drawn(data.train, (arguments.seed, LEARNT), arguments.lines)
    held_out = _drawn(data.validation, (arguments.seed, HELD_OUT), VALIDATION_LINES)
    network = _trained(learnt, arguments.seed, arguments.epochs)
    settings = {"seed": arguments.seed, "lines": arguments.lines, "epochs": arguments.epochs}
    path = arguments.out / "lines.onnx"
    provenance = {"shuzi": __version__, "torch": version("torch"), "data": data.name}
    provenance |= {name: str(setting) for name, setting in settings.items()}
    export_lines(network, provenance, held_out, path)
    score = score_lines(LineReader(path), held_out)
    write_text(arguments.out / "summary.json", json.dumps(settings | asdict(score), indent=2))
    notes.print(f"{path}: {score.exact:.2%} of {score.held_out_lines} drawn lines are read exactly")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="mnist", help="whose digits lines are made of")
    parser.add_argument("--out", type=Path, required=True, help="folder for what is written")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=60_000, help="how many are drawn to learn")
    parser.add_argument("--epochs", type=int, default=8, help="passes over them")
    return parser.parse_args()


def _drawn(digits: LabelledImages, seed: tuple[int, int], count: int) -> list[DrawnLine]:
    samples = Samples.of(digits.images, digits.labels)
    lines = draw_lines(samples, seed, count)
    return [*track(lines, "drawing", total=count, console=notes)]


def _trained(lines: list[DrawnLine], seed: int, epochs: int) -> LineNetwork:
    with Progress(console=notes) as progress:
        bar = progress.add_task("training")

        def show(step: Step) -> None:
            progress.update(bar, total=step.steps, completed=step.number, description=_loss(step))

        return learn_lines(lines, seed, epochs, show)


def _loss(step: Step) -> str:
    return f"training, loss {step.loss:.3f}"


if __name__ == "__main__":
    main()
