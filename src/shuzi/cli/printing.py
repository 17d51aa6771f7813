"""A reading as text, as JSON, or as rows of a table."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Literal

from shuzi.results import Reading

__all__ = ["HEADER", "Format", "printed"]

Format = Literal["text", "json", "csv"]

_OF_PAGE = ("file", "page")
_OF_LINE = ("line", "text", "confidence", "x", "y", "width", "height")

HEADER = ",".join(_OF_PAGE + _OF_LINE)
"""The first row of a table."""

_NOTHING_READ = ("",) * len(_OF_LINE)


def printed(reading: Reading, output: Format, *, named: bool) -> str:
    """What is printed of one page, without the newline at its end.

    Args:
        reading: what was read on the page.
        output: ``text``: its lines, or on one line after the file's name; ``json``: an object;
            ``csv``: a row for each line, under :data:`HEADER`, or one without a text.
        named: whether the text stands after the file's name.
    """
    match output:
        case "json":
            return json.dumps(reading.to_dict(), ensure_ascii=False)
        case "csv":
            return "\n".join(_rows(reading))
        case "text" if named:
            return f"{reading.file}: {' '.join(reading.text.splitlines())}"
        case "text":
            return reading.text


def _rows(reading: Reading) -> list[str]:
    cells: list[Sequence[object]] = [
        (number, line.text, round(line.confidence, 6), *line.box.to_list())
        for number, line in enumerate(reading.lines, start=1)
    ]
    return [_row((reading.file, reading.page, *of_line)) for of_line in cells or [_NOTHING_READ]]


def _row(cells: Sequence[object]) -> str:
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow(cells)
    return row.getvalue()
