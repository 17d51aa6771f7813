"""Draws the sample pictures beside this script, and writes what stands on them to labels.csv."""

import csv
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shuzi.files import write_text, written_whole
from shuzi.synthesis.lines import Page, write_line, write_page
from shuzi.synthesis.paper import BOARD, PLAIN


def main(folder: Path) -> None:
    """Draw every picture anew into ``folder``: the same pictures each time."""
    opaque = {
        "one.png": write_line("5", seed=1, height=110, surface=PLAIN),
        "line.png": write_line("14803672", seed=1, height=100),
        "rows.png": write_page(["2750316", "480915", "6394027"], seed=8, height=100),
        "board.png": write_line("3591746", seed=8, surface=BOARD),
    }
    clear = {"clear.png": write_line("90218", seed=13, surface=PLAIN)}
    for name, page in opaque.items():
        save(page.picture, folder / name)
    for name, page in clear.items():
        save(transparent(page), folder / name)
    write_text(folder / "labels.csv", labels(opaque | clear))


def transparent(page: Page) -> NDArray[np.uint8]:
    """A page of black on white as black on nothing: uint8 [H, W, 4], the last the opacity."""
    opacity = 255 - page.picture[..., :1]
    return np.concatenate((np.zeros_like(page.picture), opacity), axis=2)


def save(picture: NDArray[np.uint8], path: Path) -> None:
    """Write ``picture`` to ``path``, as small as it gets."""
    with written_whole(path) as beside:
        Image.fromarray(picture).save(beside, optimize=True)
    height, width = picture.shape[:2]
    print(f"{path.name}: {width} x {height} pixels")


def labels(pages: dict[str, Page]) -> str:
    """The content of labels.csv: a space separates rows of writing."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("file", "text"))
    writer.writerows((name, page.text.replace("\n", " ")) for name, page in pages.items())
    return table.getvalue()


if __name__ == "__main__":
    main(Path(__file__).parent)
