"""Chooses between classifiers by what is held back and what is drawn, never by real pictures.

    SHUZI_DATA=... python benchmarks/choosing.py MODEL [MODEL ...] [--seed 11]

A model is a shipped one's name or an ONNX file. Whoever has the least mean error over these sets
is to be shipped. A refused digit is an error, and so is a digit where there is none. Everything is
drawn from the digits that MNIST holds back for validation, with a seed of its own. Prints Markdown.
"""

import argparse

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.status import Status

from shuzi import datasets
from shuzi.classifier import Classifier
from shuzi.datasets import LabelledImages
from shuzi.results import DIGITS
from shuzi.synthesis.frames import frame_digits, frame_non_digits, wear_out
from shuzi.synthesis.samples import Samples
from shuzi.training.cuttings import cut_from_lines, cut_singles
from shuzi.training.foreign_letters import frame_foreign_letters
from shuzi.training.spoiling import Spoiler

DRAWN, NON_DIGITS, LETTERS, SINGLES, LINES = 3_000, 1_500, 1_500, 1_100, 300


def main() -> None:
    """Draw, classify, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("models", nargs="+", metavar="MODEL")
    parser.add_argument("--seed", type=int, default=11, help="of what is drawn")
    options = parser.parse_args()
    with Status("drawing", console=Console(stderr=True)):
        sets = _sets(options.seed)
    names = " | ".join(f"{name} ({len(some):,})" for name, some in sets.items())
    print(f"| errors, % | {names} | mean |")
    print(f"| --- |{' ---: |' * (len(sets) + 1)}")
    for model in options.models:
        errors = [100 * _error(Classifier(model), some) for some in sets.values()]
        cells = " | ".join(f"{error:.2f}" for error in (*errors, np.mean(errors)))
        print(f"| {model} | {cells} |")


def _sets(seed: int) -> dict[str, LabelledImages]:
    validation = datasets.load("mnist").validation
    samples = Samples.of(validation.images, validation.labels)
    values = (np.arange(DRAWN) % DIGITS).astype(np.uint8)
    none = np.full(NON_DIGITS, DIGITS, np.uint8)
    return {
        "MNIST's validation part": validation,
        "worn out": LabelledImages(wear_out(validation.images, seed), validation.labels),
        "spoilt": LabelledImages(_spoilt(validation.images, seed), validation.labels),
        "drawn digits": LabelledImages(frame_digits(values, seed, samples), values),
        "drawn, no digits": LabelledImages(frame_non_digits(NON_DIGITS, seed, samples), none),
        "foreign letters": frame_foreign_letters(LETTERS, seed),
        "cut out of pictures": cut_singles(np.arange(SINGLES) % (DIGITS + 1), seed, samples),
        "cut out of lines": cut_from_lines(LINES, seed, samples),
    }


def _spoilt(frames: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    torch.manual_seed(seed)
    spoiler = Spoiler(frames.shape[1:], torch.device("cpu"))
    spoilt = spoiler.spoilt(torch.from_numpy(frames.copy())[:, None], 1)
    return spoilt[:, 0].round().to(torch.uint8).numpy()


def _error(classifier: Classifier, some: LabelledImages) -> float:
    answers = classifier.classify(some.images)
    values = np.array([DIGITS if answer.value is None else answer.value for answer in answers])
    return float((values != some.labels).mean())


if __name__ == "__main__":
    main()
