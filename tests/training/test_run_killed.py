"""Runs that are killed, and gone on with: benchmarks/crashes.py does it at random moments."""

import multiprocessing
import os
import signal
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.plan import CHECKPOINT, Plan
from shuzi.training.run import run
from shuzi.training.settings import changed

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or sys.platform == "darwin", reason="forks, not to import torch anew"
)

SETTINGS = {
    "epochs": 3,
    "selection": {"later_percent": 50.0, "hardest_percent": 60.0},
    "augmentation": {"shift_px": 1, "clean_epochs": 1},
}


@pytest.fixture(scope="module")
def plan(recipe, data, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "whole"
    plan = Plan(changed(recipe, SETTINGS), data, out, torch.device("cpu"), test=False)
    run(plan)
    return plan


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def killed(plan, kill):
    """Run until ``kill``, which readies the process for its end, ends it."""

    def work():
        kill()
        run(plan)

    with warnings.catch_warnings():
        # Python 3.12 warns of threads, of which those of this process hold nothing.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = multiprocessing.get_context("fork").Process(target=work)
        process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def kill_at_rename(number):
    """Die when that many files are written, and the next would be, but for its name."""

    def kill():
        rename, renamed = Path.replace, []

        def dying(path, target):
            if len(renamed) == number:
                die()
            renamed.append(target)
            return rename(path, target)

        Path.replace = dying

    return kill


def assert_same_end(one, other):
    ends = [load_checkpoint(plan.out / CHECKPOINT) for plan in (one, other)]
    for group in ("network", "best", "optimiser", "selection", "random_states"):
        tensors, others = (getattr(end, group) for end in ends)
        assert tensors.keys() == others.keys()
        for name, tensor in tensors.items():
            np.testing.assert_array_equal(tensor, others[name], err_msg=f"{group} {name}")
    assert ends[0].history.steps == ends[1].history.steps
    assert ends[0].history.epochs == ends[1].history.epochs
    assert {path.name for path in one.out.iterdir()} == {path.name for path in other.out.iterdir()}


# In this order: the first checkpoint, the settings, a checkpoint an epoch, the model and the rest.
@pytest.mark.parametrize("written", [0, 3])
def test_killed_while_it_writes_and_gone_on_with_it_ends_the_same(plan, tmp_path, written):
    victim = replace(plan, out=tmp_path / "run")
    killed(victim, kill_at_rename(written))
    left = victim.out / CHECKPOINT
    assert len(list(victim.out.glob(".*"))) == 1
    resumed = load_checkpoint(left) if left.exists() else None
    assert (resumed is None) == (written == 0)
    run(replace(victim, resume=resumed))
    assert_same_end(victim, plan)
