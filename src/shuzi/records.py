"""What was read, picture by picture, beside what is written there."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shuzi.datasets import LabelledImages
from shuzi.evaluation import Evaluation, Outcome
from shuzi.framing import FRAME
from shuzi.results import DIGITS

__all__ = ["Measured", "Record"]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One picture as it was labelled and as it was read.

    Attributes:
        name: of its file; or its number in the data set, from 0, as ``no. 5``.
        truth: its digits, a space between rows of writing; empty where it holds none.
        text: what was read, likewise; ``?`` where a place was refused.
        outcomes: of its places.
        path: its file, None where it is a frame of a data set.
        probabilities: of the ten digits, where it was read as one.
        frame: uint8 [28, 28], what the network saw, where it was read as one digit and there was
            something to see.
    """

    name: str
    truth: str
    text: str
    outcomes: tuple[Outcome, ...]
    path: Path | None = None
    probabilities: tuple[float, ...] | None = None
    frame: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A data set as it was read: in figures, and picture by picture."""

    evaluation: Evaluation
    records: tuple[Record, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of all places of all pictures."""
        return tuple(outcome for record in self.records for outcome in record.outcomes)

    def frames(self) -> LabelledImages:
        """What the network saw of pictures that were read as one digit, and hold one."""
        seen = [
            (record.frame, int(record.truth))
            for record in self.records
            if record.frame is not None and record.truth
        ]
        images = np.array([frame for frame, _ in seen], np.uint8).reshape(-1, FRAME, FRAME)
        return LabelledImages(images, np.array([digit for _, digit in seen], np.uint8))

    def single_digits(self) -> list[Record]:
        """Of pictures that were read as one digit, and hold one."""
        return [record for record in self.records if record.probabilities and record.truth]

    def probabilities(self) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Of :meth:`single_digits`: of the ten digits, [N, 10], and which it is, [N]."""
        read = self.single_digits()
        table = np.array([record.probabilities for record in read], float).reshape(-1, DIGITS)
        return table, np.array([int(record.truth) for record in read], np.intp)
