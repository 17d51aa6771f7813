"""One network trained by two processes, against one process alone."""

import numpy as np
import pytest
import torch

from shuzi.datasets import LabelledImages
from shuzi.errors import RankError
from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.loop import Trainer
from shuzi.training.ranks import Ranks
from shuzi.training.settings import changed

CPU = torch.device("cpu")

# What must come out alike with any number of ranks: no image is moved at random. 49 images for
# 48 leave ranks parts that differ in length.
EVERYTHING = {
    "epochs": 3,
    "batch_images": 49,
    "first_filters": "patches",
    "optimiser.gradient_norm_max": 1.0,
    "schedule": {"name": "one-cycle", "warm_up_percent": 30.0},
    "selection": {"later_percent": 50.0, "hardest_percent": 60.0},
    "evaluation_images": 7,
}
# And what remembers: random moves and dropout too.
MOVING = {
    **EVERYTHING,
    "network": "lenet_bn",
    "augmentation": {"shift_px": 1, "rotation_deg": 5.0, "clean_epochs": 1},
}


class Teacher(torch.nn.Module):
    def forward(self, frames):
        return torch.nn.functional.one_hot(frames.flatten(1).sum(1).long() % 10, 10) * 2.0


def trained(ranks, recipe, parts, stop_after=None, path=None):
    """Weights and losses after a training, to be gone on with from a path where one is there."""
    teacher = None if recipe.distillation is None else Teacher()
    train, validation = (LabelledImages(*part) for part in parts)
    learner = Trainer(recipe, train, validation, CPU, teacher=teacher, ranks=ranks)
    if path is not None and path.exists():
        learner.resume(load_checkpoint(path), str(path))
    # Only one of them is asked to stop.
    finished = learner.train(lambda: ranks.leads and learner.step == stop_after)
    learner.check_ranks()
    if not finished and ranks.leads:
        learner.checkpoint({}).save(path)
    ranks.wait()
    return (
        {name: tensor.numpy().copy() for name, tensor in learner.network.state_dict().items()},
        [entry.train_loss for entry in learner.history.steps],
        [(entry.validation_loss, entry.validation_accuracy) for entry in learner.history.epochs],
        learner.step,
    )


@pytest.fixture
def parts(train, validation):
    return (train.images, train.labels), (validation.images, validation.labels)


def assert_equal(ones, others):
    for name, values in ones.items():
        np.testing.assert_array_equal(values, others[name], err_msg=name)


@pytest.mark.parametrize(
    "changes", [{}, {"distillation": {"teacher": "none", "share": 0.5}}], ids=["labels", "teacher"]
)
def test_two_ranks_learn_what_one_does(pair, recipe, parts, changes):
    recipe = changed(recipe, {**EVERYTHING, **changes, "log_every_steps": 1})
    weights, losses, validations, steps = trained(Ranks(), recipe, parts)
    for theirs, their_losses, their_validations, their_steps in pair.run(trained, recipe, parts):
        assert their_steps == steps
        assert their_losses == pytest.approx(losses, rel=1e-3)
        np.testing.assert_allclose(their_validations, validations, rtol=0.02, atol=0.005)
        for name, values in weights.items():
            np.testing.assert_allclose(theirs[name], values, rtol=0.02, atol=2e-3, err_msg=name)


def test_two_ranks_stopped_and_resumed_end_bit_for_bit_as_never_stopped(
    pair, recipe, parts, tmp_path
):
    recipe, path = changed(recipe, {**MOVING, "log_every_steps": 1}), tmp_path / "c.safetensors"
    through = pair.run(trained, recipe, parts)
    stopped = pair.run(trained, recipe, parts, 4, path)  # in the middle of the second epoch
    assert [ended[-1] for ended in stopped] == [4, 4]
    resumed = pair.run(trained, recipe, parts, None, path)
    for weights, losses, validations, _ in resumed:
        assert_equal(weights, through[0][0])
        assert (losses, validations) == through[0][1:3]


def test_what_one_began_two_go_on_with_and_the_other_way_round(pair, recipe, parts, tmp_path):
    recipe, path = changed(recipe, {**EVERYTHING, "log_every_steps": 1}), tmp_path / "c.safetensors"
    expected, *_ = trained(Ranks(), recipe, parts)

    trained(Ranks(), recipe, parts, 2, path)
    (two, *_), (other, *_) = pair.run(trained, recipe, parts, None, path)
    path.unlink()
    pair.run(trained, recipe, parts, 2, path)
    one, *_ = trained(Ranks(), recipe, parts, None, path)
    assert_equal(two, other)
    for name, values in expected.items():
        np.testing.assert_allclose(two[name], values, rtol=0.02, atol=2e-3, err_msg=name)
        np.testing.assert_allclose(one[name], values, rtol=0.02, atol=2e-3, err_msg=name)


def gone_astray(ranks, recipe, parts):
    """A training in which the weights of rank 1 change by themselves."""
    train, validation = (LabelledImages(*part) for part in parts)
    learner = Trainer(recipe, train, validation, CPU, ranks=ranks)

    def astray():
        if ranks.rank == 1 and learner.step == 3:
            with torch.no_grad():
                next(learner.network.parameters()).add_(1e-6)
        return False

    with pytest.raises(RankError) as caught:
        learner.train(astray, after_epoch=learner.check_ranks)
    return caught.value.ranks, str(caught.value)


def test_a_rank_whose_weights_differ_is_named_at_the_next_checkpoint(pair, recipe, parts):
    for ranks, said in pair.run(gone_astray, recipe, parts):
        assert ranks == (1,)
        assert said.startswith("rank 1 of 2: holds after step 6 weights other than the rest")
