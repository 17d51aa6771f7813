"""The standings of a benchmark as a plot: accuracy against seconds, both by orders of magnitude."""

import statistics
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from shuzi.files import written_whole
from standings import Standing, mean_interval, percent

__all__ = ["COLOURS", "DOTS_PER_INCH", "draw"]

GREY = "#555555"
# Told apart by the colour-blind too.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
ACCURACIES = (0.8, 0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.993, 0.995, 0.997, 0.998)
DOTS_PER_INCH = 150
# Of what is drawn, on both logarithmic axes: room for the labels at its edges. They are longest
# on the right.
MARGIN = 0.15
MARGIN_RIGHT = 0.1
LEAST_ERROR = 0.0028  # the axis goes so far at least: what is still to be reached is seen too


def draw(standings: Sequence[Standing], path: Path) -> None:
    """Write the plot to ``path`` as PNG: a curve a recipe, a star a contender."""
    figure = Figure(figsize=(8.0, 5.5), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.margins(MARGIN)
    colours = cycle(COLOURS)
    for standing in standings:
        _draw_standing(axes, standing, next(colours) if standing.curve else GREY)
    _finish(axes)
    with written_whole(path) as beside:
        figure.savefig(beside, dpi=DOTS_PER_INCH, format="png")


def _draw_standing(axes: Axes, standing: Standing, colour: str) -> None:
    curve, errors = standing.curve, [1 - accuracy for accuracy in standing.accuracies]
    axes.plot(
        [point.seconds for point in curve],
        [1 - point.accuracy for point in curve],
        "o-",
        color=colour,
        markersize=4,
    )
    axes.plot(standing.seconds, errors, ".", color=colour, alpha=0.3, markeredgewidth=0)
    seconds, error = statistics.median(standing.seconds), statistics.mean(errors)
    axes.plot(seconds, error, "*", color=colour, markersize=15, markeredgecolor="white", zorder=3)
    best = error
    if len(errors) > 1:
        best, worst = mean_interval(errors)
        axes.vlines(seconds, best, worst, color=colour)
    # A curve comes from below, so that there is room above its star; a lone star may stand close
    # to the right of a curve, so that there is room to the right of it.
    top = min([best, *(1 - point.accuracy for point in curve)])
    axes.annotate(
        f"{standing.contender.name}\n{percent(1 - error)}",
        (seconds, top if curve else error),
        xytext=(0, 9) if curve else (10, 0),
        textcoords="offset points",
        ha="center" if curve else "left",
        va="bottom" if curve else "center",
        color=colour,
        fontweight="bold",
        # A curve may pass behind it.
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )


def _finish(axes: Axes) -> None:
    axes.invert_yaxis()
    axes.set_ylim(top=min(axes.get_ylim()[1], LEAST_ERROR))
    worst, best = axes.get_ylim()
    axes.set_yticks(
        [1 - accuracy for accuracy in ACCURACIES if best < 1 - accuracy < worst],
        [f"{100 * accuracy:g} %" for accuracy in ACCURACIES if best < 1 - accuracy < worst],
    )
    axes.yaxis.set_minor_locator(NullLocator())
    left, right = axes.get_xlim()
    axes.set_xlim(right=right * (right / left) ** MARGIN_RIGHT)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: f"{seconds:,g}"))
    axes.set_xlabel("seconds of training")
    axes.set_ylabel("accuracy")
    axes.set_title("MNIST: accuracy against seconds of training", loc="left", pad=22)
    axes.text(
        0,
        1.02,
        "★ test part: mean of the runs (dots), 95 % interval; curves: validation after each epoch",
        transform=axes.transAxes,
        fontsize=8.5,
        color=GREY,
    )
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
