"""What ``scale.py`` measured, as a page and a plot."""

from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

import machine
from forecast import forecast
from shuzi.files import written_whole

__all__ = ["Case", "Measured", "Point", "draw", "page"]

COLOURS = {"local, 1": "#56b4e9", "local, 2": "#0072b2", "ray, 2": "#d55e00"}
PNG_BYTES = 1024  # in a tar file: two blocks, one of them the header


@dataclass(frozen=True, slots=True)
class Case:
    """What is run: ``bare``, ``local`` or ``ray``, on so many digits in IDX or PNG."""

    what: str
    kind: str
    model: str
    workers: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Point:
    """What a case took, its start apart; the medians of its runs."""

    case: Case
    start_seconds: float
    seconds: float
    cpu_microseconds: float
    peak_mib: float

    @property
    def whole_seconds(self) -> float:
        """With the start."""
        return self.start_seconds + self.seconds

    @property
    def rate(self) -> float:
        """Pictures a second."""
        return self.case.pictures / self.seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """All points.

    Attributes:
        beside_bare: bare and local in turn, IDX and PNG of the default model first.
        curve: of both engines.
        large: bare and local.
    """

    beside_bare: list[Point]
    curve: list[Point]
    large: list[Point]


def page(measured: Measured, command: str, runs: int, plot: str) -> str:
    """The tables, what they come to, and what follows from them.

    Args:
        measured: what they are of.
        command: what measured it.
        runs: of each point beside the bare steps.
        plot: name of the plot's file.
    """
    beside_bare, curve, large = measured.beside_bare, measured.curve, measured.large
    ray, local = (
        next(point for point in reversed(curve) if point.case.what == what)
        for what in ("ray", "local")
    )
    return f"""# How fast many pictures are read

Written by `{command}` on {machine.describe()}.

Runs of each point beside the bare steps: {runs}, of which it is the median; of each other: one.
They were made in turn, while other programs ran on the same cores: ratios tell more than seconds,
and ratios of processor time the most. Digits are drawn, ten thousand of them, and repeated; PNGs
are in a tar file. What two thousand pictures take is taken away from what all take: the *start* is
apart, and in no other column. *Peak* is the memory of all processes together, what they share
counted once, mapped files among it.

## Beside the steps run bare

*bare* for IDX is ONNX Runtime alone, for PNG decoding, finding the ink, framing and the network one
after another, both in two processes of one thread on data that is in memory: `benchmarks/bare.py`.

{_table(beside_bare)}

{_ratios(beside_bare)}

## How it grows

{_table(curve)}

With {ray.case.pictures:,} digits and two workers `ray` reads at {ray.rate / local.rate:.0%} of the
rate of `local`, its start apart. A start varies from run to run, that of Ray by tens of seconds on
a machine that others use too; where it is longer than the rest, the two cannot be told apart.

![Digits a second, against digits]({plot})

## Many

{_table(large)}

{_ratios(large)}

## A thousand million

{_forecast(beside_bare, ray.rate / local.rate)}
"""


def _forecast(points: list[Point], ray_share: float) -> str:
    """From the default model's figures: IDX, then PNG."""
    of_idx, of_png = (p.cpu_microseconds for p in points[1:4:2])
    named = {"IDX": of_idx, "PNG, a digit each": of_png}
    return forecast(named, PNG_BYTES, ray_share)


def _table(points: list[Point]) -> str:
    headings = (
        *(
            "engine",
            "input",
            "model",
            "workers",
            "pictures",
            "in all, s",
            "start, s",
            "s",
            "a second",
        ),
        *("processor µs a picture", "peak, MiB"),
    )
    rows = [headings, (*["---"] * 3, *["---:"] * 8), *map(_cells, points)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(point: Point) -> tuple[str, ...]:
    case = point.case
    parted = f"{point.start_seconds:.1f}", f"{point.seconds:.1f}", f"{point.rate:,.0f}"
    if case.what == "bare":
        parted = "–", *parted[1:]
    elif point.seconds < point.start_seconds:
        parted = "–", "–", "–"
    return (
        *(case.what, case.kind.upper(), case.model, str(case.workers), f"{case.pictures:,}"),
        *(f"{point.whole_seconds:.1f}", *parted),
        *(f"{point.cpu_microseconds:.0f}", f"{point.peak_mib:,.0f}"),
    )


def _ratios(points: list[Point]) -> str:
    lines = []
    for bare, local in zip(points[::2], points[1::2], strict=True):
        by_cpu = bare.cpu_microseconds / local.cpu_microseconds
        lines.append(
            f"- {bare.case.kind.upper()}, {bare.case.model}: `local` reads at {by_cpu:.0%} of the "
            f"bare rate by processor time, {local.rate / bare.rate:.0%} by the clock."
        )
    return "\n".join(lines)


def draw(points: list[Point], plot: Path) -> None:
    """Rates from the start to the end, against pictures."""
    figure = Figure(figsize=(6.0, 4.0), layout="constrained")
    axes = figure.subplots()
    for name, colour in COLOURS.items():
        own = [p for p in points if f"{p.case.what}, {p.case.workers}" == name]
        axes.plot(
            [p.case.pictures for p in own],
            [p.case.pictures / p.whole_seconds for p in own],
            "o-",
            color=colour,
            label=name,
        )
    axes.set_xscale("log")
    axes.set_xticks(sorted({p.case.pictures for p in points}))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("digits in IDX")
    axes.set_title("Digits a second, the start included; engine, workers", loc="left")
    axes.legend()
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    with written_whole(plot) as beside:
        figure.savefig(beside, dpi=150, format="png")
