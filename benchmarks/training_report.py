"""The standings of a benchmark as a table on the terminal and as a page of Markdown."""

import statistics
from collections.abc import Sequence

from rich.table import Table

from standings import Standing, mean_interval, percent

__all__ = ["page", "table"]

HEADINGS = (
    "contender",
    "runs",
    "training, s (min–max)",
    "× article",
    "all, s",
    "test accuracy",
    "95 % interval",
    "TFLOP",
    "parameters",
)
NONE = "–"


def table(standings: Sequence[Standing]) -> Table:
    """A row a contender."""
    rows = Table(*HEADINGS)
    for column in rows.columns[1:]:
        column.justify = "right"
    for standing in standings:
        rows.add_row(*_cells(standing))
    return rows


def page(
    standings: Sequence[Standing], machine: str, command: str, plot: str, *, in_parts: bool = False
) -> str:
    """The whole page.

    Args:
        standings: in the order of the table.
        machine: hardware, versions and date, in one line.
        command: what wrote the page.
        plot: the picture's file name beside it.
        in_parts: whether runs were kept and the command gone on with later.
    """
    rows = [HEADINGS, ("---", *["---:"] * len(HEADINGS[1:])), *map(_cells, standings)]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    parts = (
        " Runs may have been kept from an earlier start of the same command." if in_parts else ""
    )
    notes = "\n".join(
        f"- **{entry.contender.name}**: {entry.contender.note}." for entry in standings
    )
    return f"""# Time to accuracy on MNIST

Written by `{command}` on {machine}.

{lines}

![Accuracy against seconds of training]({plot})

{notes}

All ran in turn, a seed after the other and all contenders with each, so that what else the
machine did met all of them.{parts} This project's recipes learn from 55,000 images and pick
their epoch by the other 5,000 of the training part; the others learn from all 60,000 and take
their last epoch. The test part is read once a run.

- *training*: median, and the least and the most, from raw bytes in memory and random weights to
  the final weights: normalising counts, evaluation does not. *all*: median, with evaluation.
- *× article*: median over the seeds of its time to the article's with the same seed.
- *test accuracy*: mean and standard deviation over the seeds; the interval is Student's, of that
  mean, and does not speak of other test images than these 10,000. Nothing is refused.
- *TFLOP*: 6 × the multiply-adds of convolutions and dense layers × images shown, / 10^12.
"""


def _cells(standing: Standing) -> tuple[str, ...]:
    contender, seconds, accuracies = standing.contender, standing.seconds, standing.accuracies
    training, accuracy = f"{statistics.median(seconds):.1f}", percent(statistics.mean(accuracies))
    interval = NONE
    if len(standing.runs) > 1:
        training += f" ({min(seconds):.1f}–{max(seconds):.1f})"
        accuracy += f" ± {100 * statistics.stdev(accuracies):.2f}"
        low, high = mean_interval(accuracies)
        interval = f"{100 * low:.2f}–{percent(high)}"
    operations, parameters = contender.tera_operations, contender.parameters
    return (
        contender.name,
        str(len(standing.runs)),
        training,
        f"{standing.ratio:.2f}",
        f"{statistics.median(run.wall_seconds for run in standing.runs):.1f}",
        accuracy,
        interval,
        NONE if operations is None else f"{operations:.3g}",
        NONE if parameters is None else f"{parameters:,}",
    )
