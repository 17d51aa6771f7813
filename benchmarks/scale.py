"""How fast ``shuzi batch`` reads, beside its steps run bare, and how that grows.

    python benchmarks/scale.py [--pictures 10000,100000] [--large 1000000] [--runs 2] [--kept FILE]

Each row is a program of its own, the ones that are compared in turn. Digits are drawn, ten thousand
of them, and repeated. How long the same program takes for one picture is its start, and is apart.
With ``--kept`` what was measured is kept in that file, and not measured again. Writes ``scale.md``
and ``scale.png`` beside itself. Linux only.
"""

import argparse
import io
import json
import statistics
import sys
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter
from PIL import Image

import machine
from processes import Taken, run_watched
from shuzi import idx
from shuzi.files import write_text, written_whole
from shuzi.synthesis.digits import draw_digits

DRAWN = 10_000
BARE = Path(__file__).with_name("bare.py")
PAGE, PLOT = Path(__file__).with_suffix(".md"), Path(__file__).with_suffix(".png")
COLOURS = {"local, 1": "#56b4e9", "local, 2": "#0072b2", "ray, 2": "#d55e00"}
DEFAULT, QUICK = "handwriting", "fast"


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
    def rate(self) -> float:
        """Pictures a second."""
        return self.case.pictures / self.seconds


class Bench:
    """The inputs, and the programs that read them."""

    def __init__(self, folder: Path, kept: Path | None) -> None:
        self._folder = folder
        self._kept = kept
        lines = kept.read_text().splitlines() if kept and kept.exists() else []
        self._measured = [_point_of(json.loads(line)) for line in lines]
        self._digits = draw_digits((np.arange(DRAWN) % 10).astype(np.uint8), seed=1)

    def measure(self, cases: Sequence[Case], runs: int) -> list[Point]:
        """Run the cases in turn, so many times."""
        for run in range(runs):
            for case in cases:
                if len(self._of(case)) <= run:
                    self._keep(self._point(case))
        return [_median(self._of(case)[:runs]) for case in cases]

    def _of(self, case: Case) -> list[Point]:
        return [point for point in self._measured if point.case == case]

    def _keep(self, point: Point) -> None:
        print(point, file=sys.stderr, flush=True)
        self._measured.append(point)
        if self._kept:
            with self._kept.open("a") as file:
                file.write(json.dumps(asdict(point)) + "\n")

    def _point(self, case: Case) -> Point:
        start, whole = self._run(case, 1), self._run(case, case.pictures)
        # What is bare tells the time itself, without its start.
        seconds = float(whole.said) if case.what == "bare" else whole.seconds - start.seconds
        cpu = (whole.cpu_seconds - start.cpu_seconds) / case.pictures * 1e6
        return Point(case, start.seconds, seconds, cpu, whole.peak_mib)

    def _run(self, case: Case, pictures: int) -> Taken:
        source = self._input(case.kind, pictures)
        model = ("--model", case.model)
        if case.what == "bare":
            workers = min(case.workers, pictures)
            return run_watched([sys.executable, BARE, case.kind, source, str(workers), *model])
        with TemporaryDirectory(dir=self._folder) as out:
            return run_watched(
                [
                    *(sys.executable, "-m", "shuzi", "batch", source, out, "--single", *model),
                    *("--engine", case.what, "--workers", str(case.workers)),
                ]
            )

    def _input(self, kind: str, pictures: int) -> Path:
        path = self._folder / f"{pictures}.{'idx' if kind == 'idx' else 'tar'}"
        if not path.exists():
            digits = np.resize(self._digits, (pictures, *self._digits.shape[1:]))
            if kind == "idx":
                idx.write(path, digits)
            else:
                _write_tar(path, digits)
        return path


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=_numbers, default=(10_000, 100_000))
    parser.add_argument("--png", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--kept", type=Path)
    arguments = parser.parse_args()
    most = max(arguments.pictures)
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), arguments.kept)
        pairs = [
            *_pair("idx", DEFAULT, most),
            *_pair("png", DEFAULT, arguments.png),
            *_pair("idx", QUICK, most),
        ]
        beside_bare = bench.measure(pairs, arguments.runs)
        large = bench.measure([*_pair("idx", QUICK, arguments.large)], 1)
        curve = bench.measure(
            [
                Case(what, "idx", DEFAULT, workers, pictures)
                for pictures in arguments.pictures
                for what, workers in (("local", 1), ("local", 2), ("ray", 2))
            ],
            1,
        )
    sizes = ",".join(map(str, arguments.pictures))
    command = (
        f"python benchmarks/scale.py --pictures {sizes} --png {arguments.png} "
        f"--large {arguments.large} --runs {arguments.runs}"
    )
    _draw(curve)
    write_text(PAGE, _page(beside_bare, curve, large, command, arguments.runs))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _pair(kind: str, model: str, pictures: int) -> Iterator[Case]:
    for what in ("bare", "local"):
        yield Case(what, kind, model, 2, pictures)


def _write_tar(path: Path, digits: np.ndarray) -> None:
    """Each digit as a PNG, dark on light with some paper around."""
    with tarfile.open(path, "w") as archive:
        for number, digit in enumerate(digits):
            file = io.BytesIO()
            Image.fromarray(255 - np.pad(digit, 10)).save(file, "PNG")
            member = tarfile.TarInfo(f"{number:09}.png")
            member.size = file.tell()
            file.seek(0)
            archive.addfile(member, file)


def _point_of(plain: dict[str, Any]) -> Point:
    return Point(**(plain | {"case": Case(**plain["case"])}))


def _median(points: list[Point]) -> Point:
    return Point(
        points[0].case,
        statistics.median(point.start_seconds for point in points),
        statistics.median(point.seconds for point in points),
        statistics.median(point.cpu_microseconds for point in points),
        max(point.peak_mib for point in points),
    )


def _page(
    beside_bare: list[Point], curve: list[Point], large: list[Point], command: str, runs: int
) -> str:
    ray, local = (
        next(point for point in reversed(curve) if point.case.what == what)
        for what in ("ray", "local")
    )
    return f"""# How fast many pictures are read

Written by `{command}` on {machine.describe()}.

Medians of {runs} runs beside the bare steps, one run elsewhere, in turn; other programs ran on the
same cores, so that ratios tell more than seconds, and ratios of processor time the most. Digits are
drawn, ten thousand of them, and repeated; PNGs are in a tar file. The *start* is what the same
program takes for one picture, and is not in the other columns. *Peak* is the memory of all its
processes together, what they share counted once, mapped files among it.

## Beside the steps run bare

*bare* for IDX is ONNX Runtime alone, for PNG decoding, finding the ink, framing and the network one
after another, both in two processes of one thread on data that is in memory: `benchmarks/bare.py`.

{_table(beside_bare)}

{_ratios(beside_bare)}

## How it grows

{_table(curve)}

With {ray.case.pictures:,} digits and two workers `ray` reads at {ray.rate / local.rate:.0%} of the
rate of `local`, its start apart.

![Digits a second, against digits]({PLOT.name})

## A million

{_table(large)}

{_ratios(large)}
"""


def _table(points: list[Point]) -> str:
    headings = (
        *("engine", "input", "model", "workers", "pictures", "start, s", "s", "a second"),
        *("processor µs a picture", "peak, MiB"),
    )
    rows = [headings, (*["---"] * 3, *["---:"] * 7), *map(_cells, points)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(point: Point) -> tuple[str, ...]:
    case = point.case
    return (
        *(case.what, case.kind.upper(), case.model, str(case.workers), f"{case.pictures:,}"),
        *(f"{point.start_seconds:.1f}", f"{point.seconds:.1f}", f"{point.rate:,.0f}"),
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


def _draw(points: list[Point]) -> None:
    figure = Figure(figsize=(6.0, 4.0), layout="constrained")
    axes = figure.subplots()
    for name, colour in COLOURS.items():
        own = [p for p in points if f"{p.case.what}, {p.case.workers}" == name]
        axes.plot(
            [p.case.pictures for p in own], [p.rate for p in own], "o-", color=colour, label=name
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("digits in IDX")
    axes.set_title("Digits a second, start apart; engine, workers", loc="left")
    axes.legend()
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    with written_whole(PLOT) as beside:
        figure.savefig(beside, dpi=150, format="png")


if __name__ == "__main__":
    main()
