"""What learning from a few digits of a writer does for the writer's other digits.

    SHUZI_DATA=... python benchmarks/learning.py [--writers DIR] [--digits 20] [--seed 1]

For each writer of a folder of labelled digits (``$SHUZI_DATA/real/kensanata``; its labels.csv has a
column ``writer``), the shipped model learns from so many digits, drawn by the seed, as
``shuzi learn`` does, and is measured on all others. Writes ``learning.md`` beside itself; the
models are thrown away. No setting of learning was chosen by these writers.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

import machine
from shuzi import datasets
from shuzi.datasets import LabelledImages
from shuzi.files import write_text
from shuzi.folders import open_folder
from shuzi.framing import FRAME
from shuzi.reader import Reader
from shuzi.training.learning.learn import Pupil, Score
from shuzi.training.learning.rehearsal import gather

PAGE = Path(__file__).with_suffix(".md")
WANTED = 0.3  # of the errors are to go
MOST_LOST = 1  # points of a writer's digits


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """Who wrote some digits.

    Attributes:
        name: as the folder has it.
        digits: as the network sees them.
        unseen: how many digits more there are, in which no ink is found.
    """

    name: str
    digits: LabelledImages
    unseen: int


@dataclass(frozen=True, slots=True)
class Row:
    """What learning did for one writer.

    Attributes:
        writer: whose digits.
        others: those that were not learnt from, and are seen.
        mnist: MNIST's validation part.
    """

    writer: Writer
    others: Score
    mnist: Score

    @property
    def count(self) -> int:
        """How many digits it was measured on."""
        return self.others.count + self.writer.unseen

    @property
    def errors(self) -> tuple[int, int]:
        """Before and after; a refused digit is one."""
        return self.count - self.others.before, self.count - self.others.after

    @property
    def gained(self) -> float:
        """In points."""
        before, after = self.errors
        return 100 * (before - after) / self.count


def main() -> None:
    """Teach, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    usual = Path(os.environ.get("SHUZI_DATA", "."), "real", "kensanata")
    parser.add_argument("--writers", type=Path, default=usual, help="a folder of labelled digits")
    parser.add_argument("--digits", type=int, default=20, help="of each writer, to learn from")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    mnist = datasets.load("mnist")
    pupil = Pupil(gather(mnist.train), mnist.validation)
    rows = [
        row(pupil, writer, arguments.digits, arguments.seed)
        for writer in track(by_writer(arguments.writers), "writers")
    ]
    text = page(rows, arguments.digits, arguments.seed)
    write_text(PAGE, text)
    Console().print(text, markup=False)


def by_writer(folder: Path) -> list[Writer]:
    """The digits of each writer, as the network sees them."""
    items = open_folder(folder).items
    seen = Reader("handwriting").classify(item.path for item in items)
    everyone = sorted({item.extra["writer"] for item in items})
    pairs = [
        [
            (digit.frame, int(item.text))
            for digit, item in zip(seen, items, strict=True)
            if item.extra["writer"] == writer
        ]
        for writer in everyone
    ]
    return [_writer(name, own) for name, own in zip(everyone, pairs, strict=True)]


def _writer(name: str, pairs: Sequence[tuple[bytes | None, int]]) -> Writer:
    shown = [(frame, label) for frame, label in pairs if frame is not None]
    frames = [np.frombuffer(frame, np.uint8).reshape(FRAME, FRAME) for frame, _ in shown]
    labels = np.array([label for _, label in shown], np.uint8)
    return Writer(name, LabelledImages(np.stack(frames), labels), len(pairs) - len(shown))


def row(pupil: Pupil, writer: Writer, count: int, seed: int) -> Row:
    """Teach the shipped model some digits of a writer, and measure it on the others."""
    order = np.random.default_rng(seed).permutation(len(writer.digits))
    network = pupil.taught(writer.digits.part(order[:count]), seed)
    return Row(
        writer,
        pupil.score(network, writer.digits.part(order[count:])),
        pupil.remembered(network),
    )


def page(rows: Sequence[Row], digits: int, seed: int) -> str:
    """The whole page."""
    lines = "\n".join(
        f"| {row.writer.name} | {row.count} | {row.errors[0]} | {row.errors[1]} "
        f"| {row.gained:+.2f} | {100 * row.mnist.gained:+.2f} |"
        for row in rows
    )
    count = sum(row.count for row in rows)
    before, after = (sum(row.errors[place] for row in rows) for place in (0, 1))
    worst = min(row.gained for row in rows)
    return f"""# What a few digits of a writer teach

Written by `python benchmarks/learning.py --digits {digits} --seed {seed}` on {machine.describe()}.

| writer | other digits | errors before | after | points gained | on MNIST's validation part |
| --- | ---: | ---: | ---: | ---: | ---: |
{lines}
| all | {count} | {before} | {after} | {100 * (before - after) / count:+.2f} | |

Of {before} errors {before - after} went, {(before - after) / before:.0%}; {WANTED:.0%} was wanted.
The least that a writer gained is {worst:+.2f} points; {-MOST_LOST:+.2f} was allowed. A refused
digit is an error. From {digits} digits of each writer, drawn at random, the shipped model learnt as
`shuzi learn` has it; it was measured on the same writer's other digits. Nothing about learning was
chosen by these writers, and what learnt from them was thrown away:
[how it was chosen](../docs/learning.md).
"""


if __name__ == "__main__":
    main()
