"""One evaluation, measurement by measurement, each with its progress bar."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from shuzi.classifier import find_model
from shuzi.cli.console import Counter
from shuzi.cli.extras import training_installed
from shuzi.corruptions.families import FAMILIES
from shuzi.datasets import LabelledImages
from shuzi.errors import DataSetError, ShuziError
from shuzi.evaluation import Evaluation
from shuzi.measurement import read_all
from shuzi.reader import Reader
from shuzi.records import Measured
from shuzi.robustness import measure_corruptions
from shuzi.strangers import Separation, drawn_apart, folder_apart

__all__ = ["Evaluating", "More"]

_T = TypeVar("_T")

_ATTACKED = 1_000
_ATTACKS = 2


@dataclass(frozen=True, slots=True)
class More:
    """What can be measured beside how the data are read; empty where it was not.

    Attributes:
        corruptions: of each family of spoilt digits.
        attacks: of each attack on digits.
        separations: of each kind of what is no digit.
        omitted: what could not be measured, though a report would have it, and why.
    """

    corruptions: tuple[Evaluation, ...] = ()
    attacks: tuple[Evaluation, ...] = ()
    separations: tuple[Separation, ...] = ()
    omitted: tuple[str, ...] = ()


class Evaluating:
    """What is measured of one model on one data set, once it is asked for.

    Attributes:
        reader: what reads.
        threads: that it was opened with.
        measured: the data as they are read.
    """

    def __init__(self, model: str | None, min_confidence: float | None, data: str) -> None:
        """Open the model, and read the data; as for errors, see :func:`read_all`."""
        self.threads = os.cpu_count() or 1
        self.reader = Reader(model, self.threads, min_confidence)
        self._model, self._data = model, data
        self.measured = self._read(self.reader, "reading")

    @cached_property
    def unlimited(self) -> Measured:
        """The data as they are read where nothing is refused for want of confidence."""
        return self._read(self.reader.refusing_below(0.0), "reading, refusing less")

    def more(
        self, *, corruptions: bool, attacks: bool, strangers: Sequence[str], everything: bool
    ) -> More:
        """Measure what is asked for.

        Args:
            corruptions: whether spoilt digits are.
            attacks: whether attacked digits are.
            strangers: folders of pictures without a digit.
            everything: whether all else is measured too, as far as that can be done.

        Raises:
            DataSetError: the data do not hold what is asked for, or the folders hold digits.
            MissingExtraError: attacks are asked for, and torch is not installed.
            ModelError: they are, and the model cannot be made a network again.
        """
        omitted: list[str] = []

        def measured(measure: Callable[[], tuple[_T, ...]], *, asked: bool) -> tuple[_T, ...]:
            try:
                return measure() if asked or everything else ()
            except ShuziError as error:
                if asked:
                    raise
                omitted.append(str(error))
                return ()

        return More(
            measured(self._corruptions, asked=corruptions),
            measured(self._attacks, asked=attacks),
            measured(lambda: self._separations(strangers), asked=bool(strangers)),
            tuple(dict.fromkeys(omitted)),
        )

    def _corruptions(self) -> tuple[Evaluation, ...]:
        frames = self._frames()
        with Counter("spoiling", "frames", len(FAMILIES) * len(frames)) as counter:
            return measure_corruptions(self.reader.classifier, frames, progress=counter.advance)

    def _attacks(self) -> tuple[Evaluation, ...]:
        frames = self._frames().part(slice(_ATTACKED))
        with training_installed():
            from shuzi.training.attacks import measure_attacks
        with Counter("attacking", "frames", _ATTACKS * len(frames)) as counter:
            return measure_attacks(
                find_model(self._model), self.reader.classifier, frames, progress=counter.advance
            )

    def _separations(self, folders: Sequence[str]) -> tuple[Separation, ...]:
        outcomes = self.unlimited.outcomes
        digits = [outcome.confidence for outcome in outcomes if outcome.truth is not None]
        if not digits:
            raise DataSetError(
                self._data, "holds no digit to tell from others", "give labelled digits too"
            )
        apart = [*drawn_apart(self.reader.classifier, digits)]
        for folder in folders:
            with Counter("reading", "pictures") as counter:
                apart.append(folder_apart(self.reader, digits, folder, counter.reach))
        return tuple(apart)

    def _read(self, reader: Reader, doing: str) -> Measured:
        with Counter(doing, "pictures") as counter:
            return read_all(reader, self._data, counter.reach)

    def _frames(self) -> LabelledImages:
        frames = self.measured.frames()
        if not len(frames):
            raise DataSetError(
                self._data,
                "holds numbers, or no ink, and no frame of one digit",
                "give pictures of one digit each to spoil them",
            )
        return frames
