"""Corrections to learn from: what the network saw of each, and what really stands there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shuzi.datasets import LabelledImages
from shuzi.errors import DataSetError
from shuzi.folders import LabelledPicture, open_folder
from shuzi.framing import FRAME
from shuzi.reader import Reader
from shuzi.results import DIGITS

__all__ = ["FEWEST", "Lessons", "open_lessons"]

FEWEST = 20
"""Of fewer corrections too few would be held back to tell whether anything was learnt."""

_HELD_BACK = 1 / 4


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Corrections, in two parts.

    Attributes:
        learnt: what is learnt from; 10 labels what is no digit.
        held_back: what tells whether anything was learnt.
    """

    learnt: LabelledImages
    held_back: LabelledImages

    @classmethod
    def split(cls, all_of_them: LabelledImages, seed: int) -> "Lessons":
        """One quarter, drawn by ``seed``, is held back."""
        order = np.random.default_rng(seed).permutation(len(all_of_them))
        count = round(_HELD_BACK * len(order))
        return cls(all_of_them.part(order[count:]), all_of_them.part(order[:count]))


def open_lessons(
    folder: Path,
    reader: Reader,
    name: str | Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> LabelledImages:
    """The corrections of a folder, as the network sees them.

    What shows no ink is left out: nothing of it ever comes to the network.

    Args:
        folder: pictures of one place each, labelled with a digit or with nothing where there is
            none: what ``shuzi corrections export`` writes, for one.
        reader: finds the ink.
        name: what errors call the folder; itself where none is given.
        progress: told how many more pictures are looked at.

    Raises:
        DataSetError: there are fewer than :data:`FEWEST`, or one is labelled with more digits.
        PictureError: one cannot be read.
    """
    frames, labels = [], []
    for item in open_folder(folder).items:
        label = _label(item)
        (digit,) = reader.classify([item.path])
        if digit.frame is not None:
            frames.append(np.frombuffer(digit.frame, np.uint8).reshape(FRAME, FRAME))
            labels.append(label)
        progress(1)
    if len(labels) < FEWEST:
        raise DataSetError(
            name or folder,
            f"holds {len(labels)} corrections that show ink, at least {FEWEST} are needed",
            "correct more: on the page, or in labels.csv",
        )
    return LabelledImages(np.stack(frames), np.array(labels, np.uint8))


def _label(item: LabelledPicture) -> int:
    if len(item.text) > 1:
        raise DataSetError(
            item.path,
            f"its text is {item.text!r}, one digit or none was expected",
            "cut it into pictures of one digit each",
        )
    return int(item.text) if item.text else DIGITS
