"""A run by two processes, of which one writes."""

from dataclasses import asdict

import pytest
import torch

from shuzi.errors import DataSetError, RankError, RecipeError
from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.launch import launch
from shuzi.training.plan import CHECKPOINT, Plan
from shuzi.training.ranks import Ranks
from shuzi.training.run import run
from shuzi.training.settings import changed
from shuzi.training.summary import Summary

CPU = torch.device("cpu")


def launched(ranks, recipe, data, out):
    return asdict(launch(Plan(recipe, data, out, CPU, ranks=ranks), lambda _: ()))


def test_two_ranks_leave_one_run(pair, recipe, data, tmp_path):
    out = tmp_path / "run"
    recipe = changed(recipe, {"epochs": 1, "members": 2, "network": "lenet_mini"})
    told = pair.run(launched, recipe, data, out)
    assert told == [asdict(Summary.load(out))] * 2
    members = sorted((out / "members").glob("seed-*"))
    assert len(members) == 2
    for member in members:
        assert load_checkpoint(member / CHECKPOINT).provenance["ranks"] == "2"
        log = (member / "train.log").read_text(encoding="utf-8")
        assert log.count("epoch 1:") == 1
        assert "2 ranks on cpu" in log


def refused(ranks, plans):
    plan = plans[ranks.rank]
    with pytest.raises(RankError) as caught:
        run(Plan(*plan, CPU, ranks=ranks))
    return str(caught.value)


def test_ranks_that_are_to_train_something_else_are_named(pair, recipe, data, tmp_path):
    out = tmp_path / "run"
    plans = [(recipe, data, out), (changed(recipe, {"epochs": 1}), data, out)]
    for said in pair.run(refused, plans):
        assert said.startswith("rank 1 of 2: holds data or settings other than the rest")
    assert not out.exists()


def test_a_batch_that_is_too_small_for_the_ranks_is_refused(recipe, data, tmp_path):
    plan = Plan(recipe, data, tmp_path / "run", CPU, ranks=Ranks(0, 21))
    with pytest.raises(RecipeError, match="has batches of 20 images, too few for 21 ranks"):
        run(plan)


def occupied(ranks, recipe, data, out):
    with pytest.raises(DataSetError) as caught:
        run(Plan(recipe, data, out, CPU, ranks=ranks))
    return str(caught.value)


def test_every_rank_refuses_a_folder_with_something_in_it(pair, recipe, data, tmp_path):
    (tmp_path / "mine.txt").touch()
    for said in pair.run(occupied, recipe, data, tmp_path):
        assert said.startswith(f"{tmp_path}: is not empty")
