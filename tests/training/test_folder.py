from dataclasses import replace

import pytest
import torch

from shuzi.errors import CheckpointError, DataSetError
from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.folder import check_folder, check_is_shared, open_folder, save_checkpoint
from shuzi.training.loop import Trainer
from shuzi.training.plan import CHECKPOINT, Plan
from shuzi.training.ranks import Ranks

CPU = torch.device("cpu")


@pytest.fixture
def plan(recipe, data, tmp_path):
    return Plan(recipe, data, tmp_path / "run", CPU)


@pytest.fixture
def trainer(plan):
    return Trainer(plan.recipe, plan.train, None, CPU)


def names_in(folder):
    return {path.name for path in folder.iterdir()}


def test_a_run_begins_with_a_checkpoint_to_go_on_from(plan, trainer):
    open_folder(plan, trainer)
    assert names_in(plan.out) == {CHECKPOINT, "settings.json"}
    assert load_checkpoint(plan.out / CHECKPOINT).history.epoch == 0


def test_what_a_killed_run_left_unfinished_is_cleared_away(plan, trainer):
    open_folder(plan, trainer)
    before = (plan.out / CHECKPOINT).read_bytes()
    for name in (".checkpoint-01234567.safetensors", ".summary-89abcdef.json"):
        (plan.out / name).write_bytes(b"half")
    (plan.out / ".mine.json").write_bytes(b"mine")
    resumed = replace(plan, resume=load_checkpoint(plan.out / CHECKPOINT))
    check_folder(resumed)
    open_folder(resumed, trainer)
    assert names_in(plan.out) == {CHECKPOINT, "settings.json", ".mine.json"}
    assert (plan.out / CHECKPOINT).read_bytes() == before


def test_one_killed_before_its_first_checkpoint_was_whole_is_begun_anew(plan, trainer):
    plan.out.mkdir()
    (plan.out / ".checkpoint-01234567.safetensors").write_bytes(b"half")
    check_folder(plan)
    open_folder(plan, trainer)
    assert names_in(plan.out) == {CHECKPOINT, "settings.json"}
    with pytest.raises(DataSetError, match="is not empty"):
        check_folder(plan)


def test_a_finished_run_is_not_gone_on_with(plan, trainer):
    save_checkpoint(plan, trainer)
    (plan.out / "summary.json").write_text("{}")
    with pytest.raises(CheckpointError, match="all its 2 epochs are done"):
        check_folder(replace(plan, resume=load_checkpoint(plan.out / CHECKPOINT)))


def test_a_rank_that_does_not_see_the_folder_says_so(plan, trainer):
    elsewhere = replace(plan, ranks=Ranks(3, 4))
    with pytest.raises(DataSetError, match="rank 3 does not see there what rank 0 writes"):
        check_is_shared(elsewhere)
    save_checkpoint(plan, trainer)
    check_is_shared(elsewhere)
