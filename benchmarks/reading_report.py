"""The readings of a benchmark as a page of Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entrants import Entrant
from scores import Row, Score, Seconds, Times

__all__ = ["Page", "page"]

NONE = "–"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page says.

    Attributes:
        entrants: a column each.
        missing: what was left out, each with how to get it.
        rows: what was read how well.
        times: what was read how fast.
        command: that wrote the page.
        machine: hardware, versions and date, in one line.
        minutes: that it took.
        sample: how many pictures of a set a slow engine reads at most.
        plot: the picture's file name beside it.
    """

    entrants: tuple[Entrant, ...]
    missing: tuple[str, ...]
    rows: tuple[Row, ...]
    times: tuple[Times, ...]
    command: str
    machine: str
    minutes: float
    sample: int
    plot: str


def page(told: Page) -> str:
    """The whole page."""
    names = [entrant.name for entrant in told.entrants]
    right = _table("read right", names, [row for row in told.rows if row.is_better_high])
    answered = _table("no digit", names, [row for row in told.rows if not row.is_better_high])
    notes = "\n".join(f"- **{entrant.name}**: {entrant.note}." for entrant in told.entrants)
    missing = "".join(f"- Left out, as it is not installed: {line}.\n" for line in told.missing)
    return f"""# Reading what other people wrote

Written by `{told.command}` in {told.minutes:.0f} minutes on {told.machine}.

## Digits read right

{right}

## Answered with a digit, though there is none

{answered}

## Time

{_time_table(names, told.times)}

![All of it, with its intervals]({told.plot})

{notes}
{missing}
All get the same files as they are; *cut out* cells are without a tenth on each side, where the
rules stand. A picture is read right when exactly its digits are answered, in
its rows; a digit that is refused, left out or made up makes it wrong. On the ruled page a cell is
right when the digit in it is the only one with its middle there; *outside* are the digits with
their middle in no cell. *No digit*: letters of other alphabets, a few of which look like digits,
and empty cells of sudokus.

- In brackets Wilson's 95 % interval. Where there are two numbers of pictures, the second is an
  evenly spaced sample of at most {told.sample} for the slow, RapidOCR and Tesseract, and the others
  read all. The worst writer is each one's own, and so is the number of that writer's digits.
- *Time*: median from the file to the answer, warm, on one thread, of those pictures that all
  read, each picture by one straight after the other, so that what else the machine did met all of
  them. × is the median over these pictures of its time to {names[0]}'s for the same one.
- No set was trained on by this project, nor by the textbook CNN, but for MNIST's training part.
  What ways to write digits it draws was also learnt from what it misread in these sets; what the
  other engines were trained on is not known here.
"""


def _table(heading: str, names: Iterable[str], rows: Iterable[Row]) -> str:
    return _markdown(
        (heading, "pictures", *names),
        [(row.name, _counts(row), *map(_share, row.scores)) for row in rows],
    )


def _time_table(names: Sequence[str], times: Iterable[Times]) -> str:
    cells = [(row.name, *map(_duration, row.seconds)) for row in times]
    return _markdown(("milliseconds", *names), cells)


def _markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ("---", *["---:"] * len(headings[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))


def _counts(row: Row) -> str:
    counts = sorted({score.count for score in row.scores if score}, reverse=True)
    return "; ".join(f"{count:,}" for count in counts)


def _share(score: Score | None) -> str:
    if score is None:
        return NONE
    low, high = score.interval
    outside = "" if score.outside is None else f", {score.outside:,} outside"
    return f"{100 * score.share:.1f} % ({100 * low:.1f}–{100 * high:.1f}){outside}"


def _duration(seconds: Seconds | None) -> str:
    if seconds is None:
        return NONE
    return f"{1000 * seconds.median:,.1f} (×{seconds.ratio:,.1f})"
