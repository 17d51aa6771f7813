"""Draw lines, train the line reader on them, and write it: ``python -m shuzi.training.lines``."""

import argparse
from pathlib import Path

from rich.console import Console

from shuzi.training.lines.run import LINES, LineSettings, train_lines

__all__ = ["main"]


def main() -> None:
    """Draw, train, export, measure."""
    arguments = vars(_arguments())
    out: Path = arguments.pop("out")
    notes = Console(stderr=True)
    score = train_lines(LineSettings(**arguments), out, notes).score
    notes.print(
        f"{out / LINES}: {score.exact:.2%} of {score.held_out_lines} drawn lines are read exactly"
    )


def _arguments() -> argparse.Namespace:
    usual = LineSettings()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for what is written")
    parser.add_argument("--data", default=usual.data, help="whose digits lines are made of")
    parser.add_argument("--seed", type=int, default=usual.seed, help="of all that is random")
    parser.add_argument("--lines", type=int, default=usual.lines, help="drawn to learn")
    parser.add_argument("--epochs", type=int, default=usual.epochs, help="passes over them")
    return parser.parse_args()


if __name__ == "__main__":
    main()
