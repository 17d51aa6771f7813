"""The engines that are used as they come: this project's reader, RapidOCR and Tesseract."""

import importlib.metadata
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

import shuzi
from answers import Answer, Kind, NotInstalledError, Place
from shuzi.results import Digit

__all__ = ["RapidOcr", "Shuzi", "Tesseract"]

EVERY_KIND: tuple[Kind, ...] = ("digit", "line", "page")
PAGE_SEGMENTATION: dict[Kind, str] = {"digit": "10", "line": "7", "page": "6"}


class Shuzi:
    """This project's reader with its default model."""

    name = "shuzi"
    kinds = EVERY_KIND
    quick = True

    def __init__(self) -> None:
        self._reader = shuzi.Reader()
        self.note = (
            f"this project, version {shuzi.__version__}, with the model {self._reader.model}, "
            "all as it comes: `classify` for a picture of one digit, `read` for all others"
        )

    def read(self, path: Path, kind: Kind) -> Answer:
        """Read a picture; refused places are ``?`` inside a line, and nothing where alone."""
        if kind == "digit":
            (digit,) = self._reader.classify([path])
            return Answer("" if digit.value is None else str(digit.value))
        reading = self._reader.read(path)
        places = tuple(_place(digit) for line in reading.lines for digit in line.digits)
        return Answer(reading.text, places=places)


class RapidOcr:
    """PaddleOCR's models in ONNX Runtime, as its wheel brings them."""

    name = "RapidOCR"
    kinds = EVERY_KIND
    quick = False

    def __init__(self) -> None:
        """Load the models.

        Raises:
            NotInstalledError: the package is not there.
        """
        try:
            from rapidocr import RapidOCR
        except ImportError as error:
            raise NotInstalledError("RapidOCR, `pip install rapidocr==3.10.0`") from error
        settings = {
            "Global.log_level": "critical",  # it warns of every picture without text
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        # What a call asks for stays asked for in all later ones: hence one of each.
        self._recogniser, self._page_reader = RapidOCR(params=settings), RapidOCR(params=settings)
        self.note = (
            f"version {importlib.metadata.version('rapidocr')}; recognition alone for a digit or "
            "a line, with no least score; all its stages for a page, which is where the boxes of "
            "its characters come from. Of its text the digits count"
        )

    def read(self, path: Path, kind: Kind) -> Answer:
        """Read a picture."""
        if kind == "page":
            return self._page(path)
        recognised = self._recogniser(
            str(path), use_det=False, use_cls=False, use_rec=True, text_score=0
        )
        return Answer("\n".join(recognised.txts or ()))

    def _page(self, path: Path) -> Answer:
        found = self._page_reader(str(path), return_word_box=True, return_single_char_box=True)
        if found.txts is None:
            return Answer("")
        places = []
        for characters in found.word_results:
            for text, _, corners in characters:
                x, y = np.mean(corners, axis=0)
                places.append(Place(text, float(x), float(y)))
        return Answer("\n".join(found.txts), places=tuple(places))


class Tesseract:
    """Tesseract as a user calls it: one process a picture."""

    name = "Tesseract"
    kinds = EVERY_KIND
    quick = False

    def __init__(self) -> None:
        """Find the program.

        Raises:
            NotInstalledError: it is not on the path.
        """
        program = shutil.which("tesseract")
        if program is None:
            raise NotInstalledError("Tesseract, `apt-get install tesseract-ocr`")
        self._program = program
        self._environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        printed = subprocess.run([program, "--version"], capture_output=True, check=True, text=True)
        version = printed.stdout.split()[1]
        self.note = (
            f"version {version}, with a whitelist of digits; `--psm 10` for a digit, 7 for a line, "
            "6 for a page. Its time is that of a process, as a user pays it"
        )

    def read(self, path: Path, kind: Kind) -> Answer:
        """Read a picture; one that it cannot make anything of is an empty answer."""
        with TemporaryDirectory() as folder:
            base = Path(folder) / "answer"
            command = [self._program, str(path), str(base), "--psm", PAGE_SEGMENTATION[kind]]
            command += ["-c", "tessedit_char_whitelist=0123456789", "txt"]
            if kind == "page":
                command.append("makebox")
            subprocess.run(command, capture_output=True, check=True, env=self._environment)
            boxes = base.with_suffix(".box")
            return Answer(
                base.with_suffix(".txt").read_text(encoding="utf-8"),
                places=_boxed(boxes.read_text(encoding="utf-8"), path) if boxes.exists() else (),
            )


def _place(digit: Digit) -> Place:
    box = digit.box
    return Place(str(digit.value), box.x + box.width / 2, box.y + box.height / 2)


def _boxed(lines: str, path: Path) -> tuple[Place, ...]:
    """Tesseract's box file: a character and its left, bottom, right and top, counted upwards."""
    with Image.open(path) as picture:
        height = picture.height
    places = []
    for line in lines.splitlines():
        character, *edges, _ = line.split()
        left, bottom, right, top = map(int, edges)
        places.append(Place(character, (left + right) / 2, height - (bottom + top) / 2))
    return tuple(places)
