"""What to train on: a data set by name or folder, or one that is drawn, wholly or in part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from shuzi import datasets
from shuzi.catalogue import DIGITS
from shuzi.datasets import VALIDATION_IMAGES, DataSet, LabelledImages
from shuzi.synthesis.digits import draw_digits
from shuzi.synthesis.frames import frame_digits, frame_non_digits, wear_out
from shuzi.synthesis.samples import Samples
from shuzi.training.cuttings import PER_LINE, cut_blanks, cut_from_lines, cut_singles
from shuzi.training.foreign_letters import frame_foreign_letters

__all__ = ["HANDWRITING", "SYNTHESISED", "images_to_draw", "load_data"]

SYNTHESISED = "synthesised"
"""A data set of MNIST's size in which no digit was written by anyone."""

HANDWRITING = "handwriting"
"""MNIST, other hands' ways to write the ten digits, and what is no digit."""

NOT_A_DIGIT = "not a digit"

# As many as MNIST has, drawn with seeds of their own.
_TRAIN_IMAGES, _TRAIN_SEED = 60_000, 1
_TEST_IMAGES, _TEST_SEED = 10_000, 2


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What is drawn beside MNIST.

    Attributes:
        worn: digits of MNIST as bad scans have them.
        digits: clean ones, half of them by strokes alone.
        non_digits: clean shapes that are none.
        letters: of scripts of the whole world.
        singles: of both kinds, cut out of a picture each.
        blanks: what is found in empty places of forms, none of it a digit.
        lines: of which characters are cut.
        seed: of all of them.
    """

    worn: int
    digits: int
    non_digits: int
    letters: int
    singles: int
    blanks: int
    lines: int
    seed: int

    @property
    def frames(self) -> int:
        clean = self.worn + self.digits + self.non_digits + self.letters
        return clean + self.singles + self.blanks + self.lines * PER_LINE


_TO_LEARN = _Drawing(
    worn=60_000,
    digits=120_000,
    non_digits=60_000,
    letters=40_000,
    singles=44_000,
    blanks=8_000,
    lines=12_000,
    seed=3,
)
_TO_VALIDATE = _Drawing(
    worn=2_000,
    digits=5_000,
    non_digits=2_000,
    letters=1_000,
    singles=2_200,
    blanks=200,
    lines=500,
    seed=4,
)

_AT_ONCE = 500  # frames, or lines, between two steps of the progress


def images_to_draw(name: str) -> int:
    """How many frames :func:`load_data` draws for a data set of that name."""
    drawn = {
        SYNTHESISED: _TRAIN_IMAGES + _TEST_IMAGES,
        HANDWRITING: _TO_LEARN.frames + _TO_VALIDATE.frames,
    }
    return drawn.get(name, 0)


def load_data(name: str, progress: Callable[[int], None] = lambda _: None) -> DataSet:
    """The data set of that name or folder; ``synthesised`` and ``handwriting`` are drawn.

    Args:
        name: one of these two, or see :func:`shuzi.datasets.load`.
        progress: told how many more frames are drawn, where they are.

    Raises:
        DataSetError: see :func:`shuzi.datasets.load`, as for its other errors.
    """
    if name == SYNTHESISED:
        return _synthesised(progress)
    if name == HANDWRITING:
        return _handwriting(datasets.load("mnist"), progress)
    return datasets.load(name)


def _synthesised(progress: Callable[[int], None]) -> DataSet:
    return DataSet(
        name=SYNTHESISED,
        train_all=_drawn(_TRAIN_IMAGES, _TRAIN_SEED, progress),
        held_out=VALIDATION_IMAGES,
        test=_drawn(_TEST_IMAGES, _TEST_SEED, progress),
    )


def _drawn(count: int, seed: int, progress: Callable[[int], None]) -> LabelledImages:
    labels = (np.arange(count) % len(DIGITS)).astype(np.uint8)
    return LabelledImages(draw_digits(labels, seed, progress), labels)


def _handwriting(mnist: DataSet, progress: Callable[[int], None]) -> DataSet:
    """MNIST's parts, the first two with as much again of everything that it has not."""
    samples = Samples.of(mnist.train.images, mnist.train.labels)
    # Shown twice as often as a drawn digit: these are by people.
    people = _joined(mnist.train, mnist.train)
    train = _joined(people, *_more(_TO_LEARN, mnist.train, samples, progress))
    validation = _joined(
        mnist.validation, *_more(_TO_VALIDATE, mnist.validation, samples, progress)
    )
    return DataSet(
        name=HANDWRITING,
        train_all=_joined(train, validation),
        held_out=len(validation),
        test=mnist.test,
        classes=(*DIGITS, NOT_A_DIGIT),
    )


def _more(
    drawing: _Drawing, people: LabelledImages, samples: Samples, progress: Callable[[int], None]
) -> Iterator[LabelledImages]:
    """Digits, what is none, and both as they are cut out of pictures."""
    values = (np.arange(drawing.digits) % len(DIGITS)).astype(np.uint8)
    # What is no digit comes after the ten digits.
    of_singles = (np.arange(drawing.singles) % (len(DIGITS) + 1)).astype(np.uint8)

    def old(first: int, last: int) -> LabelledImages:
        places = np.arange(first, last) % len(people)
        frames = wear_out(people.images[places], drawing.seed, first)
        return LabelledImages(frames, people.labels[places])

    def digits(first: int, last: int) -> LabelledImages:
        models = samples if first < drawing.digits // 2 else None
        these = values[first:last]
        return LabelledImages(frame_digits(these, drawing.seed, models, first), these)

    def others(first: int, last: int) -> LabelledImages:
        none = np.full(last - first, len(DIGITS), np.uint8)
        frames = frame_non_digits(last - first, drawing.seed, samples, first)
        return LabelledImages(frames, none)

    def letters(first: int, last: int) -> LabelledImages:
        return frame_foreign_letters(last - first, drawing.seed, first)

    def singles(first: int, last: int) -> LabelledImages:
        return cut_singles(of_singles[first:last], drawing.seed, samples, first)

    def blanks(first: int, last: int) -> LabelledImages:
        return cut_blanks(last - first, drawing.seed, first)

    def lines(first: int, last: int) -> LabelledImages:
        return cut_from_lines(last - first, drawing.seed, samples, first)

    yield from _in_steps(drawing.worn, old, progress)
    yield from _in_steps(drawing.digits, digits, progress)
    yield from _in_steps(drawing.non_digits, others, progress)
    yield from _in_steps(drawing.letters, letters, progress)
    yield from _in_steps(drawing.singles, singles, progress)
    yield from _in_steps(drawing.blanks, blanks, progress)
    yield from _in_steps(drawing.lines, lines, progress)


def _in_steps(
    count: int, draw: Callable[[int, int], LabelledImages], progress: Callable[[int], None]
) -> Iterator[LabelledImages]:
    for first in range(0, count, _AT_ONCE):
        part = draw(first, min(first + _AT_ONCE, count))
        progress(len(part))
        yield part


def _joined(*parts: LabelledImages) -> LabelledImages:
    return LabelledImages(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )
