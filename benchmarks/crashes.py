"""A training killed at random moments, and gone on with: does it end as if it never had been?

    python benchmarks/crashes.py [--kills 20] [--seed 1]

Each time ``shuzi train`` is sent SIGKILL at a random moment between its start and its end, and
gone on with, by ``--resume`` where it left a checkpoint and by the same command where it was
killed before that. Weights, losses and what remembers of the optimiser are compared bit for bit
with a run that nobody killed. Writes ``crashes.md`` beside itself. It takes a drawn set of digits
and about a minute a kill of one core.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console
from rich.progress import track

import machine
from shuzi import idx
from shuzi.catalogue import MNIST_FILES
from shuzi.files import write_text
from shuzi.synthesis.digits import draw_digits
from shuzi.training.checkpoint import Checkpoint, load_checkpoint
from shuzi.training.digest import digest
from shuzi.training.plan import CHECKPOINT
from shuzi.training.summary import SUMMARY

KILLS = 20
IMAGES = 6_000
PAGE = Path(__file__).with_suffix(".md")
# Everything that remembers: moves at random, selected images, an optimiser with two moments.
RECIPE = """
base = "fast"
purpose = "fast, on few images"
epochs = 8
log_every_steps = 5

[augmentation]
shift_px = 1
rotation_deg = 5.0
clean_epochs = 1
"""


@dataclass(frozen=True, slots=True)
class Kill:
    """One training that was killed and gone on with.

    Attributes:
        seconds: after its start it was killed.
        step: of the checkpoint that it had left; None where there was none.
        unfinished: files that it was writing when it was killed.
        left: of those when the run that went on was done.
        same: whether it ended bit for bit as one that was not killed.
    """

    seconds: float
    step: int | None
    unfinished: int
    left: int
    same: bool


def main() -> None:
    """Kill, go on, compare, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)
    with TemporaryDirectory() as name:
        folder = Path(name)
        command = _prepared(folder)
        began = time.monotonic()
        _run([*command, "--out", str(folder / "whole")])
        seconds = time.monotonic() - began
        expected = _outcome(folder / "whole")
        kills = [
            _kill(command, folder / f"killed-{number}", moments.uniform(0, seconds), expected)
            for number in track(range(arguments.kills), "killing", console=Console(stderr=True))
        ]
    page = _page(kills, seconds)
    write_text(PAGE, page)
    Console().print(page, markup=False, highlight=False, soft_wrap=True)
    sys.exit(not all(kill.same for kill in kills))


def _prepared(folder: Path) -> list[str]:
    """The command that trains, on a drawn set and by a recipe that it writes into the folder."""
    labels = (np.arange(IMAGES) % 10).astype(np.uint8)
    digits = draw_digits(labels, seed=1)
    for file, content in zip(
        MNIST_FILES, (digits, labels, digits[:500], labels[:500]), strict=True
    ):
        idx.write(folder / "data" / file.removesuffix(".gz"), content)
    recipe = folder / "recipe.toml"
    recipe.write_text(RECIPE, encoding="utf-8")
    return ["train", "--recipe", str(recipe), "--data", str(folder / "data"), "--device", "cpu"]


def _run(arguments: Sequence[str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "shuzi", *arguments],
        check=True,
        env=_environment(),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _environment() -> dict[str, str]:
    # Sums are split among threads: with as many there are the same last bits.
    return {**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}


def _kill(command: Sequence[str], out: Path, seconds: float, expected: str) -> Kill:
    afresh = [*command, "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "shuzi", *afresh],
        env=_environment(),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    unfinished, step = len(_unfinished(out)), None
    if (out / CHECKPOINT).exists():
        step = _steps(load_checkpoint(out / CHECKPOINT))
    if not (out / SUMMARY).exists():
        _run(afresh if step is None else ["train", "--resume", str(out)])
    return Kill(seconds, step, unfinished, len(_unfinished(out)), _outcome(out) == expected)


def _unfinished(out: Path) -> list[Path]:
    return list(out.glob(".*-????????.*"))


def _steps(checkpoint: Checkpoint) -> int:
    """How many steps were done when it was written."""
    return max((entry.step for entry in checkpoint.history.epochs), default=0)


def _outcome(out: Path) -> str:
    """A checksum of everything that a training came to but its times."""
    end = load_checkpoint(out / CHECKPOINT)
    text = repr((end.history.steps, end.history.epochs))
    for tensors in (end.network, end.best or {}, end.optimiser, end.selection, end.random_states):
        text = digest(tensors, text)
    return text


def _page(kills: Sequence[Kill], seconds: float) -> str:
    rows = "\n".join(
        f"| {number} | {kill.seconds:.1f} | {'none' if kill.step is None else kill.step} | "
        f"{kill.unfinished} | {kill.left} | {'yes' if kill.same else '**no**'} |"
        for number, kill in enumerate(kills, start=1)
    )
    same = sum(kill.same for kill in kills)
    return f"""# Trainings that were killed

Written by `python benchmarks/crashes.py --kills {len(kills)}` on {machine.describe()}.

`shuzi train`, recipe `fast` with eight epochs, rotation and shifts, on {IMAGES:,} drawn digits, was
sent SIGKILL at a random moment of the {seconds:.0f} seconds that it takes undisturbed, and gone on
with. **{same} of {len(kills)}** ended with the same weights, bit for bit, as a run that was not
killed, and with the same optimiser, losses and random state.

| | killed after, s | step of its checkpoint | files half written | left at the end | the same |
| ---: | ---: | ---: | ---: | ---: | --- |
{rows}

A checkpoint is there from before the first step on; where there is none, the training had not
begun, and the same command begins it anew.
"""


if __name__ == "__main__":
    main()
