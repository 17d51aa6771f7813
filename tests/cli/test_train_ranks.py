"""``torchrun … -m shuzi train``: two processes on one machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra train")
pytest.importorskip("lightning_fabric", reason="several processes need the extra ranks")

from shuzi.training.checkpoint import load_checkpoint

pytestmark = pytest.mark.usefixtures("torch")

PATIENCE = 300  # seconds that a busy machine is given
DYING = Path(__file__).parent / "dying.py"


def torchrun(*arguments, program=("-m", "shuzi")):
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    return subprocess.run(
        [sys.executable, *launch, *program, *map(str, arguments)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_rank_that_dies_is_named_and_what_it_left_is_gone_on_with(shuzi, digits, tiny, tmp_path):
    out = tmp_path / "run"
    arguments = ("train", "--recipe", tiny, "--data", digits, "--out", out, "--epochs", "3")
    ended = torchrun(*arguments, program=(DYING,))

    assert ended.returncode == 1
    # By the one that is left, and by torchrun.
    assert "\nshuzi: rank 1 of 2: ended, or does not answer (" in ended.stderr
    assert f"go on, under torchrun or without it, with: shuzi train --resume {out}" in ended.stderr
    assert "Signal 9 (SIGKILL) received" in ended.stderr
    assert "rank      : 1 (local_rank: 1)" in ended.stderr
    assert load_checkpoint(out / "checkpoint.safetensors").history.epoch == 1
    log = (out / "train.log").read_text()
    assert "2 ranks on cpu, from step 0" in log
    assert log.count("epoch 1:") == 1

    alone = shuzi("train", "--resume", out)
    assert alone.code == 0, alone.err
    assert "everything is in" in alone.out
    assert load_checkpoint(out / "checkpoint.safetensors").history.epoch == 3


def test_without_the_extra_the_line_that_installs_it_is_printed(shuzi, tiny, digits, monkeypatch):
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "none")
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setitem(sys.modules, "lightning_fabric", None)
    monkeypatch.delitem(sys.modules, "shuzi.training.processes", raising=False)
    ended = shuzi("train", "--recipe", tiny, "--data", digits)

    assert ended.code == 2
    assert ended.err.startswith("shuzi: training in several processes needs the extra 'ranks'")
    assert '".[ranks]"' in ended.err
