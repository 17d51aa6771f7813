from dataclasses import replace

import pytest
import torch
from torch.nn import functional

from shuzi.errors import CheckpointError, RecipeError
from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.loop import Trainer
from shuzi.training.settings import changed

CPU = torch.device("cpu")

LENET = {
    "network": "lenet_mini",
    "optimiser": {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.001},
}
# Everything at once that remembers something from step to step.
MOVING = {
    "epochs": 3,
    "optimiser.gradient_norm_max": 1.0,
    "schedule": {"name": "one-cycle", "warm_up_percent": 30.0},
    "first_filters": "patches",
    "augmentation": {"shift_px": 1, "rotation_deg": 5.0, "clean_epochs": 1},
}

# 6 steps, and 3 in each epoch after the first.
SELECTING = {"selection": {"later_percent": 50.0, "hardest_percent": 60.0}}


class Notes:
    """An observer that keeps what it is told."""

    def __init__(self):
        self.steps, self.logs, self.validations = [], [], []

    def stepped(self, step):
        self.steps.append(step)

    def logged(self, entry):
        self.logs.append(entry)

    def validated(self, entry):
        self.validations.append(entry)


class Spoiler(Notes):
    """An observer that ruins the network after the first epoch."""

    def __init__(self):
        super().__init__()
        self.trainer = None

    def validated(self, entry):
        super().validated(entry)
        if entry.epoch == 1:
            with torch.no_grad():
                for parameter in self.trainer.network.parameters():
                    parameter.zero_()


@pytest.fixture
def trainer(train, validation):
    def make(recipe, observers=(), validate_on=validation):
        return Trainer(recipe, train, validate_on, CPU, observers)

    return make


def stop_after(trainer, step):
    return lambda: trainer.step >= step


def weights(trainer):
    return {name: tensor.clone() for name, tensor in trainer.network.state_dict().items()}


def assert_same(ones, others):
    assert ones.keys() == others.keys()
    for name, tensor in ones.items():
        assert torch.equal(tensor, others[name]), name


def measured(network, labelled):
    """Loss and accuracy in evaluation mode, in one go."""
    network.eval()
    with torch.no_grad():
        logits = network(torch.tensor(labelled.images).unsqueeze(1))
    labels = torch.tensor(labelled.labels).long()
    right = (logits.argmax(1) == labels).double().mean().item()
    return functional.cross_entropy(logits, labels).item(), right


def test_it_learns(trainer, recipe, validation):
    learner = trainer(changed(recipe, {"epochs": 3}))
    assert learner.train()
    assert learner.finished
    assert learner.history.best.validation_accuracy >= 0.9
    assert learner.history.steps[0].train_loss > 2 > learner.history.steps[-1].train_loss
    learner.take_best()
    assert measured(learner.network, validation)[1] == learner.history.best.validation_accuracy


def test_observers_are_told_of_every_step_every_logged_loss_and_every_epoch(trainer, recipe):
    notes = Notes()
    learner = trainer(recipe, [notes])
    learner.train()
    assert learner.timetable.steps == 12  # two epochs of 120 images, 20 a step
    assert notes.steps == list(range(1, 13))
    assert [entry.step for entry in notes.logs] == [1, 3, 5, 7, 9, 11]
    assert [(entry.epoch, entry.step) for entry in notes.validations] == [(1, 6), (2, 12)]
    assert notes.logs == learner.history.steps
    assert notes.validations == learner.history.epochs


def test_the_first_loss_is_that_of_ten_equal_guesses(trainer, recipe):
    learner = trainer(changed(recipe, {"network": "lenet_mini"}))
    learner.train(stop_after(learner, 1))
    assert learner.history.steps[0].train_loss == pytest.approx(2.303, abs=0.3)


@pytest.mark.parametrize("network", ["lenet_mini", "lenet_bn"])
def test_it_measures_with_dropout_off_and_batch_norms_frozen(trainer, recipe, validation, network):
    # Batches of 7 images must not change a mean over 50 either.
    settings = {**LENET, "network": network, "epochs": 1, "evaluation_images": 7}
    learner = trainer(changed(recipe, settings))
    learner.train()
    loss, accuracy = measured(learner.network, validation)
    assert learner.history.epochs[0].validation_loss == pytest.approx(loss, rel=1e-4)
    assert learner.history.epochs[0].validation_accuracy == accuracy


def test_dropout_is_on_again_after_measuring(trainer, recipe):
    modes = []
    learner = trainer(changed(recipe, LENET))
    learner.train(stop=lambda: modes.append(learner.network.training) or False)
    assert modes == [True] * 12


@pytest.mark.parametrize("changes", [{}, {**LENET, **MOVING}], ids=["plain", "moving"])
def test_the_same_seed_gives_the_same_weights_and_another_does_not(trainer, recipe, changes):
    trained = []
    for seed in (1, 1, 2):
        learner = trainer(changed(recipe, {**changes, "seed": seed}))
        learner.train()
        trained.append(weights(learner))
    assert_same(trained[0], trained[1])
    assert any(not torch.equal(tensor, trained[2][name]) for name, tensor in trained[0].items())


@pytest.mark.parametrize("step", [1, 5, 6, 7, 11])
@pytest.mark.parametrize(
    "changes", [LENET, {}, SELECTING], ids=["sgd-dropout", "adamw-norm", "selecting"]
)
def test_a_resumed_training_ends_bit_for_bit_as_one_never_stopped(
    trainer, recipe, tmp_path, changes, step
):
    recipe = changed(changed(recipe, changes), MOVING)
    through = trainer(recipe)
    assert through.train()

    stopped = trainer(recipe)
    assert not stopped.train(stop_after(stopped, step))
    stopped.checkpoint({}).save(tmp_path / "checkpoint.safetensors")

    resumed = trainer(recipe)
    torch.rand(99)  # whatever else drew random numbers in between
    resumed.resume(load_checkpoint(tmp_path / "checkpoint.safetensors"), "checkpoint")
    assert resumed.step == step
    assert resumed.train()
    assert_same(weights(resumed), weights(through))
    assert resumed.history.steps == through.history.steps
    assert resumed.history.epochs == through.history.epochs
    for one in (resumed, through):
        one.take_best()
    assert_same(weights(resumed), weights(through))


def test_seconds_are_counted_over_all_parts(trainer, recipe, tmp_path):
    stopped = trainer(recipe)
    stopped.train(stop_after(stopped, 4))
    before = stopped.history.train_seconds
    stopped.checkpoint({}).save(tmp_path / "c.safetensors")
    resumed = trainer(recipe)
    resumed.resume(load_checkpoint(tmp_path / "c.safetensors"), "checkpoint")
    resumed.train()
    assert 0 < before < resumed.history.train_seconds


def test_the_best_epoch_is_taken_and_not_the_last(trainer, recipe, validation):
    spoiler = Spoiler()
    learner = trainer(recipe, [spoiler])
    spoiler.trainer = learner
    learner.train()
    first, second = spoiler.validations
    assert second.validation_accuracy < first.validation_accuracy
    assert learner.history.best == first
    learner.take_best()
    assert measured(learner.network, validation)[1] == first.validation_accuracy


def test_without_validation_the_last_epoch_is_taken(trainer, recipe):
    learner = trainer(recipe, validate_on=None)
    assert learner.train()
    last = weights(learner)
    learner.take_best()
    assert_same(weights(learner), last)
    assert learner.history.best is None
    assert learner.checkpoint({}).best is None


def test_the_best_epoch_is_remembered_over_an_interruption(trainer, recipe, validation, tmp_path):
    spoiler = Spoiler()
    stopped = trainer(recipe, [spoiler])
    spoiler.trainer = stopped
    stopped.train(stop_after(stopped, 8))
    stopped.checkpoint({}).save(tmp_path / "c.safetensors")
    resumed = trainer(recipe)
    resumed.resume(load_checkpoint(tmp_path / "c.safetensors"), "checkpoint")
    resumed.train()
    first, second = resumed.history.epochs
    assert second.validation_accuracy < first.validation_accuracy
    resumed.take_best()
    assert measured(resumed.network, validation)[1] == first.validation_accuracy


@pytest.fixture
def shown(trainer, monkeypatch):
    """The frames, as bytes, that a training shows its network, epoch by epoch."""

    def frames_of(recipe):
        seen = []
        learner = trainer(recipe, validate_on=None)
        forward = learner.network.forward

        def watched(frames):
            seen.extend(frame.tobytes() for frame in frames.numpy())
            return forward(frames)

        monkeypatch.setattr(learner.network, "forward", watched)
        learner.train()
        return seen[: learner.images], seen[learner.images :]

    return frames_of


def test_every_image_is_shown_once_an_epoch_in_another_order_each_time(shown, recipe, train):
    first, second = shown(recipe)
    images = sorted(image.tobytes() for image in train.images)
    assert sorted(first) == sorted(second) == images
    assert first != second


def test_later_epochs_show_what_is_selected(trainer, recipe):
    notes = Notes()
    learner = trainer(changed(recipe, SELECTING), [notes])
    learner.train()
    assert [entry.step for entry in notes.validations] == [6, 9]


def test_the_last_epochs_show_clean_images(shown, recipe, train):
    first, second = shown(changed(recipe, {"augmentation": {"shift_px": 2, "clean_epochs": 1}}))
    images = sorted(image.tobytes() for image in train.images)
    assert sorted(first) != images
    assert sorted(second) == images


def test_gradients_are_cut_to_their_norm(trainer, recipe):
    norms = []

    def note():
        gradients = [parameter.grad.flatten() for parameter in learner.network.parameters()]
        norms.append(torch.cat(gradients).norm().item())
        return False

    learner = trainer(changed(recipe, {**LENET, "optimiser.gradient_norm_max": 0.01}))
    learner.train(stop=note)
    assert norms == pytest.approx([0.01] * 12, rel=1e-3)


def test_label_smoothing_raises_the_lowest_possible_loss(trainer, recipe):
    learner = trainer(changed(recipe, {"epochs": 6, "label_smoothing": 0.5, "log_every_steps": 1}))
    learner.train()
    # Half of the target lies evenly on ten classes: no network can come under its entropy.
    floor = -(0.55 * torch.tensor(0.55).log() + 9 * 0.05 * torch.tensor(0.05).log()).item()
    assert floor < min(entry.train_loss for entry in learner.history.steps) < floor + 0.3


def test_a_teacher_is_learnt_from_instead_of_the_labels(train, recipe):
    class SaysSeven(torch.nn.Module):
        def forward(self, frames):
            return 20 * functional.one_hot(torch.full((len(frames),), 7), 10).float()

    for share, expected in ((1.0, 1.0), (0.1, 0.1)):
        taught = changed(recipe, {"epochs": 4, "distillation": {"teacher": "none", "share": share}})
        learner = Trainer(taught, train, None, CPU, teacher=SaysSeven())
        learner.train()
        learner.network.eval()
        sevens = learner.network(torch.tensor(train.images).unsqueeze(1)).argmax(1) == 7
        assert sevens.float().mean().item() == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("validated", [True, False])
@pytest.mark.parametrize("log_every_steps", [1, 100])
def test_a_loss_that_is_no_number_ends_the_training(
    trainer, recipe, validation, validated, log_every_steps
):
    def ruin():
        if learner.step == 2:
            with torch.no_grad():
                next(learner.network.parameters()).fill_(float("nan"))
        return False

    settings = {"log_every_steps": log_every_steps}
    learner = trainer(changed(recipe, settings), validate_on=validation if validated else None)
    step = 3 if log_every_steps == 1 else 6
    with pytest.raises(RecipeError, match=rf"quick: the loss is nan at step {step}; lower optim"):
        learner.train(stop=ruin)


def test_a_finished_training_is_resumed_at_its_end(trainer, recipe):
    learner = trainer(recipe)
    learner.train()
    resumed = trainer(recipe)
    resumed.resume(learner.checkpoint({}), "here")
    assert resumed.finished
    assert resumed.train()
    assert_same(weights(resumed), weights(learner))


def test_other_settings_are_named_and_refused(trainer, recipe):
    checkpoint = trainer(recipe).checkpoint({})
    other = changed(recipe, {"epochs": 3, "optimiser.learning_rate": 0.5})
    with pytest.raises(CheckpointError, match=r"other settings \(epochs, optimiser\)"):
        trainer(other).resume(checkpoint, "here")


def test_a_checkpoint_without_its_losses_is_refused(trainer, recipe):
    selecting = changed(recipe, SELECTING)
    checkpoint = replace(trainer(selecting).checkpoint({}), selection={})
    with pytest.raises(CheckpointError, match="lacks the losses"):
        trainer(selecting).resume(checkpoint, "here")


def test_a_checkpoint_of_other_data_is_refused(trainer, recipe):
    checkpoint = replace(trainer(recipe).checkpoint({}), images=170)
    with pytest.raises(CheckpointError, match=r"on 170 images, not 120; .* --all"):
        trainer(recipe).resume(checkpoint, "here")


def test_another_networks_weights_are_refused(trainer, recipe):
    checkpoint = trainer(recipe).checkpoint({})
    garbled = replace(checkpoint, network={})
    with pytest.raises(CheckpointError, match="do not fit"):
        trainer(recipe).resume(garbled, "here")
