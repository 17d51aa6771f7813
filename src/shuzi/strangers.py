"""Whether confidence tells digits from what is none: letters, scribbles and blanks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuzi.classifier import Classifier
from shuzi.errors import DataSetError
from shuzi.evaluation import Outcome
from shuzi.framing import BOX, FRAME, frame_ink
from shuzi.measurement import Progress, read_all
from shuzi.reader import Reader
from shuzi.separation import auroc
from shuzi.synthesis.shapes import glyph, scribble, specks
from shuzi.synthesis.strangers import random_letter
from shuzi.synthesis.writers import StrokeWriter

__all__ = ["DRAWN", "Separation", "draw_strangers", "drawn_apart", "folder_apart"]

Ink = NDArray[np.uint8]

_HEIGHT = 8 * BOX // 5  # pixels: shrinking to a frame smooths edges
_DRAWN_OF_A_KIND = 500
_SEED = 20_000  # far from the seeds that models are trained from


@dataclass(frozen=True, slots=True)
class Separation:
    """How one kind of what is no digit was taken.

    Attributes:
        name: of the kind, or its folder.
        auroc: the chance that a digit has more confidence than one of these (see
            :func:`shuzi.separation.auroc`).
        answered: share of these that was answered with a digit, 0 to 1.
        confidences: in the likeliest digit, of each of these, whether it was answered or not.
    """

    name: str
    auroc: float
    answered: float
    confidences: tuple[float, ...]


def _letter(height: int, rng: np.random.Generator) -> Ink:
    return random_letter(StrokeWriter.random(rng, pen=0.1, shake=0.03), height, rng)


def _scribble(height: int, rng: np.random.Generator) -> Ink:
    return (scribble, glyph)[rng.integers(2)](height, rng)


DRAWN: dict[str, Callable[[int, np.random.Generator], Ink]] = {
    "drawn letters": _letter,
    "drawn scribbles": _scribble,
    "drawn blanks": specks,
}
"""What can be drawn, by name: for a height in pixels. A blank is what noise leaves of it."""


def draw_strangers(name: str, count: int, seed: int) -> Ink:
    """Frames of one kind: uint8 [count, 28, 28], bright ink on 0.

    Args:
        name: of :data:`DRAWN`.
        count: how many.
        seed: not negative.
    """
    rng = np.random.default_rng((seed, list(DRAWN).index(name)))
    frames = [frame_ink(DRAWN[name](_HEIGHT, rng)) for _ in range(count)]
    return np.array(frames, np.uint8).reshape(-1, FRAME, FRAME)


def drawn_apart(classifier: Classifier, digits: Sequence[float]) -> Iterator[Separation]:
    """Each kind of :data:`DRAWN`, beside the confidences in digits; 500 of each."""
    for name in DRAWN:
        answers = classifier.classify(draw_strangers(name, _DRAWN_OF_A_KIND, _SEED))
        taken = [Outcome(None, answer.value, answer.confidence) for answer in answers]
        yield _apart(name, digits, taken)


def folder_apart(
    reader: Reader, digits: Sequence[float], folder: str, progress: Progress
) -> Separation:
    """A folder of pictures in which there is no digit, beside the confidences in digits.

    Raises:
        DataSetError: there is a digit in one; as for its other errors, see
            :func:`shuzi.measurement.read_all`.
    """
    measured = read_all(reader, folder, progress)
    labelled = [record.name for record in measured.records if record.truth]
    if labelled:
        raise DataSetError(
            folder,
            f"holds digits, in {labelled[0]} and {len(labelled) - 1:,} more",
            "give a folder with a labels.csv in which every text is empty",
        )
    return _apart(folder, digits, measured.outcomes)


def _apart(name: str, digits: Sequence[float], strangers: Sequence[Outcome]) -> Separation:
    confidences = tuple(stranger.confidence for stranger in strangers)
    answered = sum(stranger.value is not None for stranger in strangers) / len(strangers)
    return Separation(name, auroc(digits, confidences), answered, confidences)
