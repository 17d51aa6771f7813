"""How far the shipped model can be trusted: spoilt digits, confidence, and what is no digit.

    SHUZI_DATA=... python benchmarks/trust.py [--data DIR] [--digits 10000] [--read 1000]

Writes ``trust.md`` beside itself. The folder, ``$SHUZI_DATA/real`` by default, holds kensanata,
optdigits, semeion and not_digits (``labels.csv`` with the column ``kind``: letters, or
``blank cell``).
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress

import machine
from shuzi import datasets
from shuzi.classifier import SHIPPED_MODEL
from shuzi.corruptions.families import FAMILIES, corrupt
from shuzi.datasets import LabelledImages
from shuzi.evaluation import Evaluation
from shuzi.files import write_text
from shuzi.folders import open_folder
from shuzi.measurement import measure_frames, read_all
from shuzi.reader import Reader
from shuzi.robustness import mean_accuracy, measure_corruptions
from shuzi.separation import auroc
from shuzi.strangers import drawn_apart
from shuzi.training.attacks import measure_attacks

PAGE = Path(__file__).with_suffix(".md")
SEED = 1
BLANK = "blank cell"
DIGITS = "kensanata"  # whose confidence strangers are told from
SETS = (DIGITS, "optdigits", "semeion")
ATTACKED = 1_000


@dataclass(frozen=True, slots=True)
class Family:
    """One family of spoilt digits.

    Attributes:
        frames: the network given the frames as they are.
        count: of digits in what follows.
        likeliest: the share whose likeliest digit is right, refused or not, 0 to 1.
        read: the share read right where ``Reader.classify`` gets them as pictures, 0 to 1.
    """

    frames: Evaluation
    count: int
    likeliest: float
    read: float


@dataclass(frozen=True, slots=True)
class Strangers:
    """One kind of what is no digit: how it was taken, beside the digits of kensanata."""

    name: str
    count: int
    answered: float
    auroc: float


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="by default $SHUZI_DATA/real")
    parser.add_argument("--digits", type=int, default=10_000, help="of MNIST's test part, spoilt")
    parser.add_argument("--read", type=int, default=1_000, help="of these, read as pictures too")
    arguments = parser.parse_args()
    folder = arguments.data or Path(os.environ["SHUZI_DATA"], "real")
    reader, test = Reader(SHIPPED_MODEL), datasets.load("mnist").test
    spoilt = test.part(slice(arguments.digits))
    families = corrupted(reader, spoilt, arguments.read)
    attacks = measure_attacks(SHIPPED_MODEL, reader.classifier, test.part(slice(ATTACKED)))
    calibrated = [measure_frames(reader.classifier, "MNIST test", test)]
    calibrated += [read_all(reader, str(folder / name)).evaluation for name in SETS]
    text = page(reader, families, attacks, calibrated, apart(reader, folder))
    write_text(PAGE, text)
    Console().print(text, markup=False)


def corrupted(reader: Reader, spoilt: LabelledImages, read: int) -> list[Family]:
    """Every family, by the network alone and by the whole reader."""
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("spoiling", total=len(FAMILIES) * len(spoilt))
        frames = measure_corruptions(
            reader.classifier, spoilt, SEED, lambda more: progress.advance(task, more)
        )
        unlimited = reader.classifier.refusing_below(0.0)
        few, families = spoilt.part(slice(read)), []
        task = progress.add_task("reading", total=len(FAMILIES))
        for evaluation in frames:
            images = corrupt(evaluation.data, few.images, SEED)
            likeliest = unlimited.probabilities(images)[:, :10].argmax(1) == few.labels
            values = [digit.value for digit in reader.classify(images)]
            right = np.array([-1 if value is None else value for value in values]) == few.labels
            shares = (float(one.mean()) for one in (likeliest, right))
            families.append(Family(evaluation, len(few), *shares))
            progress.advance(task)
    return families


def apart(reader: Reader, folder: Path) -> list[Strangers]:
    """Letters and blanks beside the digits of kensanata, then what is drawn."""
    digits = [one.confidence for one in read_all(reader, str(folder / DIGITS)).outcomes]
    found = []
    items = open_folder(folder / "not_digits").items
    for name, is_blank in (("letters of not_digits", False), ("blanks of not_digits", True)):
        paths = [item.path for item in items if (item.extra["kind"] == BLANK) is is_blank]
        read = reader.classify(paths)
        answered = sum(digit.value is not None for digit in read) / len(read)
        area = auroc(digits, [digit.confidence for digit in read])
        found.append(Strangers(name, len(read), answered, area))
    found += [
        Strangers(each.name, len(each.confidences), each.answered, each.auroc)
        for each in drawn_apart(reader.classifier, digits)
    ]
    return found


def page(
    reader: Reader,
    families: Sequence[Family],
    attacks: Sequence[Evaluation],
    calibrated: Sequence[Evaluation],
    strangers: Sequence[Strangers],
) -> str:
    """The whole page."""
    by_frames = [family.frames for family in families]
    likeliest = float(np.mean([family.likeliest for family in families]))
    read = float(np.mean([family.read for family in families]))
    mean = percent(mean_accuracy(by_frames))
    targets = [
        f"| mean over the 15 families | 95 %; 98 % | {mean} |",
        f"| ECE, MNIST test | 0.3 %; 0.1 % | {percent(calibrated[0].ece)} |",
        f"| ECE, kensanata | 2 %; 1 % | {percent(calibrated[1].ece)} |",
        f"| AUROC, kensanata against letters | 0.97; 0.99 | {strangers[0].auroc:.4f} |",
        f"| AUROC, kensanata against blanks | 0.999; 1 | {strangers[1].auroc:.4f} |",
    ]
    rows = [
        f"| {one.frames.data} | {percent(one.frames.accuracy)} | {_refused(one.frames)} "
        f"| {percent(one.likeliest, 1)} | {percent(one.read, 1)} |"
        for one in families
    ]
    rows.append(f"| **mean** | **{mean}** | | {percent(likeliest, 1)} | {percent(read, 1)} |")
    attacked = "; ".join(
        f"{each.data} {percent(each.accuracy, 1)} right, {_refused(each)} refused"
        for each in attacks
    )
    return f"""# How far the shipped model can be trusted

Written by `python benchmarks/trust.py` on {machine.describe()}. The model is {reader.model} with
its own threshold; what it refuses is not right. Nothing here was trained on or chosen by.

| | must; aim | found |
| --- | --- | ---: |
{_lines(targets)}

## Spoilt digits

The families of MNIST-C (Mu and Gilmer, 2019) on {by_frames[0].count:,} digits of MNIST's test part,
seed {SEED}.

| family | frames to the network | refused | likeliest digit | read as pictures |
| --- | ---: | ---: | ---: | ---: |
{_lines(rows)}

*Frames to the network*: as `shuzi evaluate --corruptions` does. *Likeliest digit*: how often the
digit with the highest probability would have been right, had nothing been refused. *Read as
pictures*: `Reader.classify` looks for ink and paper in each frame first. The last two are of the
first {families[0].count:,} digits.

By its own gradients, of the first {attacks[0].count:,}, each pixel by at most 0.1 of 0 to 1:
{attacked}.

## Confidence

| data | digits | right | ECE, 15 bins |
| --- | ---: | ---: | ---: |
{_lines([_confidence(one) for one in calibrated])}

## What is no digit

| no digits | pictures | answered with a digit | AUROC of confidence, beside kensanata |
| --- | ---: | ---: | ---: |
{_lines([_stranger(one) for one in strangers])}
"""


def _confidence(one: Evaluation) -> str:
    name = Path(one.data).name
    return f"| {name} | {one.count:,} | {percent(one.accuracy)} | {percent(one.ece)} |"


def percent(share: float, places: int = 2) -> str:
    """A share of 0 to 1, as these pages write it."""
    return f"{100 * share:.{places}f} %"


def _stranger(one: Strangers) -> str:
    return f"| {one.name} | {one.count:,} | {percent(one.answered, 1)} | {one.auroc:.4f} |"


def _refused(evaluation: Evaluation) -> str:
    return percent(evaluation.refused / evaluation.count, 1)


def _lines(rows: Sequence[str]) -> str:
    return "\n".join(rows)


if __name__ == "__main__":
    main()
