"""What to train on: a data set by name or folder, or digits that the project draws itself."""

from collections.abc import Callable

import numpy as np

from shuzi import datasets
from shuzi.datasets import VALIDATION_IMAGES, DataSet, LabelledImages
from shuzi.synthesis.digits import draw_digits

__all__ = ["SYNTHESISED", "images_to_draw", "load_data", "synthesised_digits"]

SYNTHESISED = "synthesised"
"""The name under which drawn digits are asked for and reported."""

# As many as MNIST has, drawn with seeds of their own.
_TRAIN_IMAGES, _TRAIN_SEED = 60_000, 1
_TEST_IMAGES, _TEST_SEED = 10_000, 2


def images_to_draw(name: str) -> int:
    """How many digits :func:`load_data` draws for a data set of that name."""
    return _TRAIN_IMAGES + _TEST_IMAGES if name == SYNTHESISED else 0


def load_data(name: str, progress: Callable[[int], None] | None = None) -> DataSet:
    """The data set of that name or folder; ``synthesised`` draws one.

    Args:
        name: see :func:`shuzi.datasets.load`.
        progress: told how many more digits are drawn, where they are.

    Raises:
        DataSetError: see :func:`shuzi.datasets.load`, as for its other errors.
    """
    return synthesised_digits(progress) if name == SYNTHESISED else datasets.load(name)


def synthesised_digits(progress: Callable[[int], None] | None = None) -> DataSet:
    """A data set of MNIST's size in which no digit was written by anyone."""
    return DataSet(
        name=SYNTHESISED,
        train_all=_drawn(_TRAIN_IMAGES, _TRAIN_SEED, progress),
        held_out=VALIDATION_IMAGES,
        test=_drawn(_TEST_IMAGES, _TEST_SEED, progress),
    )


def _drawn(count: int, seed: int, progress: Callable[[int], None] | None) -> LabelledImages:
    labels = (np.arange(count) % 10).astype(np.uint8)
    return LabelledImages(draw_digits(labels, seed, progress), labels)
