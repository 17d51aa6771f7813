"""Findings to a page: one file, which asks nothing of any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import numpy as np
from markupsafe import Markup

from shuzi.corruptions.families import FAMILIES, corrupt
from shuzi.coverage import Coverage
from shuzi.errors import PictureError
from shuzi.evaluation import Evaluation
from shuzi.files import write_text
from shuzi.records import Record
from shuzi.report import charts, images
from shuzi.report.findings import Findings, surest_mistake
from shuzi.results import DIGITS
from shuzi.robustness import mean_accuracy

__all__ = ["render", "write_report"]

_MISREAD_SHOWN, _SUSPECTS_SHOWN = 60, 40
_SPOILT_SHOWN = 8
_LIMITS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
_SHADE = 0.35  # of a row's share to this power: single mistakes are seen


@dataclass(frozen=True, slots=True)
class _Picture:
    """A record as it is shown: the address of its picture, None where that cannot be shown."""

    record: Record
    address: str | None

    @property
    def confidence(self) -> float:
        """Of its surest wrong answer; below 0 where there is none."""
        return surest_mistake(self.record)


@dataclass(frozen=True, slots=True)
class _Class:
    """One digit: how many there are and were answered, and how many of both are right."""

    digit: int
    count: int
    answered: int
    right: int
    refused: int
    taken_for: str

    @property
    def recall(self) -> float:
        """Of these digits, the share that is read right."""
        return self.right / self.count if self.count else 0.0

    @property
    def precision(self) -> float:
        """Of these answers, the share that is right."""
        return self.right / self.answered if self.answered else 0.0


def write_report(findings: Findings, folder: Path) -> Path:
    """Write ``index.html`` into the folder, which is made where it is missing, and say where."""
    path = folder / "index.html"
    write_text(path, render(findings))
    return path


def render(findings: Findings) -> str:
    """The page as HTML."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"interval": _interval, "percent": _percent, "shade": _shade}
    return templates.get_template("page.html").render(
        findings=findings,
        evaluation=findings.evaluation,
        date=datetime.now(tz=UTC).date().isoformat(),
        classes=_classes(findings.evaluation),
        misread=_pictures(findings.misread[:_MISREAD_SHOWN]),
        suspects=_pictures(findings.suspects[:_SUSPECTS_SHOWN]),
        limits=_limits(findings),
        spoilt=_spoilt(findings),
        mean_accuracy=mean_accuracy(findings.corruptions) if findings.corruptions else None,
        charts={name: Markup(svg) for name, svg in _charts(findings).items()},  # noqa: S704  ours
    )


def _charts(findings: Findings) -> dict[str, str]:
    drawn = {}
    if any(each.count for each in findings.bins):
        drawn["reliability"] = charts.draw_reliability(findings.bins)
    if len(findings.curve.confidences):
        drawn["coverage"] = charts.draw_coverage(findings.curve, findings.threshold)
    if findings.separations:
        drawn["confidences"] = charts.draw_confidences(
            findings.digit_confidences, findings.separations
        )
    return drawn


def _classes(evaluation: Evaluation) -> list[_Class]:
    table = np.array(evaluation.confusion)
    return [
        _Class(
            digit,
            int(table[digit].sum()),
            int(table[:, digit].sum()),
            int(table[digit, digit]),
            int(table[digit, DIGITS]),
            _mistakes(table[digit, :DIGITS].tolist(), digit),
        )
        for digit in range(DIGITS)
    ]


def _mistakes(answers: Sequence[int], digit: int) -> str:
    """What a digit is most often taken for."""
    wrong = [(count, value) for value, count in enumerate(answers) if value != digit and count]
    largest = sorted(wrong, key=lambda each: (-each[0], each[1]))[:3]
    return ", ".join(f"{value} ({count:,})" for count, value in largest)


def _limits(findings: Findings) -> list[Coverage]:
    limits = sorted({*_LIMITS, round(findings.threshold, 4)})
    return [findings.curve.at(limit) for limit in limits]


def _pictures(records: Sequence[Record]) -> list[_Picture]:
    return [_Picture(record, _address(record)) for record in records]


def _address(record: Record) -> str | None:
    if record.frame is not None:
        return images.of_frames(record.frame[None])
    try:
        return None if record.path is None else images.of_file(record.path)
    except PictureError:
        return None


def _spoilt(findings: Findings) -> dict[str, str]:
    """Some digits as each family spoils them: addresses of pictures."""
    frames = findings.measured.frames().images[:_SPOILT_SHOWN]
    if not findings.corruptions or not len(frames):
        return {}
    return {name: images.of_frames(corrupt(name, frames, seed=1)) for name in FAMILIES}


def _percent(share: float, places: int = 2) -> str:
    return f"{100 * share:.{places}f}\N{NO-BREAK SPACE}%"


def _interval(evaluation: Evaluation) -> str:
    low, high = evaluation.interval
    return f"{100 * low:.1f} to {_percent(high, 1)}"


def _shade(count: int, row: Sequence[int]) -> int:
    """How strongly a cell of the confusion matrix is tinted: a percentage."""
    return round(100 * (count / sum(row)) ** _SHADE) if count else 0
