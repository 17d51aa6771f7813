"""The shipped model taught what was corrected, measured, and written where it is better."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from shuzi.classifier import SHIPPED_MODEL, Classifier, ModelCard
from shuzi.datasets import LabelledImages
from shuzi.results import DIGITS
from shuzi.training.export import export_model, network_logits
from shuzi.training.learning.lessons import Lessons
from shuzi.training.learning.tuning import Known, Tuning, blended, tune
from shuzi.training.network import DigitNetwork
from shuzi.training.reopening import reopen

__all__ = ["MOST_FORGOTTEN", "NAME", "Learned", "Pupil", "Score", "learn"]

NAME = "learned"
"""What the model is called that learnt."""

MOST_FORGOTTEN = 0.0005
"""By no more may the share fall of MNIST's validation images that are answered rightly."""

_SHARES = (1.0, 0.75, 0.5, 0.25)
"""Of the way to the taught network, the farthest is gone on which no more is forgotten."""

_PARITY_IMAGES = 1_000


@dataclass(frozen=True, slots=True)
class Score:
    """How many images are answered rightly.

    Attributes:
        before: by the shipped model.
        after: by what it became.
        count: of all images.
    """

    before: int
    after: int
    count: int

    @property
    def gained(self) -> float:
        """By what share of all images more are right, -1 to 1."""
        return (self.after - self.before) / self.count


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning.

    Attributes:
        lessons: how many corrections were learnt from.
        held_back: of the corrections that were not.
        mnist: of MNIST's validation part.
    """

    lessons: int
    held_back: Score
    mnist: Score

    @property
    def is_better(self) -> bool:
        """Whether more corrections are right, and no more else was forgotten than may be."""
        return self.held_back.gained > 0 and self.mnist.gained >= -MOST_FORGOTTEN


class Pupil:
    """The shipped model, ready to learn.

    It always begins anew: all that was corrected is still there, and who learns twice need not
    forget twice.

    Attributes:
        network: what is taught; it stays as it is.
        validation: MNIST's validation part, which says how much is forgotten.
        tuning: how it learns.
    """

    def __init__(
        self,
        rehearsal: NDArray[np.uint8],
        validation: LabelledImages,
        tuning: Tuning | None = None,
    ) -> None:
        """Open the model.

        Args:
            rehearsal: frames of which nothing is to be forgotten, uint8 [N, 28, 28].
            validation: see the attributes.
            tuning: how to learn, where not as usual.
        """
        self._model, self.network = Classifier(SHIPPED_MODEL), reopen(SHIPPED_MODEL)
        # Convolutions read neighbouring channels together: twice as fast on a CPU.
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.validation, self.tuning = validation, tuning or Tuning()
        self._known = Known.by(self.network, rehearsal, self.tuning)

    @property
    def card(self) -> ModelCard:
        """What the shipped model says of itself."""
        return self._model.card

    def taught(
        self, lessons: LabelledImages, seed: int, progress: Callable[[int], None] = lambda _: None
    ) -> DigitNetwork:
        """What it becomes: as near to what the lessons say as it can without forgetting.

        Args:
            lessons: what is to be learnt.
            seed: chooses and moves the examples.
            progress: told of each step that is done, of :attr:`Tuning.steps`.
        """
        taught = tune(self.network, lessons, self._known, self.tuning, seed=seed, progress=progress)
        for share in _SHARES:
            between = blended(self.network, taught, share)
            if self.remembered(between).gained >= -MOST_FORGOTTEN:
                break
        return between

    def remembered(self, network: DigitNetwork) -> Score:
        """A network beside the shipped model, on MNIST's validation part."""
        after = self.right(network, self.validation)
        return Score(self._right_before, after, len(self.validation))

    @cached_property
    def _right_before(self) -> int:
        """How much of MNIST's validation part the shipped model answers rightly."""
        return self.right(self.network, self.validation)

    def right(self, network: DigitNetwork, images: LabelledImages) -> int:
        """How many images a network answers rightly; of a digit, refusing is not right."""
        probabilities = self._model.calibrated(network_logits(network, images.images))
        truths = (int(label) if label < DIGITS else None for label in images.labels)
        return sum(
            self._model.answer(each).value == truth
            for each, truth in zip(probabilities, truths, strict=True)
        )

    def score(self, network: DigitNetwork, images: LabelledImages) -> Score:
        """A network beside the shipped model."""
        return Score(self.right(self.network, images), self.right(network, images), len(images))


def learn(
    pupil: Pupil,
    lessons: Lessons,
    path: Path,
    seed: int,
    progress: Callable[[int], None] = lambda _: None,
) -> Learned:
    """Teach the shipped model, and write what it became where that is better.

    Args:
        pupil: the shipped model.
        lessons: corrections.
        path: where an ONNX file is written.
        seed: see :meth:`Pupil.taught`, as for ``progress``.
        progress: see there.

    Raises:
        ExportError: the file would give other answers than the network.
    """
    network = pupil.taught(lessons.learnt, seed, progress)
    learned = Learned(
        len(lessons.learnt),
        pupil.score(network, lessons.held_back),
        pupil.remembered(network),
    )
    if learned.is_better:
        card = _card(pupil.card, learned, seed)
        export_model(network, card, path, pupil.validation.images[:_PARITY_IMAGES])
    return learned


def _card(shipped: ModelCard, learned: Learned, seed: int) -> ModelCard:
    how = {
        "learned_from": f"{shipped.name} {shipped.version}",
        "lessons": str(learned.lessons),
        "lessons_seed": str(seed),
        "learned": time.strftime("%Y-%m-%d"),
    }
    return replace(shipped, name=NAME, provenance={**shipped.provenance, **how})
