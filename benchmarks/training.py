"""This project's recipes against the founding article's and others': seconds and accuracy.

    SHUZI_DATA=... python benchmarks/training.py [--seeds 5] [--also pytorch-example,svc]

Prints a table, and writes it with what it was measured on to results.md and a plot beside it. It
takes about a minute a seed on two cores; --also adds contenders that take many minutes a run.
"""

import argparse
from collections.abc import Collection
from functools import partial
from pathlib import Path

import torch
from rich.console import Console

import machine
import plot
import rivals
import shipped
import training_report
from runs import all_runs
from shuzi import datasets
from shuzi.files import write_text
from shuzi.training.memory import keep_freed_memory
from shuzi.training.settings import shipped_recipes
from standings import stand

# One run each: the least time there is to spend on them.
SLOW = {
    "pytorch-example": partial(rivals.pytorch_example, 1),
    "svc": rivals.support_vectors,
}

TABLE_WIDTH = 120  # in characters; elsewhere than on a terminal rich would take 80


def main() -> None:
    """Train, measure, print and write."""
    arguments = _arguments()
    mnist = datasets.load("mnist")
    article = rivals.article(arguments.seeds)
    contenders = [article, rivals.one_epoch(arguments.seeds)]
    contenders += [
        shipped.contender(name, arguments.seeds, len(mnist.train)) for name in arguments.recipes
    ]
    contenders += [SLOW[name]() for name in arguments.also]
    # The process keeps it once a recipe of ours has asked for it: all shall have it.
    keep_freed_memory()
    runs = all_runs(contenders, mnist, arguments.into)
    standings = stand(contenders, runs, article)
    described = f"{machine.describe()}; PyTorch's threads: {torch.get_num_threads()}"
    console = Console(width=TABLE_WIDTH)
    console.print(described)
    console.print(training_report.table(standings))
    picture = arguments.out.with_suffix(".png")
    plot.draw(standings, picture)
    in_parts = arguments.into is not None
    page = training_report.page(
        standings, described, _command(arguments), picture.name, in_parts=in_parts
    )
    write_text(arguments.out, page)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=5, help="runs of each contender")
    parser.add_argument(
        "--recipes",
        type=_recipes,
        default="sprint,fast",
        help=f"of this project, with commas between: {', '.join(shipped_recipes())}",
    )
    parser.add_argument(
        "--also",
        type=_slow,
        default="",
        help=f"one run of what takes many minutes, with commas between: {', '.join(SLOW)}",
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("results.md"))
    parser.add_argument(
        "--into", type=Path, help="keep finished runs in this file, and repeat none that it holds"
    )
    return parser.parse_args()


def _recipes(text: str) -> list[str]:
    return _known(text, shipped_recipes())


def _slow(text: str) -> list[str]:
    return _known(text, SLOW)


def _known(text: str, allowed: Collection[str]) -> list[str]:
    names = text.split(",") if text else []
    unknown = [name for name in names if name not in allowed]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}")
    return names


def _command(arguments: argparse.Namespace) -> str:
    """What gives such a page elsewhere: where it is kept here concerns nobody."""
    words = ["python", "benchmarks/training.py", "--seeds", str(arguments.seeds)]
    words += ["--recipes", ",".join(arguments.recipes)]
    if arguments.also:
        words += ["--also", ",".join(arguments.also)]
    return " ".join(words)


if __name__ == "__main__":
    main()
