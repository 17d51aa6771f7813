"""The readings of a benchmark as small multiples: read right, wrongly answered, and time."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from entrants import Entrant
from plot import COLOURS, DOTS_PER_INCH
from scores import Row, Times
from shuzi.files import written_whole

__all__ = ["draw"]

ROW_INCHES = 0.42
MARGIN_INCHES = 1.6
SPREAD = 0.6  # of the height of a row, for its entrants one under the other


def draw(
    entrants: Sequence[Entrant], rows: Sequence[Row], times: Sequence[Times], path: Path
) -> None:
    """Write the plot to ``path`` as PNG: a panel a table, a row a task, a colour an entrant."""
    right = [row for row in rows if row.is_better_high]
    answered = [row for row in rows if not row.is_better_high]
    heights = [len(right), len(answered), len(times)]
    figure = Figure(figsize=(8, MARGIN_INCHES + ROW_INCHES * sum(heights)), layout="constrained")
    panels = figure.subplots(3, 1, height_ratios=heights)
    _draw_shares(panels[0], entrants, right, "read right: more is better")
    _draw_shares(panels[1], entrants, answered, "answered though there is no digit: less is better")
    _draw_times(panels[2], entrants, times)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper left", ncols=5)
    with written_whole(path) as beside:
        figure.savefig(beside, dpi=DOTS_PER_INCH, format="png")


def _draw_shares(axes: Axes, entrants: Sequence[Entrant], rows: Sequence[Row], title: str) -> None:
    for column, entrant in enumerate(entrants):
        told = [(place, score) for place, row in enumerate(rows) if (score := row.scores[column])]
        heights = [place + _step(column, len(entrants)) for place, _ in told]
        colour = COLOURS[column % len(COLOURS)]
        axes.hlines(
            heights,
            [score.interval[0] for _, score in told],
            [score.interval[1] for _, score in told],
            color=colour,
        )
        shares = [score.share for _, score in told]
        axes.plot(shares, heights, "o", color=colour, markersize=4, label=entrant.name)
    axes.set_xlim(-0.01, 1.01)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    _finish(axes, [row.name for row in rows], title)


def _draw_times(axes: Axes, entrants: Sequence[Entrant], times: Sequence[Times]) -> None:
    for column in range(len(entrants)):
        told = [(place, own) for place, row in enumerate(times) if (own := row.seconds[column])]
        heights = [place + _step(column, len(entrants)) for place, _ in told]
        medians = [1000 * own.median for _, own in told]
        axes.plot(medians, heights, "o", color=COLOURS[column % len(COLOURS)], markersize=4)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda much, _: f"{much:,g} ms"))
    _finish(axes, [row.name for row in times], "time a picture on one thread: less is better")


def _step(column: int, columns: int) -> float:
    """How far below the middle of its row an entrant stands."""
    return SPREAD * ((column + 0.5) / columns - 0.5)


def _finish(axes: Axes, names: Sequence[str], title: str) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_title(title, loc="left", fontsize=9.5)
    axes.grid(axis="x", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
