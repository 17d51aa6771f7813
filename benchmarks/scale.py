"""How fast ``shuzi batch`` reads, beside its steps run bare, and how that grows.

    python benchmarks/scale.py [--pictures 10000,100000] [--large 1000000] [--runs 2] [--kept FILE]

Each row is a program of its own, the ones that are compared in turn. Digits are drawn, ten thousand
of them, and repeated. What two thousand pictures take is taken away from what many do: so what the
start of a program takes is apart.
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
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from processes import Taken, run_watched
from scale_report import Case, Measured, Point, draw, page
from shuzi import idx
from shuzi.files import write_text
from shuzi.synthesis.digits import draw_digits

DRAWN = 10_000
FEW = 2_000  # two portions, so that two processes start
BARE = Path(__file__).with_name("bare.py")
PAGE, PLOT = Path(__file__).with_suffix(".md"), Path(__file__).with_suffix(".png")
DEFAULT, QUICK = "handwriting", "fast"


class Bench:
    """The inputs, and the programs that read them."""

    def __init__(self, folder: Path, kept: Path | None) -> None:
        self._folder = folder
        self._kept = kept
        lines = kept.read_text().splitlines() if kept and kept.exists() else []
        self._measured = [_point_of(json.loads(line)) for line in lines]

    @cached_property
    def _digits(self) -> NDArray[np.uint8]:
        return draw_digits((np.arange(DRAWN) % 10).astype(np.uint8), seed=1)

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
        few, many = self._run(case, FEW), self._run(case, case.pictures)
        more = case.pictures - FEW
        seconds = (many.seconds - few.seconds) / more * case.pictures
        return Point(
            case,
            start_seconds=few.seconds - seconds * FEW / case.pictures,
            seconds=float(many.said) if case.what == "bare" else seconds,  # it has no start
            cpu_microseconds=(many.cpu_seconds - few.cpu_seconds) / more * 1e6,
            peak_mib=many.peak_mib,
        )

    def _run(self, case: Case, pictures: int) -> Taken:
        source = self._input(case.kind, pictures)
        model = ("--model", case.model)
        if case.what == "bare":
            return run_watched([sys.executable, BARE, case.kind, source, str(case.workers), *model])
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
        curve = bench.measure(
            [
                Case(what, "idx", DEFAULT, workers, pictures)
                for pictures in arguments.pictures
                for what, workers in (("local", 1), ("local", 2), ("ray", 2))
            ],
            1,
        )
        large = bench.measure([*_pair("idx", QUICK, arguments.large)], 1)
    sizes = ",".join(map(str, arguments.pictures))
    command = (
        f"python benchmarks/scale.py --pictures {sizes} --png {arguments.png} "
        f"--large {arguments.large} --runs {arguments.runs}"
    )
    draw(curve, PLOT)
    write_text(PAGE, page(Measured(beside_bare, curve, large), command, arguments.runs, PLOT.name))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _pair(kind: str, model: str, pictures: int) -> Iterator[Case]:
    for what in ("bare", "local"):
        yield Case(what, kind, model, 2, pictures)


def _write_tar(path: Path, digits: NDArray[np.uint8]) -> None:
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


if __name__ == "__main__":
    main()
