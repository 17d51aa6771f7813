"""How well spoilt digits are read: each of the fifteen families of MNIST-C."""

from collections.abc import Callable, Sequence
from statistics import fmean

import numpy as np

from shuzi.classifier import Classifier
from shuzi.corruptions.families import FAMILIES, corrupt
from shuzi.datasets import LabelledImages
from shuzi.evaluation import Evaluation
from shuzi.measurement import measure_frames

__all__ = ["mean_accuracy", "measure_corruptions"]

_FRAMES_AT_ONCE = 500  # more would only take memory


def measure_corruptions(
    classifier: Classifier,
    labelled: LabelledImages,
    seed: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> tuple[Evaluation, ...]:
    """Spoil frames in every way, and classify them.

    Args:
        classifier: what classifies; what it refuses is not right.
        labelled: frames, at least one, and their digits.
        seed: not negative.
        progress: told how many more frames are done, of those of all families.

    Returns:
        An evaluation for each family, of that name.
    """
    return tuple(_measured(classifier, labelled, family, seed, progress) for family in FAMILIES)


def mean_accuracy(families: Sequence[Evaluation]) -> float:
    """The mean over the families, each of which counts as much as any other: 0 to 1."""
    return fmean(family.accuracy for family in families)


def _measured(
    classifier: Classifier,
    labelled: LabelledImages,
    family: str,
    seed: int,
    progress: Callable[[int], object],
) -> Evaluation:
    spoilt = np.empty_like(labelled.images)
    for first in range(0, len(labelled), _FRAMES_AT_ONCE):
        part = slice(first, first + _FRAMES_AT_ONCE)
        spoilt[part] = corrupt(family, labelled.images[part], seed, first)
        progress(len(spoilt[part]))
    return measure_frames(classifier, family, LabelledImages(spoilt, labelled.labels))
