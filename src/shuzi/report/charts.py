"""The report's charts: small enough for a phone, drawn once."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from shuzi.coverage import CoverageCurve
from shuzi.reliability import BINS, Bin
from shuzi.report.svg import ACCENT, INK, LINE, QUIET, WARNING, inline, styled
from shuzi.strangers import Separation

__all__ = ["draw_confidences", "draw_coverage", "draw_reliability"]

_WIDTH = 3.9  # inches of 72 pixels: as wide as a phone's page
_HISTOGRAM_BINS = 20
_HIGHEST_LIMIT = 0.99


def draw_reliability(bins: Sequence[Bin]) -> str:
    """How often answers of a confidence are right, and how many answers have it."""
    filled = [each for each in bins if each.count]
    middles = [(each.low + each.high) / 2 for each in filled]
    with styled():
        figure = Figure(figsize=(_WIDTH, 3.9), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        above.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (3, 3)))
        above.text(
            *(0.17, 0.2, "as sure as right"),
            color=QUIET,
            rotation=45,
            rotation_mode="anchor",
            transform_rotates_text=True,
            ha="center",
        )
        above.bar(middles, [each.accuracy for each in filled], 0.88 / BINS, color=ACCENT)
        above.set_ylim(0, 1.02)
        above.set_ylabel("share of answers right")
        below.bar(middles, [each.count for each in filled], 0.88 / BINS, color=QUIET)
        below.set_yscale("log")
        below.set_ylim(0.7, None)
        below.set_ylabel("answers")
        below.set_xlabel("confidence")
        below.set_xlim(0, 1)
        _percent(above, "x", "y")
        _counts(below)
        above.grid(axis="y")
    rows = "; ".join(
        f"{each.low:.0%} to {each.high:.0%}: {each.count} answers, {each.accuracy:.0%} right"
        for each in filled
    )
    return inline(figure, "reliability", f"Reliability, by confidence. {rows}.")


def draw_coverage(curve: CoverageCurve, threshold: float) -> str:
    """The error among the answers, beside how much is answered; where the limit stands."""
    steps = curve.steps()
    here = curve.at(threshold)
    with styled():
        figure = Figure(figsize=(_WIDTH, 3.3), layout="constrained")
        axes = figure.subplots()
        axes.plot(
            [step.answered for step in steps],
            [step.error for step in steps],
            color=ACCENT,
            linewidth=1.8,
            drawstyle="steps-post",
        )
        axes.plot(here.answered, here.error, "o", color=WARNING, markersize=7)
        axes.annotate(
            f"limit {threshold:.2f}: {100 * here.answered:.1f} % answered,\n"
            f"{100 * here.error:.2f} % of them wrong",
            (here.answered, here.error),
            xytext=(-12, 16),
            textcoords="offset points",
            ha="right",
            color=WARNING,
        )
        # What lies beyond would leave no room for the part in which people choose.
        least = min(curve.at(_HIGHEST_LIMIT).answered, 0.98 * here.answered)
        most = max(step.error for step in steps)
        axes.set_xlim(least, 1 + 0.02 * (1 - least))
        axes.set_ylim(0, max(1.6 * here.error, 1.1 * most, 0.001))
        axes.set_xlabel("share of all that is answered")
        axes.set_ylabel("share of answers wrong")
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_locator(MaxNLocator(6))
        _percent(axes, "x", "y")
        axes.grid()
    return inline(
        figure,
        "coverage",
        f"Error against coverage. At the limit {threshold:.2f}, {here.answered:.1%} is answered, "
        f"and {here.error:.2%} of the answers are wrong.",
    )


def draw_confidences(digits: Sequence[float], separations: Sequence[Separation]) -> str:
    """How confidences are spread, of digits and of each kind of what is none."""
    with styled():
        figure = Figure(figsize=(_WIDTH, 0.6 * len(separations) + 1.2), layout="constrained")
        panels = figure.subplots(len(separations) + 1, 1, sharex=True, squeeze=False)[:, 0]
        rows = [("digits", digits, ACCENT)]
        rows += [(each.name, each.confidences, WARNING) for each in separations]
        edges = np.linspace(0, 1, _HISTOGRAM_BINS + 1)
        for axes, (name, confidences, colour) in zip(panels, rows, strict=True):
            counts, _ = np.histogram(confidences, edges)
            axes.stairs(counts / len(confidences), edges, fill=True, color=colour)
            axes.set_title(name, loc="left", fontsize=9.5, color=INK, pad=2)
            axes.set_ylim(0, 1)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.spines["bottom"].set_color(LINE)
        panels[-1].set_xlabel("confidence in the likeliest digit")
        panels[-1].set_xlim(0, 1)
        _percent(panels[-1], "x")
    medians = "; ".join(f"{name}: median {np.median(sure):.0%}" for name, sure, _ in rows)
    return inline(figure, "confidences", f"Confidences in the likeliest digit. {medians}.")


def _percent(axes: Axes, *names: str) -> None:
    for name in names:
        axis = axes.xaxis if name == "x" else axes.yaxis
        axis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.4g} %"))


def _counts(axes: Axes) -> None:
    axes.yaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count:,.0f}"))
    axes.minorticks_off()
