"""This project's reader against RapidOCR, Tesseract and a textbook CNN on real handwriting.

    SHUZI_DATA=... python benchmarks/reading.py --data /path/to/real [--sample 200]

Writes the tables to reading.md and a plot beside it. RapidOCR comes with ``pip install
rapidocr==3.10.0`` and Tesseract with ``apt-get install tesseract-ocr``; one that is not there is
left out. The first run trains the textbook CNN, some minutes; the rest takes about a quarter of an
hour on two cores.
"""

import argparse
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import pooch
import torch
from rich.console import Console

import machine
import reading_plot
from answers import NotInstalledError
from engines import RapidOcr, Shuzi, Tesseract
from entrants import Entrant, as_it_is, digits_of, digits_of_look_alikes
from reading_report import Page, page
from scores import rows, times
from shuzi.files import write_text
from tasks import all_tasks
from textbook import Textbook
from trials import all_trials


def main() -> None:
    """Read, compare and write."""
    arguments = _arguments()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    began = time.perf_counter()
    entrants, missing = _entrants(arguments.cache)
    engines = list({entrant.engine.name: entrant.engine for entrant in entrants}.values())
    with TemporaryDirectory() as workshop:
        tasks = all_tasks(arguments.data, Path(workshop))
        trials = all_trials(tasks, engines, arguments.sample)
    picture = arguments.out.with_suffix(".png")
    told = Page(
        entrants=tuple(entrants),
        missing=tuple(missing),
        rows=tuple(rows(tasks, entrants, trials)),
        times=tuple(times(tasks, entrants, trials)),
        command=f"python benchmarks/reading.py --data … --sample {arguments.sample}",
        machine=machine.describe(),
        minutes=(time.perf_counter() - began) / 60,
        sample=arguments.sample,
        plot=picture.name,
    )
    reading_plot.draw(told.entrants, told.rows, told.times, picture)
    write_text(arguments.out, page(told))
    Console().print(f"written: {arguments.out} and {picture}")


def _entrants(cache: Path) -> tuple[list[Entrant], list[str]]:
    """Those that are installed, this project first, and how to get the others."""
    entrants, missing = [], []
    for enter in (_shuzi, partial(_textbook, cache), _rapid_ocr, _tesseract):
        try:
            entrants += enter()
        except NotInstalledError as error:
            missing.append(str(error))
    return entrants, missing


def _shuzi() -> list[Entrant]:
    engine = Shuzi()
    return [Entrant(engine.name, engine.note, engine, as_it_is)]


def _textbook(cache: Path) -> list[Entrant]:
    engine = Textbook(cache)
    return [Entrant(engine.name, engine.note, engine, as_it_is)]


def _rapid_ocr() -> list[Entrant]:
    engine = RapidOcr()
    mapped = "the same text, letters and signs that look like digits taken for them first"
    return [
        Entrant(engine.name, engine.note, engine, digits_of),
        Entrant(f"{engine.name}, mapped", mapped, engine, digits_of_look_alikes),
    ]


def _tesseract() -> list[Entrant]:
    engine = Tesseract()
    return [Entrant(engine.name, engine.note, engine, digits_of)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the sets")
    parser.add_argument(
        "--sample", type=_positive, default=200, help="pictures of a set for slow engines, at most"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(pooch.os_cache("shuzi")) / "benchmarks",
        help="where the trained textbook CNN is kept",
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


if __name__ == "__main__":
    main()
