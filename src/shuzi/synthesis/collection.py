"""Collections: any number of drawn pictures, as a data set with their text and boxes."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from shuzi.synthesis.pages import draw_page
from shuzi.synthesis.samples import Samples
from shuzi.synthesis.sheet import Page
from shuzi.synthesis.strips import draw_digit, draw_line
from shuzi.synthesis.tables import draw_table

__all__ = ["Collection", "Kind", "write_collection"]

Kind = Literal["digits", "lines", "pages", "tables"]

MOST_DIGITS = 10  # of a line
ROUND = 0.35  # how many of all numbers end in zeros


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """Pictures without end, each the same whenever and wherever it is drawn.

    Attributes:
        kind: what is on each picture: one digit, one line, a page of several, or a grid with one
            digit in all its cells, which is the last one of the picture's number.
        seed: not negative.
        height: of a digit, in pixels, about.
        samples: digits that people wrote, None for strokes alone.
    """

    kind: Kind
    seed: int
    height: int = 48
    samples: Samples | None = None

    def __getitem__(self, number: int) -> Page:
        """The picture of that number, from 0: it depends on nothing but this and the attributes."""
        rng = np.random.default_rng((self.seed, number))
        match self.kind:
            case "digits":
                value = int(rng.integers(10))
                return draw_digit(value, rng, height=self.height, samples=self.samples)
            case "lines":
                return draw_line(_number(rng), rng, height=self.height, samples=self.samples)
            case "pages":
                return draw_page(rng, height=self.height, samples=self.samples)
            case "tables":
                return draw_table(number % 10, rng, height=self.height, samples=self.samples)


def write_collection(
    collection: Collection, count: int, folder: Path, progress: Callable[[int], object]
) -> None:
    """Write the first pictures of a collection as a data set.

    Args:
        collection: what is drawn.
        count: how many.
        folder: is given ``images/00000.png`` and so on, and ``labels.csv`` with the columns
            ``file``, ``text``, where a space separates rows of writing, and ``boxes``, in JSON a
            list of [x, y, width, height, digit] in pixels.
        progress: told how many more pictures are written.
    """
    images = folder / "images"
    images.mkdir()
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        labels = csv.writer(file, lineterminator="\n")
        labels.writerow(("file", "text", "boxes"))
        for number in range(count):
            page, name = collection[number], f"{number:05}.png"
            Image.fromarray(page.picture).save(images / name)
            labels.writerow((name, page.text.replace("\n", " "), _boxes(page)))
            progress(1)


def _boxes(page: Page) -> str:
    return json.dumps(
        [[*box.to_list(), value] for box, value in zip(page.boxes, page.values, strict=True)]
    )


def _number(rng: np.random.Generator) -> str:
    """A number as people write them: short ones are frequent, and round ones."""
    digits = rng.integers(10, size=1 + min(rng.poisson(3), MOST_DIGITS - 1))
    if rng.random() < ROUND:
        digits[-int(rng.integers(1, 4)) :] = 0
    return "".join(map(str, digits.tolist()))
