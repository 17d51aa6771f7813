"""Spoilt files through every door of shuzi that reads bytes: does anything come out that may not?

    python benchmarks/fuzz.py [--inputs 100000] [--seed 1] [--door NAME]... [--keep DIR]

Whole files, drawn here, are spoilt in a few places, the same in each run with the same seed, and
handed to every door in turn, in a process of its own. What may come out is what was asked for, or a
typed error; for at most 2 s of processor time and 1 GiB. Each input with which anything else
happens is kept in a folder, with what happened. Ctrl-C or SIGTERM ends it early. Writes ``fuzz.md``
beside itself where no doors were named, and ends with 1 where anything was found. Linux: memory is
what ``/proc`` tells.
"""

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

import machine
from fuzzing.campaign import tried
from fuzzing.doors import DOORS
from fuzzing.trial import MOST_MEBIBYTES, MOST_SECONDS, Trial
from shuzi.files import write_bytes, write_text

INPUTS = 100_000
PAGE = Path(__file__).with_suffix(".md")
FINDINGS = Path("runs") / "fuzz"


@dataclass(slots=True)
class Tally:
    """What came of the inputs of one door."""

    door: str
    came: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    largest: float = 0.0
    faults: int = 0

    def add(self, trial: Trial) -> None:
        """Count one more."""
        self.came[trial.came] += 1
        self.slowest = max(self.slowest, trial.seconds)
        self.largest = max(self.largest, trial.mebibytes)
        self.faults += trial.fault is not None

    def row(self) -> str:
        """Of the table."""
        came = ", ".join(f"{name} {count:,}" for name, count in self.came.most_common())
        cells = (f"{self.came.total():,}", came, f"{self.slowest:.2f}", f"{self.largest:,.0f}")
        return f"| {self.door} | {' | '.join(cells)} | {self.faults} |"


def main() -> None:
    """Try all inputs, and write what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=INPUTS, help="over all doors")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--door", action="append", choices=[*DOORS], help="none of the others")
    parser.add_argument("--keep", type=Path, default=FINDINGS, help="where failing inputs go")
    arguments = parser.parse_args()
    names = arguments.door or [*DOORS]
    arguments.keep.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    tallies = [Tally(name) for name in names]
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress, suppress(KeyboardInterrupt):
        bar = progress.add_task("", total=arguments.inputs)
        for tally, count in zip(tallies, _shares(arguments.inputs, len(tallies)), strict=True):
            for trial in tried(tally.door, arguments.seed, count):
                tally.add(trial)
                progress.update(bar, advance=1, description=tally.door)
                if trial.fault:
                    _keep(tally.door, trial, arguments.keep)
            progress.console.print(tally.row(), markup=False, highlight=False, soft_wrap=True)
    page = _page(tallies, arguments.seed)
    if not arguments.door:
        write_text(PAGE, page)
    Console().print(page, markup=False, highlight=False, soft_wrap=True)
    sys.exit(any(tally.faults for tally in tallies))


def _shares(inputs: int, doors: int) -> list[int]:
    """As many for each door, as far as they can be divided."""
    return [inputs * (door + 1) // doors - inputs * door // doors for door in range(doors)]


def _keep(name: str, trial: Trial, folder: Path) -> None:
    """Keep the input of a trial, and what happened."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in name)
    kept = folder / f"{plain}-{trial.number}"
    write_bytes(kept.with_suffix(".input"), trial.content)
    write_text(kept.with_suffix(".txt"), f"{name}, input {trial.number}\n{trial.fault}\n")


def _page(tallies: Sequence[Tally], seed: int) -> str:
    inputs = sum(tally.came.total() for tally in tallies)
    faults = sum(tally.faults for tally in tallies)
    rows = "\n".join(tally.row() for tally in tallies)
    return f"""# Spoilt files through every door

Written by `python benchmarks/fuzz.py --inputs {inputs} --seed {seed}` on
{machine.describe()}.

Each door was handed whole files that were spoilt in one to eight places: bits, integers at the
edges of their range, stretches removed, repeated or taken from another file, numbers and words that
parsers stumble over. Of **{inputs:,}** inputs **{faults}** had an outcome that may not be: an error
that is not shuzi's own, a crash, over {MOST_SECONDS:g} s of processor time or over
{MOST_MEBIBYTES:,.0f} MiB beyond what the process had before.

| door | inputs | what came out | slowest, s | most memory, MiB | faults |
| --- | ---: | --- | ---: | ---: | ---: |
{rows}

For requests to the service it is the status of the answer that came out; time and memory are of the
service and of the process that reads for it. What was found before, and is mended, has a test of
its own: `tests/test_fuzzing.py` and those beside it that name what they refuse.
"""


if __name__ == "__main__":
    main()
