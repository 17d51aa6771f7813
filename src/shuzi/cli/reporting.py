"""The report of an evaluation, and what is measured for it alone."""

from pathlib import Path

from shuzi.cli.evaluating import Evaluating, More
from shuzi.report.findings import Findings
from shuzi.report.label_errors import suspected
from shuzi.report.page import write_report
from shuzi.report.speed import measure_speed

__all__ = ["report_on"]


def report_on(evaluating: Evaluating, more: More, folder: Path) -> Path:
    """Write the report into a folder, and say where it is."""
    reader, measured = evaluating.reader, evaluating.measured
    findings = Findings(
        model=reader.model,
        threshold=reader.classifier.min_confidence,
        measured=measured,
        unlimited=evaluating.unlimited,
        speed=measure_speed(reader, evaluating.threads, measured.records),
        suspects=suspected(measured),
        corruptions=more.corruptions,
        attacks=more.attacks,
        separations=more.separations,
        omitted=more.omitted,
    )
    return write_report(findings, folder)
