"""How the time and the memory of a training grow with its images and its epochs.

    SHUZI_DATA=... python benchmarks/growth.py [--images 15000,60000] [--epochs 1,2] [--runs 1]

Trains on MNIST's training part, repeated to so many images and mapped into memory from plain IDX
files, in a new process each time. Writes ``growth.md`` and ``growth.png`` beside itself. Linux
only: what memory is whose is read from ``/proc``.
"""

import argparse
import multiprocessing
import statistics
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter
from rich.console import Console
from rich.progress import track

import machine
from shuzi import datasets, idx
from shuzi.catalogue import MNIST_FILES
from shuzi.datasets import DataSet
from shuzi.files import write_text, written_whole
from shuzi.training.loop import Trainer
from shuzi.training.settings import changed, load_recipe

IMAGES = (15_000, 30_000, 60_000, 120_000, 250_000, 500_000, 1_000_000)
EPOCHS = (1, 2, 4, 8)
EPOCHS_IMAGES = 60_000
RUNS = 3
WHOLE_EPOCHS = {"selection.later_percent": 100.0}
IMAGE_MIB = 28 * 28 / 2**20
PAGE = Path(__file__).with_suffix(".md")
PLOT = Path(__file__).with_suffix(".png")
DOTS_PER_INCH = 150
BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#767676"  # told apart by the colour-blind too


@dataclass(frozen=True, slots=True)
class Point:
    """One training.

    Attributes:
        images: trained on.
        epochs: whole ones.
        seconds: of training.
        imports_mib: anonymous memory before the data set was loaded.
        anonymous_mib: memory of the process's own, at the end.
        resident_mib: its own and the pages of mapped files that stood in memory, at their peak.
    """

    images: int
    epochs: int
    seconds: float
    imports_mib: float
    anonymous_mib: float
    resident_mib: float

    @property
    def seconds_a_million(self) -> float:
        """Seconds for a million images shown."""
        return self.seconds / (self.images * self.epochs) * 1e6


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=_numbers, default=IMAGES)
    parser.add_argument("--epochs", type=_numbers, default=EPOCHS)
    parser.add_argument("--runs", type=int, default=RUNS)
    arguments = parser.parse_args()
    mnist = datasets.load("mnist")
    by_images = [(images, 1) for images in arguments.images]
    by_epochs = [(EPOCHS_IMAGES, epochs) for epochs in arguments.epochs]
    points = {
        (images, epochs): _median_of_runs(mnist, images, epochs, arguments.runs)
        for images, epochs in track(
            dict.fromkeys(by_images + by_epochs), "training", console=Console(stderr=True)
        )
    }
    page = _page(
        [points[each] for each in by_images], [points[each] for each in by_epochs], arguments.runs
    )
    _draw([points[each] for each in by_images])
    write_text(PAGE, page)
    Console().print(page, markup=False, highlight=False, soft_wrap=True)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _median_of_runs(mnist: DataSet, images: int, epochs: int, runs: int) -> Point:
    """The run of median time."""
    with TemporaryDirectory() as folder:
        _write_repeated(mnist, images, Path(folder))
        # Spawned, for each run to begin with nothing in its memory.
        with ProcessPoolExecutor(
            max_workers=1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1
        ) as pool:
            points = list(pool.map(_train, [folder] * runs, [epochs] * runs))
    median = statistics.median_low(point.seconds for point in points)
    return next(point for point in points if point.seconds == median)


def _write_repeated(mnist: DataSet, images: int, folder: Path) -> None:
    train = mnist.train_all
    contents = (
        np.resize(train.images, (images, *train.images.shape[1:])),
        np.resize(train.labels, images),
        mnist.test.images,
        mnist.test.labels,
    )
    for name, content in zip(MNIST_FILES, contents, strict=True):
        idx.write(folder / name.removesuffix(".gz"), content)


def _train(folder: str, epochs: int) -> Point:
    imports_mib = _own_mib("RssAnon")
    recipe = changed(load_recipe("fast"), {"epochs": epochs, **WHOLE_EPOCHS})
    train = datasets.load(folder).train_all
    trainer = Trainer(recipe, train, None, torch.device("cpu"))
    trainer.train()
    return Point(
        images=len(train),
        epochs=epochs,
        seconds=trainer.history.train_seconds,
        imports_mib=imports_mib,
        # A trainer has the C library keep what is freed: what is there at the end is the peak.
        anonymous_mib=_own_mib("RssAnon"),
        # Not getrusage's: a process inherits that peak from the one that started it.
        resident_mib=_own_mib("VmHWM"),
    )


def _own_mib(field: str) -> float:
    """A field of this process's status, which Linux gives in KiB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields[field].split()[0]) / 2**10


def _page(by_images: Sequence[Point], by_epochs: Sequence[Point], runs: int) -> str:
    imports_mib = statistics.median(point.imports_mib for point in by_images)
    made_with = f"{machine.describe()}; threads: {torch.get_num_threads()}"
    return f"""# How a training grows

Written by `python benchmarks/growth.py --runs {runs}` on {made_with}.

Recipe `fast` with whole epochs, on MNIST's training part repeated to so many images and mapped
into memory from plain IDX files. Each row is, of so many runs in new processes, the
one of median time. The files were just written, so that they were read from the system's cache.

## Images, one epoch

{_table(by_images)}

![Seconds a million images, and MiB, against images]({PLOT.name})

## Epochs, {EPOCHS_IMAGES:,} images

{_table(by_epochs)}

- *anonymous*: memory of the process's own, which nothing but swapping could give back;
  {imports_mib:.0f} MiB of it were there before the data set was loaded.
- *resident*: this, the libraries, and the pages of the mapped files that stood in memory, which
  the system takes back when it needs them.
"""


def _table(points: Iterable[Point]) -> str:
    headings = (
        "images",
        "epochs",
        "training, s",
        "s a million images",
        "image file, MiB",
        "anonymous, MiB",
        "peak resident, MiB",
    )
    rows = [headings, ("---:",) * len(headings), *map(_cells, points)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(point: Point) -> tuple[str, ...]:
    return (
        f"{point.images:,}",
        f"{point.epochs}",
        f"{point.seconds:.2f}",
        f"{point.seconds_a_million:.1f}",
        f"{point.images * IMAGE_MIB:.0f}",
        f"{point.anonymous_mib:.0f}",
        f"{point.resident_mib:.0f}",
    )


def _draw(points: Sequence[Point]) -> None:
    figure = Figure(figsize=(9.0, 4.0), layout="constrained")
    times, memory = figure.subplots(1, 2)
    images = [point.images for point in points]
    times.plot(images, [point.seconds_a_million for point in points], "o-", color=BLUE)
    times.set_ylim(bottom=0)
    times.set_title("Seconds a million images", loc="left")
    memory.plot(
        images, [point.resident_mib for point in points], "o-", color=BLUE, label="peak resident"
    )
    memory.plot(
        images, [point.anonymous_mib for point in points], "o-", color=ORANGE, label="anonymous"
    )
    sizes = [point.images * IMAGE_MIB for point in points]
    memory.plot(images, sizes, "--", color=GREY, label="the mapped image file")
    memory.set_ylim(bottom=0)
    memory.set_title("MiB", loc="left")
    memory.legend()
    for axes in (times, memory):
        axes.set_xscale("log")
        axes.set_xticks(images)
        axes.xaxis.set_major_formatter(EngFormatter(sep=""))
        axes.minorticks_off()
        axes.set_xlabel("images, one epoch")
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    with written_whole(PLOT) as beside:
        figure.savefig(beside, dpi=DOTS_PER_INCH, format="png")


if __name__ == "__main__":
    main()
