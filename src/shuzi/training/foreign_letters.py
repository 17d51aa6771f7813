"""Letters of scripts in which few people write, as somebody's pen makes them: none is a digit.

A network that knows Latin letters alone takes every second letter of other scripts for a digit.
"""

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from shuzi.datasets import LabelledImages
from shuzi.framing import FRAME, frame_ink
from shuzi.results import DIGITS
from shuzi.synthesis.pen import trimmed
from shuzi.synthesis.wear import worn

__all__ = ["frame_foreign_letters", "scripts"]

# The only face that matplotlib brings with letters of so many scripts.
FACE = "DejaVuSans.ttf"
SIZE = 72  # pixels an em
CANVAS = 3 * SIZE  # room for what is above, below and moved

STRETCH, SLANT, TILT = 0.15, 0.2, 0.08  # standard deviations of a hand's share in each
KNOTS, ASTRAY = 5, 0.06  # how many places both ways move by themselves, and how far, in ems
PENS = (-4, 5)  # pixels by which a stroke is widened; a printed one has seven

# Not one of the numbers of `shuzi.synthesis.frames` and `shuzi.training.cuttings`.
LETTER = 5

Ink = NDArray[np.uint8]


def frame_foreign_letters(count: int, seed: int, first: int = 0) -> LabelledImages:
    """Letters of all scripts alike, whatever the number of their letters.

    Args:
        count: of frames.
        seed: not negative. Frame i depends on ``seed`` and ``first + i``.
        first: the number of the first frame: any range of frames may be made by itself.
    """
    frames = np.empty((count, FRAME, FRAME), np.uint8)
    for place in range(count):
        rng = np.random.default_rng((seed, LETTER, first + place))
        alphabets = list(scripts().values())
        alphabet = alphabets[rng.integers(len(alphabets))]
        ink = _by_hand(alphabet[rng.integers(len(alphabet))], rng)
        frames[place] = frame_ink(worn(ink, rng))
    return LabelledImages(frames, np.full(count, DIGITS, np.uint8))


@cache
def scripts() -> dict[str, str]:
    """The letters of each script, by its name."""
    table = resources.files("shuzi.training").joinpath("foreign_letters.toml")
    return tomllib.loads(table.read_text(encoding="utf-8"))


def _by_hand(letter: str, rng: np.random.Generator) -> Ink:
    """The letter, out of shape, with a thinner or a broader pen: uint8 [H, W], trimmed."""
    canvas = Image.new("L", (CANVAS, CANVAS))
    ImageDraw.Draw(canvas).text((SIZE, SIZE), letter, fill=255, font=_font())
    ink = _with_pen(np.asarray(canvas), int(rng.integers(*PENS, endpoint=True)))
    columns, rows = _places(rng)
    return trimmed(np.asarray(cv2.remap(ink, columns, rows, cv2.INTER_LINEAR), np.uint8))


def _with_pen(ink: Ink, wider: int) -> Ink:
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (1 + abs(wider), 1 + abs(wider)))
    changed = cv2.dilate(ink, pen) if wider > 0 else cv2.erode(ink, pen)
    # The thinnest strokes of a letter of several widths would be gone.
    return np.asarray(changed if changed.any() else ink, np.uint8)


def _places(rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where each pixel comes from: columns and rows, float32 [CANVAS, CANVAS] each."""
    matrix = np.array([[1, SLANT * rng.normal()], [TILT * rng.normal(), 1]])
    matrix += np.diag(STRETCH * rng.normal(size=2))
    grid = np.stack(np.meshgrid(np.arange(CANVAS), np.arange(CANVAS)))
    middle = CANVAS / 2
    moved = np.tensordot(matrix, grid - middle, axes=1) + middle
    knots = rng.normal(scale=ASTRAY * SIZE, size=(2, KNOTS, KNOTS))
    astray = [cv2.resize(axis, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC) for axis in knots]
    columns, rows = (moved + np.stack(astray)).astype(np.float32)
    return columns, rows


@cache
def _font() -> ImageFont.FreeTypeFont:
    import matplotlib as mpl  # slow to load, and only those who draw need it

    path = Path(mpl.get_data_path(), "fonts", "ttf", FACE)
    return ImageFont.truetype(str(path), SIZE)
