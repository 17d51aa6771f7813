"""This project's recipes against the founding article's and others': seconds and accuracy.

    SHUZI_DATA=... python benchmarks/training.py [--seeds 5] [--long]

Prints a table, and writes it with what it was measured on to results.md and a plot beside it. It
takes about a minute a seed on two cores; --long adds the contenders that take many
minutes a run, and needs scikit-learn.
"""

import argparse
import shlex
import sys
from pathlib import Path

import torch
from rich.console import Console

import machine
import plot
import report
import rivals
import shipped
from runs import all_runs
from shuzi import datasets
from shuzi.files import write_text
from shuzi.training.memory import keep_freed_memory
from shuzi.training.settings import shipped_recipes
from standings import stand

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
    if arguments.long:
        long_seeds = min(arguments.long_seeds, arguments.seeds)
        contenders += [rivals.pytorch_example(long_seeds), rivals.support_vectors()]
    # The process keeps it once a recipe of ours has asked for it: all shall have it.
    keep_freed_memory()
    runs = all_runs(contenders, mnist, arguments.into)
    standings = stand(contenders, runs, article)
    described = f"{machine.describe()}; PyTorch's threads: {torch.get_num_threads()}"
    console = Console(width=TABLE_WIDTH)
    console.print(described)
    console.print(report.table(standings))
    picture = arguments.out.with_suffix(".png")
    command = shlex.join(["python", "benchmarks/training.py", *sys.argv[1:]])
    plot.draw(standings, picture)
    write_text(arguments.out, report.page(standings, described, command, picture.name))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=5, help="runs of each contender")
    parser.add_argument(
        "--recipes",
        type=_recipes,
        default="sprint,fast",
        help=f"of this project, with commas between: {', '.join(shipped_recipes())}",
    )
    parser.add_argument("--long", action="store_true", help="add what takes many minutes a run")
    parser.add_argument("--long-seeds", type=int, default=1, help="runs of PyTorch's example")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("results.md"))
    parser.add_argument(
        "--into", type=Path, help="keep finished runs in this file, and repeat none that it holds"
    )
    return parser.parse_args()


def _recipes(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in shipped_recipes()]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no recipe {', '.join(unknown)}")
    return names


if __name__ == "__main__":
    main()
