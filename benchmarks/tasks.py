"""Pictures of handwriting with what is written on them, set by set."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from answers import Kind
from shuzi import datasets
from shuzi.folders import LabelledPicture, open_folder

__all__ = ["Cell", "Task", "TaskPicture", "all_tasks"]

DIGIT_SETS = ("kensanata", "optdigits", "semeion")
BLANK = "blank cell"
PAGE_READINGS = 3
RULE = 10  # on each side of a cell this part of it is cut away, for the rules stand there
TIMED = {"kensanata": "one digit, 100×100", "photos": "a phone photo, 0.01 to 5 megapixels"}


@dataclass(frozen=True, slots=True)
class TaskPicture:
    """A picture, what is written on it (a space between rows), and who wrote it where known."""

    path: Path
    text: str
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a ruled page, in pixels of the page, and the digit that stands in it."""

    left: int
    top: int
    right: int
    bottom: int
    text: str

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in the cell."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Task:
    """Pictures that are asked the same of.

    Attributes:
        name: in tables.
        kind: what an engine is told of its pictures.
        pictures: at least one; either all hold digits or none does.
        cells: of its one picture, where the digits are asked for cell by cell.
        timed_as: what its pictures are called where time is told; empty where it is not.
        readings: how often each picture is read, for its time.
    """

    name: str
    kind: Kind
    pictures: tuple[TaskPicture, ...]
    cells: tuple[Cell, ...] = ()
    timed_as: str = ""
    readings: int = 1

    @property
    def holds_digits(self) -> bool:
        """Whether there is anything to read."""
        return any(picture.text for picture in self.pictures)

    @property
    def has_writers(self) -> bool:
        """Whether it is known who wrote."""
        return all(picture.writer for picture in self.pictures)


def all_tasks(data: Path, workshop: Path) -> list[Task]:
    """The tasks of the folder's sets, and of MNIST's test part.

    Args:
        data: with the folders kensanata, optdigits, semeion, cheques, photos, ruled_page and
            not_digits.
        workshop: an empty folder, for the pictures that have to be cut out of others.

    Raises:
        DataSetError: a set is missing or damaged.
    """
    return [
        _mnist(workshop / "mnist"),
        *(_folder(data / name, "digit") for name in DIGIT_SETS),
        *_cheques(data / "cheques", workshop / "cheques"),
        _folder(data / "photos", "page"),
        *_ruled_page(data / "ruled_page", workshop / "ruled_page"),
        *_not_digits(data / "not_digits"),
    ]


def _folder(folder: Path, kind: Kind) -> Task:
    pictures = tuple(_pictures(open_folder(folder).items))
    return Task(folder.name, kind, pictures, timed_as=TIMED.get(folder.name, ""))


def _pictures(items: Iterable[LabelledPicture]) -> Iterator[TaskPicture]:
    for item in items:
        yield TaskPicture(item.path, item.text, item.extra.get("writer", ""))


def _mnist(folder: Path) -> Task:
    test = datasets.load("mnist").test
    digits = zip(test.images, map(str, test.labels), strict=True)
    return Task("MNIST test", "digit", tuple(_written(digits, folder)))


def _cheques(folder: Path, cut_out: Path) -> Iterator[Task]:
    items = open_folder(folder).items
    yield Task("cheques, digits in true boxes", "digit", tuple(_written(_boxed(items), cut_out)))
    amounts = tuple(_pictures(items))
    yield Task("cheques, whole amounts", "line", amounts, timed_as="a cheque amount")


def _boxed(items: Iterable[LabelledPicture]) -> Iterator[tuple[NDArray[np.uint8], str]]:
    for item in items:
        amount = _image(item.path)
        for left, top, width, height, digit in json.loads(item.extra["boxes"]):
            yield amount[top : top + height, left : left + width], str(digit)


def _ruled_page(folder: Path, cut_out: Path) -> Iterator[Task]:
    path = folder / "page.jpg"
    cells, page = tuple(_cells(folder / "cells.csv")), _image(path)
    digits = ((_inside(page, cell), cell.text) for cell in cells)
    yield Task("ruled page, cells cut out", "digit", tuple(_written(digits, cut_out)))
    text = "".join(cell.text for cell in cells)
    timed_as = "a ruled A4 page at 300 dpi"
    yield Task("ruled page", "page", (TaskPicture(path, text),), cells, timed_as, PAGE_READINGS)


def _cells(table: Path) -> Iterator[Cell]:
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            left, top, right, bottom = (int(row[edge]) for edge in ("x0", "y0", "x1", "y1"))
            yield Cell(left, top, right, bottom, row["text"])


def _inside(page: NDArray[np.uint8], cell: Cell) -> NDArray[np.uint8]:
    across, down = ((cell.right - cell.left) // RULE, (cell.bottom - cell.top) // RULE)
    return page[cell.top + down : cell.bottom - down, cell.left + across : cell.right - across]


def _not_digits(folder: Path) -> Iterator[Task]:
    items = open_folder(folder).items
    for name, blank in (("letters", False), ("blank cells", True)):
        chosen = (item for item in items if (item.extra["kind"] == BLANK) is blank)
        yield Task(name, "digit", tuple(_pictures(chosen)))


def _image(path: Path) -> NDArray[np.uint8]:
    return np.asarray(cv2.imread(str(path)), np.uint8)


def _written(
    images: Iterable[tuple[NDArray[np.uint8], str]], folder: Path
) -> Iterator[TaskPicture]:
    """Images and their digits as files: some engines read nothing else."""
    folder.mkdir()
    for number, (image, text) in enumerate(images):
        path = folder / f"{number:05}.png"
        cv2.imwrite(str(path), image)
        yield TaskPicture(path, text)
