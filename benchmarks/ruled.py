"""Reads ruled pages with one digit in every cell, a page for each of the ten digits.

    SHUZI_DATA=... python benchmarks/ruled.py [--rows 14] [--seed 1]

The digits are those that MNIST holds back for validation. Each kind of page makes one thing harder:
digits that reach over the walls, rules as thick and dark as the pen, a page that is turned, small
cells. Prints Markdown: the share of cells read right, and how many digits were read outside them.
"""

import argparse
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from shuzi import datasets
from shuzi.datasets import LabelledImages
from shuzi.reader import Reader
from shuzi.results import Digit

MARGIN = 60  # pixels around the grid
PAPER, PEN = 245, 40  # grey levels
NOISE = 6  # standard deviation, in grey levels
BLUR = 0.7  # standard deviation, in pixels
FRAMED = 20  # longer side of a digit in its frame, in pixels
FAINTEST = 40  # what is ink in a frame


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page; lengths in pixels."""

    name: str
    cell: tuple[int, int] = (64, 54)  # height, width
    digit: int = 44  # longer side
    rule: int = 2  # thickness
    grey: int = 90  # of the rules
    over: int = 0  # as far a digit may reach into a wall and past it
    degrees: float = 0.3


KINDS = (
    Kind("digits within their cells"),
    Kind("digits over the walls", over=4),
    Kind("the same, the page straight", over=4, degrees=0),
    Kind("rules as thick and dark as the pen", rule=4, grey=30, over=2),
    Kind("light rules", grey=170),
    Kind("turned by 3 degrees", degrees=3),
    Kind("small cells", cell=(40, 34), digit=26, rule=1),
)


def main() -> None:
    """Draw, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=14, help="of each page, and as many columns")
    parser.add_argument("--seed", type=int, default=1, help="of the pages")
    arguments = parser.parse_args()
    samples, reader = datasets.load("mnist").validation, Reader()
    rows = [
        _row(reader, kind, samples, arguments.rows, arguments.seed)
        for kind in track(KINDS, "reading", console=Console(stderr=True))
    ]
    print("| pages | cells read right | the worst digit | digits outside |")
    print("| --- | ---: | ---: | ---: |")
    print("\n".join(rows))


def _row(reader: Reader, kind: Kind, samples: LabelledImages, rows: int, seed: int) -> str:
    shares, outside = [], 0
    for digit in range(10):
        rng = np.random.default_rng((seed, digit))
        images = samples.images[samples.labels == digit]
        page, turn = _page(images, kind, rows, rng)
        digits = [place for line in reader.read(page).lines for place in line.digits]
        read = _by_cell(digits, kind, turn)
        inside = {cell: read[cell] for cell in read if min(cell) >= 0 and max(cell) < rows}
        outside += sum(map(len, read.values())) - sum(map(len, inside.values()))
        shares.append(sum(values == [digit] for values in inside.values()) / rows**2)
    worst = int(np.argmin(shares))
    return f"| {kind.name} | {np.mean(shares):.1%} | {worst}: {min(shares):.1%} | {outside} |"


def _page(
    images: NDArray[np.uint8], kind: Kind, rows: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """A page of ``rows`` rows and columns, uint8 [H, W], and how it was turned, [2, 3]."""
    high, wide = kind.cell
    grid = np.zeros((2 * MARGIN + rows * high, 2 * MARGIN + rows * wide), np.uint8)
    ink = np.zeros_like(grid)
    bottom, right = MARGIN + rows * high, MARGIN + rows * wide
    for number in range(rows + 1):
        x, y = MARGIN + number * wide, MARGIN + number * high
        cv2.line(grid, (MARGIN, y), (right, y), 255, kind.rule)
        cv2.line(grid, (x, MARGIN), (x, bottom), 255, kind.rule)
    for top in range(MARGIN, bottom, high):
        for left in range(MARGIN, right, wide):
            digit = _sized(images[rng.integers(len(images))], kind.digit)
            spare = np.array(kind.cell) - 4 - digit.shape + 2 * kind.over
            y, x = (2 - kind.over + rng.integers(np.maximum(spare, 1))).tolist()
            place = np.s_[top + y : top + y + len(digit), left + x : left + x + digit.shape[1]]
            ink[place] = np.maximum(ink[place], digit)
    page = PAPER - grid / 255 * (PAPER - kind.grey)
    page -= ink / 255 * (page - PEN)
    page = cv2.GaussianBlur(page + rng.normal(scale=NOISE, size=page.shape), (0, 0), BLUR)
    middle = (page.shape[1] / 2, page.shape[0] / 2)
    turn = np.asarray(cv2.getRotationMatrix2D(middle, kind.degrees, 1), np.float64)
    turned = cv2.warpAffine(page, turn, page.shape[::-1], borderValue=PAPER)
    return turned.clip(0, 255).astype(np.uint8), turn


def _sized(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The ink of a frame, its box trimmed, so enlarged that 20 pixels of it become ``side``."""
    left, top, width, height = cv2.boundingRect((image > FAINTEST).astype(np.uint8))
    scale = side / FRAMED
    size = (max(3, round(width * scale)), max(3, round(height * scale)))
    trimmed = image[top : top + height, left : left + width]
    return np.asarray(cv2.resize(trimmed, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _by_cell(
    digits: list[Digit], kind: Kind, turn: NDArray[np.float64]
) -> dict[tuple[int, int], list[int | None]]:
    """What was read in each cell, by row and column: where the middle of a digit's box lies."""
    back = cv2.invertAffineTransform(turn)
    read: dict[tuple[int, int], list[int | None]] = {}
    for digit in digits:
        middle = (digit.box.x + digit.box.width / 2, digit.box.y + digit.box.height / 2, 1)
        x, y = (back @ middle - MARGIN) // (kind.cell[1], kind.cell[0])
        read.setdefault((int(y), int(x)), []).append(digit.value)
    return read


if __name__ == "__main__":
    main()
