"""Everything that a report tells of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from shuzi.coverage import CoverageCurve
from shuzi.evaluation import Evaluation, Outcome
from shuzi.records import Measured, Record
from shuzi.reliability import Bin, reliability
from shuzi.report.speed import Speed
from shuzi.strangers import Separation

__all__ = ["Findings", "surest_mistake"]


@dataclass(frozen=True, eq=False)
class Findings:
    """What was measured of one model on one data set.

    Attributes:
        model: name and version.
        threshold: answers of less confidence were refused, 0 to 1.
        measured: the data as the model reads them.
        unlimited: the same, nothing refused for want of confidence.
        speed: how long it takes.
        suspects: where the label may be wrong, the likeliest first.
        corruptions: of spoilt digits, family by family; empty where none was spoilt.
        attacks: of digits changed by gradients; empty where none was.
        separations: of what is no digit, kind by kind; empty where there was nothing to tell apart.
        omitted: sentences that say what was not measured, and why.
    """

    model: str
    threshold: float
    measured: Measured
    unlimited: Measured
    speed: Speed
    suspects: Sequence[Record]
    corruptions: Sequence[Evaluation] = ()
    attacks: Sequence[Evaluation] = ()
    separations: Sequence[Separation] = ()
    omitted: Sequence[str] = ()

    @property
    def evaluation(self) -> Evaluation:
        """The figures of the data as they are read."""
        return self.measured.evaluation

    @cached_property
    def bins(self) -> tuple[Bin, ...]:
        """The answers by their confidence."""
        return reliability(*_answers(self.measured.outcomes))

    @cached_property
    def curve(self) -> CoverageCurve:
        """What comes of each limit of confidence."""
        outcomes = self.unlimited.outcomes
        return CoverageCurve.of(*_answers(outcomes), len(outcomes))

    @cached_property
    def digit_confidences(self) -> tuple[float, ...]:
        """In the likeliest digit, where there is one, whether it was answered or not."""
        return tuple(o.confidence for o in self.unlimited.outcomes if o.truth is not None)

    @cached_property
    def misread(self) -> tuple[Record, ...]:
        """What was not read right: first wrong answers, the surest first, then refusals."""
        wrong = [r for r in self.measured.records if not all(o.correct for o in r.outcomes)]
        return tuple(sorted(wrong, key=surest_mistake, reverse=True))


def _answers(outcomes: Sequence[Outcome]) -> tuple[list[float], list[bool]]:
    """Confidence of each answer, and whether it is right."""
    answers = [outcome for outcome in outcomes if outcome.value is not None]
    return [each.confidence for each in answers], [each.correct for each in answers]


def surest_mistake(record: Record) -> float:
    """The confidence of a picture's surest wrong answer, 0 to 1; below 0 where there is none."""
    wrong = [o.confidence for o in record.outcomes if not o.correct and o.value is not None]
    return max(wrong, default=-1.0)
