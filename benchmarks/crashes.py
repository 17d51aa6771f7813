"""A training killed at random moments, and gone on with: does it end as if it never had been?

    python benchmarks/crashes.py [--kills 20] [--seed 1]

A process that does what ``shuzi train`` does is sent SIGKILL at random moments of its work, and
gone on with each time, from its checkpoint, or from the start where it had written none yet, until
it is done; then the next one, until there were so many kills. Weights, losses and what the
optimiser remembers are compared bit for bit with a run that nobody killed. Writes ``crashes.md``
beside itself. Not on Windows: processes are forked, for a training of seconds not to wait for its
imports.
"""

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Sequence
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
KILLS_A_RUN = 4  # about: so much of a run's time passes at most between two
IMAGES, HELD_OUT, TEST_IMAGES = 2_500, 500, 200
PAGE = Path(__file__).with_suffix(".md")
# Everything that remembers: random moves, images chosen by loss, an optimiser with two moments.
CHANGES = {
    "epochs": 20,
    "log_every_steps": 5,
    "augmentation": {"shift_px": 1, "rotation_deg": 5.0, "clean_epochs": 1},
}


@dataclass(frozen=True, slots=True)
class Victim:
    """One training that was killed again and again, and each time gone on with.

    Attributes:
        epochs: for each kill, of the checkpoint that was there then; None where there was none.
        unfinished: files that were half written at a kill, of all kills.
        left: of those, when the training was done.
        same: whether it ended bit for bit as one that was not killed.
    """

    epochs: tuple[int | None, ...]
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
        moments, victims, pending = random.Random(arguments.seed), list[Victim](), arguments.kills

        def moment() -> float:
            return moments.uniform(0, seconds / KILLS_A_RUN)

        while pending:
            plan = _plan(recipe, data, Path(name, f"victim-{len(victims)}"))
            victims.append(_kill(plan, moment, pending, expected))
            pending -= len(victims[-1].epochs)
            print(victims[-1], file=sys.stderr)
    page = _page(victims, seconds)
    write_text(PAGE, page)
    Console().print(page, markup=False, highlight=False, soft_wrap=True)
    sys.exit(not all(victim.same for victim in victims))


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


def _kill(plan: Plan, moment: Callable[[], float], kills: int, expected: str) -> Victim:
    """Kill a training at so many moments, or fewer where it is done before that."""
    epochs, unfinished = list[int | None](), 0
    while not (plan.out / SUMMARY).exists():
        left = _checkpoint(plan)
        process = _forked(replace(plan, resume=left))
        process.join(moment() if len(epochs) < kills else None)
        if process.is_alive():
            process.kill()
            process.join()
            left = _checkpoint(plan)
            epochs.append(None if left is None else left.history.epoch)
            unfinished += len(_unfinished(plan))
    return Victim(
        tuple(epochs), unfinished, len(_unfinished(plan)), same=_outcome(plan) == expected
    )


def _checkpoint(plan: Plan) -> Checkpoint | None:
    path = plan.out / CHECKPOINT
    return load_checkpoint(path) if path.exists() else None


def _unfinished(plan: Plan) -> list[Path]:
    return list(plan.out.glob(".*-????????.*"))


def _outcome(plan: Plan) -> str:
    """A checksum of everything that a training came to but its times."""
    end: Checkpoint = load_checkpoint(plan.out / CHECKPOINT)
    text = repr((end.history.epoch, end.history.steps, end.history.epochs))
    for tensors in (end.network, end.best or {}, end.optimiser, end.selection, end.random_states):
        text = digest(tensors, text)
    return text


def _page(victims: Sequence[Victim], seconds: float) -> str:
    kills = sum(len(victim.epochs) for victim in victims)
    same = sum(len(victim.epochs) for victim in victims if victim.same)
    rows = "\n".join(
        f"| {number} | {', '.join(map(_epoch, victim.epochs))} | {victim.unfinished} "
        f"| {victim.left} | {'yes' if victim.same else '**no**'} |"
        for number, victim in enumerate(victims, start=1)
    )
    return f"""# Trainings that were killed

Written by `python benchmarks/crashes.py --kills {kills}` on
{machine.describe()}.

Recipe `fast` with {CHANGES["epochs"]} epochs, rotation and shifts, on {IMAGES - HELD_OUT:,} drawn
digits, validated, exported and tested, was sent SIGKILL at {kills} random moments in all, up to
{seconds / KILLS_A_RUN:.1f} s after each start, and gone on with each time; undisturbed it took
{seconds:.1f} s. After **{same} of {kills}** kills the training came to the same weights, bit for
bit, as one that was not killed, and to the same optimiser, losses and random state.

| run | epoch of its checkpoint at each kill | files half written | left at the end | the same |
| ---: | --- | ---: | ---: | --- |
{rows}

Epoch 0 is the checkpoint from before the first step. Where there is none, nothing was learnt yet,
and the same command begins in the same folder; after the last epoch the model is exported.
"""


def _epoch(epoch: int | None) -> str:
    return "none" if epoch is None else str(epoch)


if __name__ == "__main__":
    main()
