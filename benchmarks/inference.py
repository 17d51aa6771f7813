"""A model in ONNX Runtime against the article's network run the PyTorch way, on one thread.

    python benchmarks/inference.py [--model MODEL.onnx] [--runs 15]

Prints the microseconds a frame of both, image by image and 256 at once, medians of runs in turn.
The article's network takes images that are already normalised floats; the model takes bytes and
normalises them itself. What either network has learnt changes nothing about its speed.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

import machine
from shuzi.classifier import Classifier
from shuzi.results import DIGITS
from shuzi.training.architectures import lenet_mini

BATCHES = {1: 2_000, 256: 40}  # how many calls of each size make a run


def main() -> None:
    """Time both in turn and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, help="by default the shipped one")
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    classifier, article = Classifier(arguments.model, threads=1), lenet_mini(DIGITS).eval()
    table = Table("frames at once", "model, µs a frame", "article, µs a frame", "times faster")
    for batch, calls in BATCHES.items():
        frames = np.random.default_rng(0).integers(0, 256, (batch, 28, 28), np.uint8)
        images = torch.rand(batch, 1, 28, 28)
        ours, theirs = _medians(
            partial(classifier.logits, frames),
            partial(article, images),
            calls,
            arguments.runs,
        )
        per_frame = 1e6 / (calls * batch)
        cells = f"{ours * per_frame:.1f}", f"{theirs * per_frame:.1f}", f"{theirs / ours:.2f}"
        table.add_row(str(batch), *cells)
    console = Console()
    console.print(machine.describe())
    console.print(table)


@torch.inference_mode()
def _medians(
    ours: Callable[[], object], theirs: Callable[[], object], calls: int, runs: int
) -> tuple[float, float]:
    """Seconds of so many calls of each, the two in turn; a first run of each warms up."""
    pairs = [(_seconds(ours, calls), _seconds(theirs, calls)) for _ in range(runs + 1)][1:]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second)


def _seconds(call: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
