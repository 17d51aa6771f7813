"""``shuzi data``: getting, showing, exporting and drawing data sets."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import click

from shuzi.cli.console import Counter, note, tell, tell_drawn
from shuzi.cli.left_out import noting_left_out
from shuzi.errors import DownloadError

__all__ = ["ExportFormat", "Kind", "data"]

ExportFormat = Literal["png", "npz", "csv", "mat"]
"""What a data set is written as."""

Kind = Literal["digits", "lines", "pages", "tables"]
"""What is drawn on each picture of a data set."""


@click.group
def data() -> None:
    """Get, show, export and draw data sets."""


_NAMES = "Data sets: mnist, fashion-mnist, kmnist, qmnist, emnist-digits; or a folder."
_name = click.argument("name", metavar="[NAME|DIR]", default="mnist")


@data.command(epilog=_NAMES)
@_name
def get(name: str) -> None:
    """Find a data set, or fetch it, and check every file of it.

    It is looked for in the folder that SHUZI_DATA names, then in the cache, then at its mirrors.
    """
    from shuzi import datasets

    data_set = noting_left_out(datasets.load(name))
    tell(
        f"{data_set.name}: {len(data_set.train_all):,} images to train on, "
        f"{len(data_set.test):,} to test, all checked"
    )


@data.command(epilog=_NAMES)
@_name
@click.option(
    "--out",
    "-o",
    default="samples.png",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The picture to write.",
)
@click.option("--count", "-n", default=6, type=click.IntRange(1, 100), help="How many.")
@click.option("--seed", default=1, type=click.IntRange(0), help="Other samples with another seed.")
def show(name: str, out: Path, count: int, seed: int) -> None:
    """Print how many images each class has, and draw samples with their ground truth."""
    import numpy as np

    from shuzi import datasets, figures

    data_set = noting_left_out(datasets.load(name))
    parts = {"train": data_set.train, "validation": data_set.validation, "test": data_set.test}
    counts = {part: images.class_counts().tolist() for part, images in parts.items()}
    tell_drawn(_class_counts(data_set.name, data_set.classes, counts))
    test = data_set.test
    chosen = np.random.default_rng(seed).permutation(len(test))[:count]
    truths = [data_set.classes[label] for label in test.labels[chosen]]
    figures.draw_samples(test.images[chosen], truths, out)
    note(f"samples of the test part: {out}")


@data.command(epilog=_NAMES)
@click.argument("name", metavar="NAME|DIR")
@click.option(
    "--to",
    required=True,
    type=click.Choice(get_args(ExportFormat)),
    help="png and csv make folders.",
)
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="The file or folder to make.",
)
def export(name: str, to: ExportFormat, out: Path) -> None:
    """Write a data set for other programs.

    mat: images as 28 x 28 x 1 x N, upright, for MATLAB and Octave.
    """
    from shuzi import datasets, exports

    data_set = noting_left_out(datasets.load(name))
    images = len(data_set.train_all) + len(data_set.test)
    with Counter("writing", "images", images) as counter:
        exports.export(data_set, to, out, counter.advance)
    tell(str(out))


@data.command
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--kind",
    default="lines",
    type=click.Choice(get_args(Kind)),
    help="What is on each picture.",
)
@click.option("--count", "-n", default=1000, type=click.IntRange(1), help="How many pictures.")
@click.option("--seed", default=1, type=click.IntRange(0), help="Other pictures with another seed.")
@click.option(
    "--height",
    metavar="PX",
    default=48,
    type=click.IntRange(12, 400),
    help="Of a digit, in pixels, about.",
)
@click.option("--strokes-only", is_flag=True, help="Leave MNIST's digits out.")
def synthesize(
    out: Path, kind: Kind, count: int, seed: int, height: int, *, strokes_only: bool
) -> None:
    """Draw pictures of handwriting that nobody wrote, with what stands on them in labels.csv.

    They are composed of strokes and, where MNIST can be had, of its training digits.

    Example: shuzi data synthesize lines --kind lines --count 2000
    """
    from shuzi.exports import new_folder
    from shuzi.synthesis.collection import Collection, write_collection

    with new_folder(out) as folder:
        samples = None if strokes_only else _samples()
        with Counter("drawing", "pictures", count) as counter:
            collection = Collection(kind, seed, height, samples)
            write_collection(collection, count, folder, counter.advance)
    tell(str(out))


def _samples() -> Any:  # noqa: ANN401  Samples or None, of a module that is imported late
    """MNIST's training digits; None where they cannot be had."""
    from shuzi import datasets
    from shuzi.synthesis.samples import Samples

    try:
        train = datasets.load("mnist").train
    except DownloadError as error:
        note(f"{error}. Drawing with strokes alone instead.")
        return None
    return Samples.of(train.images, train.labels)


def _class_counts(name: str, classes: Sequence[str], counts: Mapping[str, Sequence[int]]) -> object:
    """A table for rich to draw."""
    from rich.table import Table

    table = Table("class", title=name)
    for part in counts:
        table.add_column(part, justify="right")
    for meaning, *numbers in zip(classes, *counts.values(), strict=True):
        table.add_row(meaning, *(f"{number:,}" for number in numbers))
    table.add_section()
    table.add_row("all", *(f"{sum(numbers):,}" for numbers in counts.values()))
    return table
