"""Fits how much a line's reader and a digit's classifier count together, on drawn lines.

    SHUZI_DATA=... python benchmarks/pooling.py [--lines 3000] [--seed 1]

The digits are those that MNIST holds back for validation. The weights are fitted by likelihood on
one half of the characters and judged by the other. Prints Markdown.
"""

import argparse

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy.optimize import minimize
from scipy.special import log_softmax

from shuzi import datasets
from shuzi.classifier import Classifier
from shuzi.framing import frame_ink
from shuzi.layout.ink import find_writing
from shuzi.lines import pooling
from shuzi.lines.reader import LineReader
from shuzi.results import DIGITS
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.strips import draw_line
from shuzi.training.lines.drawing import HEIGHTS, random_text

Floats = NDArray[np.float64]


def main() -> None:
    """Draw, read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lines", type=int, default=3_000, help="that are drawn")
    parser.add_argument("--seed", type=int, default=1, help="of the lines")
    options = parser.parse_args()
    by_line, by_frame, values = _characters(options.lines, options.seed)
    learnt = np.arange(len(values)) % 2 == 0
    weights = _fitted(by_line[learnt], by_frame[learnt], values[learnt])
    print(f"{len(values):,} characters of lines whose number of characters was read right.\n")
    print("| | weights: line, frame, no digit | characters right | mean log likelihood |")
    print("| --- | --- | ---: | ---: |")
    shipped = np.array([pooling.LINE_WEIGHT, pooling.FRAME_WEIGHT, pooling.NO_DIGIT])
    sure = np.array(pooling.are_sure(np.exp(by_line).tolist()))
    where_not_sure = np.where(sure[:, None], 0, by_frame)
    for name, these, frame in (
        ("line alone", np.array([1.0, 0.0, 0.0]), by_frame),
        ("frame alone", np.array([0.0, 1.0, 0.0]), by_frame),
        ("as shipped, frame of all", shipped, by_frame),
        (f"as shipped, frame of {1 - sure.mean():.0%}", shipped, where_not_sure),
        ("fitted", weights, by_frame),
    ):
        logs = _pooled(these, by_line[~learnt], frame[~learnt])
        right = (logs.argmax(axis=1) == values[~learnt]).mean()
        likelihood = logs[np.arange(len(logs)), values[~learnt]].mean()
        text = ", ".join(f"{weight:.2f}" for weight in these)
        print(f"| {name} | {text} | {100 * right:.2f} % | {likelihood:.4f} |")


def _characters(lines: int, seed: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """What both say of each, as logarithms of probabilities [N, 11], and what it is [N]."""
    validation = datasets.load("mnist").validation
    samples = Samples.of(validation.images, validation.labels)
    line_reader, classifier = LineReader(), Classifier("handwriting")
    said: list[tuple[Floats, Floats]] = []
    values: list[int] = []
    for number in track(range(lines), "reading lines", console=Console(stderr=True)):
        rng = np.random.default_rng((seed, number))
        height = int(rng.integers(*HEIGHTS))
        page = draw_line(random_text(rng), rng, height=height, samples=samples)
        writing = find_writing(page.grey)
        places = line_reader.read(writing.ink, writing.tone)
        if len(places) == len(page.values):
            frames = np.stack([frame_ink(place.ink) for place in places])
            by_frame = classifier.probabilities(frames)
            said += [(np.array(p.probabilities), f) for p, f in zip(places, by_frame, strict=True)]
            values += page.values
    by_line, by_frame = (
        np.log(np.maximum(np.stack(both), pooling.LEAST)) for both in zip(*said, strict=True)
    )
    return by_line, by_frame, np.array(values)


def _fitted(by_line: Floats, by_frame: Floats, values: NDArray[np.int64]) -> Floats:
    def loss(weights: Floats) -> float:
        logs = _pooled(weights, by_line, by_frame)
        return -float(logs[np.arange(len(values)), values].mean())

    return np.asarray(minimize(loss, [1.0, 0.2, 0.0], method="Nelder-Mead").x)


def _pooled(weights: Floats, by_line: Floats, by_frame: Floats) -> Floats:
    scores = weights[0] * by_line + weights[1] * by_frame
    scores[:, DIGITS] += weights[2]
    return np.asarray(log_softmax(scores, axis=1))


if __name__ == "__main__":
    main()
