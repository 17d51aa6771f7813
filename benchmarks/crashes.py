"""A training killed at random moments, and gone on with: does it end as if it never had been?

    python benchmarks/crashes.py [--kills 20] [--seed 1]

Each time a process that does what ``shuzi train`` does is sent SIGKILL at a random moment of its
work, and gone on with, from its checkpoint, or from the start where it had written none yet.
Weights, losses and what the optimiser remembers are compared bit for bit with a run that nobody
killed. Writes ``crashes.md`` beside itself. Not on Windows: processes are forked, for a training
of seconds not to wait for its imports.
"""

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from rich.console import Console

import machine
from shuzi.datasets import DataSet, LabelledImages
from shuzi.files import write_text
from shuzi.synthesis.digits import draw_digits
from shuzi.training.checkpoint import Checkpoint, load_checkpoint
from shuzi.training.digest import digest
from shuzi.training.plan import CHECKPOINT, Plan
from shuzi.training.run import run
from shuzi.training.settings import Recipe, changed, load_recipe
from shuzi.training.summary import SUMMARY

KILLS = 20
IMAGES, HELD_OUT, TEST_IMAGES = 2_500, 500, 200
PAGE = Path(__file__).with_suffix(".md")
# Everything that remembers: random moves, images chosen by loss, an optimiser with two moments.
CHANGES = {
    "epochs": 30,
    "log_every_steps": 5,
    "augmentation": {"shift_px": 1, "rotation_deg": 5.0, "clean_epochs": 1},
}


@dataclass(frozen=True, slots=True)
class Kill:
    """One training that was killed and gone on with.

    Attributes:
        seconds: after its start it was killed.
        epoch: of the checkpoint that it had left; None where there was none.
        unfinished: files that it was writing when it was killed.
        left: of those when the run that went on was done.
        same: whether it ended bit for bit as one that was not killed.
    """

    seconds: float
    epoch: int | None
    unfinished: int
    left: int
    same: bool


def main() -> None:
    """Kill, go on, compare, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    recipe, data = changed(load_recipe("fast"), CHANGES), _drawn()
    with TemporaryDirectory() as name:
        whole, began = _plan(recipe, data, Path(name, "whole")), time.monotonic()
        _forked(whole).join()
        seconds, expected = time.monotonic() - began, _outcome(whole)
        moments = random.Random(arguments.seed)
        kills: list[Kill] = []
        while len(kills) < arguments.kills:
            plan = _plan(recipe, data, Path(name, f"killed-{len(kills)}"))
            kills.append(_kill(plan, moments.uniform(0, seconds), expected))
            print(kills[-1], file=sys.stderr)
    page = _page(kills, seconds)
    write_text(PAGE, page)
    Console().print(page, markup=False, highlight=False, soft_wrap=True)
    sys.exit(not all(kill.same for kill in kills))


def _drawn() -> DataSet:
    labels = (np.arange(IMAGES + TEST_IMAGES) % 10).astype(np.uint8)
    everything = LabelledImages(draw_digits(labels, seed=1), labels)
    train, test = slice(0, IMAGES), slice(IMAGES, None)
    return DataSet("drawn", everything.part(train), HELD_OUT, everything.part(test))


def _plan(recipe: Recipe, data: DataSet, out: Path) -> Plan:
    return Plan(recipe, data, out, torch.device("cpu"))


def _forked(plan: Plan) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=run, args=(plan,))
    process.start()
    return process


def _kill(plan: Plan, seconds: float, expected: str) -> Kill:
    process = _forked(plan)
    time.sleep(seconds)
    process.kill()
    process.join()
    unfinished, checkpoint = len(_unfinished(plan)), None
    if (plan.out / CHECKPOINT).exists():
        checkpoint = load_checkpoint(plan.out / CHECKPOINT)
    if not (plan.out / SUMMARY).exists():
        _forked(replace(plan, resume=checkpoint)).join()
    return Kill(
        seconds,
        None if checkpoint is None else checkpoint.history.epoch,
        unfinished,
        len(_unfinished(plan)),
        _outcome(plan) == expected,
    )


def _unfinished(plan: Plan) -> list[Path]:
    return list(plan.out.glob(".*-????????.*"))


def _outcome(plan: Plan) -> str:
    """A checksum of everything that a training came to but its times."""
    end: Checkpoint = load_checkpoint(plan.out / CHECKPOINT)
    text = repr((end.history.epoch, end.history.steps, end.history.epochs))
    for tensors in (end.network, end.best or {}, end.optimiser, end.selection, end.random_states):
        text = digest(tensors, text)
    return text


def _page(kills: Sequence[Kill], seconds: float) -> str:
    same = sum(kill.same for kill in kills)
    rows = "\n".join(
        f"| {number} | {kill.seconds:.1f} | {'none' if kill.epoch is None else kill.epoch} | "
        f"{kill.unfinished} | {kill.left} | {'yes' if kill.same else '**no**'} |"
        for number, kill in enumerate(kills, start=1)
    )
    return f"""# Trainings that were killed

Written by `python benchmarks/crashes.py --kills {len(kills)}` on
{machine.describe()}.

Recipe `fast` with {CHANGES["epochs"]} epochs, rotation and shifts, on {IMAGES - HELD_OUT:,} drawn
digits, validated, exported and tested, was sent SIGKILL at a random moment of the {seconds:.1f}
seconds that it took undisturbed, and gone on with. **{same} of {len(kills)}** ended with the same
weights, bit for bit, as a run that was not killed, and with the same optimiser, losses and random
state.

| | killed after, s | epoch of its checkpoint | files half written | left at the end | the same |
| ---: | ---: | ---: | ---: | ---: | --- |
{rows}

Epoch 0 is the checkpoint from before the first step. Where there is none, nothing was learnt yet,
and the same command begins in the same folder.
"""


if __name__ == "__main__":
    main()
