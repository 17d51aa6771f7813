"""``shuzi data``: getting, showing, exporting and drawing data sets."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from shuzi.cli.console import counter, notes, results
from shuzi.errors import DownloadError

__all__ = ["app"]

app = typer.Typer(help="Get, show, export and draw data sets.", no_args_is_help=True)

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME|DIR", help="mnist, fashion-mnist, kmnist, qmnist, emnist-digits; or a folder."
    ),
]


class ExportFormat(StrEnum):
    """What a data set is written as."""

    PNG = "png"
    NPZ = "npz"
    CSV = "csv"
    MAT = "mat"


class Kind(StrEnum):
    """What is drawn on each picture of a data set."""

    DIGITS = "digits"
    LINES = "lines"
    PAGES = "pages"
    TABLES = "tables"


@app.command()
def get(name: Name = "mnist") -> None:
    """Find a data set, or fetch it, and check every file of it.

    It is looked for in the folder that SHUZI_DATA names, then in the cache, then at its mirrors.
    """
    from shuzi import datasets

    data_set = datasets.load(name)
    results.print(
        f"{data_set.name}: {len(data_set.train_all):,} images to train on, "
        f"{len(data_set.test):,} to test, all checked"
    )


@app.command()
def show(
    name: Name = "mnist",
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", dir_okay=False, help="The picture to write.")
    ] = Path("samples.png"),
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=100, help="How many.")] = 6,
    seed: Annotated[int, typer.Option(min=0, help="Other samples with another seed.")] = 1,
) -> None:
    """Print how many images each class has, and draw samples with their ground truth."""
    import numpy as np

    from shuzi import datasets, figures

    data_set = datasets.load(name)
    parts = {"train": data_set.train, "validation": data_set.validation, "test": data_set.test}
    counts = {part: images.class_counts().tolist() for part, images in parts.items()}
    results.print(_class_counts(data_set.name, data_set.classes, counts))
    test = data_set.test
    chosen = np.random.default_rng(seed).permutation(len(test))[:count]
    truths = [data_set.classes[label] for label in test.labels[chosen]]
    figures.draw_samples(test.images[chosen], truths, out)
    notes.print(f"samples of the test part: {out}")


@app.command()
def export(
    name: Name,
    *,
    to: Annotated[ExportFormat, typer.Option("--to", help="png and csv make folders.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file or folder to make.")],
) -> None:
    """Write a data set for other programs.

    mat: images as 28 x 28 x 1 x N, upright, for MATLAB and Octave.
    """
    from shuzi import datasets, exports

    data_set = datasets.load(name)
    with counter("images") as bar:
        task = bar.add_task("writing", total=len(data_set.train_all) + len(data_set.test))
        exports.export(data_set, to.value, out, lambda more: bar.advance(task, more))
    results.print(str(out))


@app.command()
def synthesize(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", file_okay=False, help="The folder to make.")
    ],
    *,
    kind: Annotated[Kind, typer.Option(help="What is on each picture.")] = Kind.LINES,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many pictures.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Other pictures with another seed.")] = 1,
    height: Annotated[
        int, typer.Option(metavar="PX", min=12, max=400, help="Of a digit, in pixels, about.")
    ] = 48,
    strokes_only: Annotated[
        bool, typer.Option("--strokes-only", help="Leave MNIST's digits out.")
    ] = False,
) -> None:
    """Draw pictures of handwriting that nobody wrote, with what stands on them in labels.csv.

    They are composed of strokes and, where MNIST can be had, of its training digits.

    Example: shuzi data synthesize lines --kind lines --count 2000
    """
    from shuzi.exports import new_folder
    from shuzi.synthesis.collection import Collection, write_collection

    with new_folder(out) as folder:
        samples = None if strokes_only else _samples()
        with counter("pictures") as bar:
            task = bar.add_task("drawing", total=count)
            collection = Collection(kind.value, seed, height, samples)
            write_collection(collection, count, folder, lambda more: bar.advance(task, more))
    results.print(str(out))


def _samples() -> Any:  # noqa: ANN401  Samples or None, of a module that is imported late
    """MNIST's training digits; None where they cannot be had."""
    from shuzi import datasets
    from shuzi.synthesis.samples import Samples

    try:
        train = datasets.load("mnist").train
    except DownloadError as error:
        notes.print(f"{error}. Drawing with strokes alone instead.")
        return None
    return Samples.of(train.images, train.labels)


def _class_counts(name: str, classes: Sequence[str], counts: Mapping[str, Sequence[int]]) -> Table:
    table = Table("class", title=name)
    for part in counts:
        table.add_column(part, justify="right")
    for meaning, *numbers in zip(classes, *counts.values(), strict=True):
        table.add_row(meaning, *(f"{number:,}" for number in numbers))
    table.add_section()
    table.add_row("all", *(f"{sum(numbers):,}" for numbers in counts.values()))
    return table
