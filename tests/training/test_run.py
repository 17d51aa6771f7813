import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from shuzi.classifier import Classifier
from shuzi.datasets import DataSet, LabelledImages
from shuzi.errors import CheckpointError, DataSetError
from shuzi.evaluation import wilson_interval
from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.export import network_logits
from shuzi.training.network import build_network, with_shifts
from shuzi.training.plan import CHECKPOINT, Plan
from shuzi.training.run import Interrupted, run
from shuzi.training.settings import changed

KEYS = [
    *("recipe", "network", "parameters", "data", "seed", "device", "epochs", "images"),
    *("train_seconds", "wall_seconds", "validation_accuracy", "test_accuracy"),
    *("test_interval", "onnx"),
]


@pytest.fixture
def plan(recipe, data, tmp_path):
    return Plan(recipe, data, tmp_path / "run", torch.device("cpu"))


@pytest.fixture(scope="module")
def finished(recipe, data, tmp_path_factory):
    """A finished run that tests only look at: its summary and its folder."""
    folder = tmp_path_factory.mktemp("runs") / "first"
    return run(Plan(recipe, data, folder, torch.device("cpu"), keep_epochs=True)), folder


def scalars(folder):
    accumulator = EventAccumulator(str(folder / "tensorboard"))
    accumulator.Reload()
    tags = accumulator.Tags()["scalars"]
    return {tag: {event.step: event.value for event in accumulator.Scalars(tag)} for tag in tags}


def written(folder):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stop_at(step):
    """An observer and what it says: to stop once so many steps are done."""

    class Counter:
        done = 0

        def stepped(self, number):
            self.done = number

        def logged(self, entry):
            pass

        def validated(self, entry):
            pass

    counter = Counter()
    return counter, lambda: counter.done >= step


def test_everything_about_a_run_is_in_its_folder(finished):
    _, folder = finished
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    events = {name for name in files if name.startswith("tensorboard/events.out.tfevents")}
    assert len(events) == 1
    assert files - events == {
        *("checkpoint.safetensors", "model.onnx", "settings.json", "summary.json"),
        *("train.log", "curves.png", "confusion.png"),
        *("epochs/epoch-001.safetensors", "epochs/epoch-002.safetensors"),
    }


def test_the_summary_is_written_as_it_is_given(finished, data):
    summary, folder = finished
    plain = written(folder)
    assert list(plain) == KEYS
    assert plain["recipe"] == "quick"
    assert plain["network"] == "compact"
    assert plain["parameters"] == 94_698
    assert (plain["data"], plain["seed"], plain["device"]) == ("bars", 1, "cpu")
    assert (plain["epochs"], plain["images"]) == (2, len(data.train))
    assert 0 < plain["train_seconds"] < plain["wall_seconds"]
    assert plain["validation_accuracy"] == summary.validation_accuracy
    assert plain["onnx"] == str((folder / "model.onnx").resolve())


def test_the_test_figures_are_the_models_own(finished, data):
    summary, folder = finished
    classifier = Classifier(folder / "model.onnx")
    answers = [answer.value for answer in classifier.classify(data.test.images)]
    correct = int((np.array(answers, float) == data.test.labels).sum())
    assert summary.test_accuracy == correct / len(data.test)
    assert summary.test_interval == pytest.approx(wilson_interval(correct, len(data.test)))
    assert written(folder)["test_interval"] == list(summary.test_interval)


def test_the_model_is_the_checkpoints_best(finished, data):
    _, folder = finished
    checkpoint = load_checkpoint(folder / CHECKPOINT)
    network = build_network("compact")
    network.load_state_dict(dict(checkpoint.chosen))
    classifier = Classifier(folder / "model.onnx")
    np.testing.assert_allclose(
        classifier.logits(data.test.images), network_logits(network, data.test.images), atol=1e-4
    )
    assert checkpoint.history.best.validation_accuracy == written(folder)["validation_accuracy"]


def test_a_recipe_with_answer_shifts_leaves_a_model_that_makes_them(recipe, data, tmp_path):
    shifted = changed(recipe, {"answer_shift_px": 1})
    plan = Plan(shifted, data, tmp_path / "run", torch.device("cpu"))
    summary = run(plan)
    network = build_network("compact")
    network.load_state_dict(dict(load_checkpoint(plan.out / CHECKPOINT).chosen))
    logits = Classifier(plan.out / "model.onnx").logits(data.test.images)
    expected = network_logits(with_shifts(network, 1), data.test.images)
    np.testing.assert_allclose(logits, expected, atol=1e-4)
    assert not np.allclose(logits, network_logits(network, data.test.images), atol=1e-2)
    held_back = network_logits(with_shifts(network, 1), data.validation.images).argmax(1)
    assert summary.validation_accuracy == np.mean(held_back == data.validation.labels)


def test_model_and_checkpoint_say_where_they_come_from(finished):
    _, folder = finished
    card = Classifier(folder / "model.onnx").card
    for provenance in (card.provenance, load_checkpoint(folder / CHECKPOINT).provenance):
        assert provenance["data"] == "bars"
        assert (provenance["recipe"], provenance["network"]) == ("quick", "compact")
        assert provenance["torch"] == torch.__version__
    assert (card.name, card.classes) == ("quick", tuple("0123456789"))
    assert 0.05 <= card.temperature <= 20


def test_the_settings_are_those_of_the_checkpoint(finished):
    _, folder = finished
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert settings["recipe"] == load_checkpoint(folder / CHECKPOINT).recipe.model_dump()
    expected = {"hold_out": True, "test": True, "keep_epochs": True}
    assert settings["options"] == load_checkpoint(folder / CHECKPOINT).options == expected


def test_tensorboard_shows_the_curves_and_one_look_at_the_test_part(finished):
    summary, folder = finished
    curves = scalars(folder)
    history = load_checkpoint(folder / CHECKPOINT).history
    assert curves.keys() == {
        *("train_loss", "validation_loss", "validation_accuracy", "test_accuracy"),
    }
    assert list(curves["train_loss"]) == [1, 3, 5, 7, 9, 11]
    assert list(curves["validation_loss"]) == list(curves["validation_accuracy"]) == [6, 12]
    assert curves["validation_accuracy"] == pytest.approx(
        {entry.step: entry.validation_accuracy for entry in history.epochs}
    )
    assert curves["test_accuracy"] == pytest.approx({12: summary.test_accuracy})


def test_the_log_says_what_was_trained_and_how_it_went(finished):
    log = (finished[1] / "train.log").read_text(encoding="utf-8")
    assert "recipe quick: compact, 94,698 parameters, 120 images of bars, seed 1, cpu" in log
    assert log.count("train_loss") == 6
    assert log.count("validation_accuracy") == 2
    assert log.count("test_accuracy") == 1


def test_every_epoch_is_kept_where_that_was_asked_for(finished):
    _, folder = finished
    for number in (1, 2):
        kept = load_checkpoint(folder / "epochs" / f"epoch-{number:03d}.safetensors")
        assert (kept.history.epoch, kept.history.step_in_epoch) == (number, 0)
        assert len(kept.history.epochs) == number


def test_without_a_test_the_test_part_is_not_read(plan, data):
    # A test part that would be noticed: there are no images.
    unreadable = replace(data, test=data.test.part(slice(0)))
    summary = run(replace(plan, data=unreadable, test=False))
    assert summary.test_accuracy is None
    assert summary.test_interval is None
    plain = written(plan.out)
    assert list(plain) == KEYS
    assert plain["test_accuracy"] is plain["test_interval"] is None
    assert "test_accuracy" not in scalars(plan.out)
    assert not (plan.out / "confusion.png").exists()
    assert not (plan.out / "epochs").exists()


def test_a_frozen_recipe_trains_on_everything(plan, data):
    summary = run(replace(plan, hold_out=False))
    assert summary.images == len(data.train_all) == len(data.train) + len(data.validation)
    assert summary.validation_accuracy is None
    assert summary.test_accuracy is not None
    assert scalars(plan.out).keys() == {"train_loss", "test_accuracy"}


def test_a_finished_run_is_not_resumed(finished, plan):
    _, folder = finished
    checkpoint = load_checkpoint(folder / CHECKPOINT)
    before = contents(folder)
    with pytest.raises(CheckpointError, match="all its 2 epochs are done"):
        run(replace(plan, out=folder, resume=checkpoint))
    assert contents(folder) == before


def test_a_frozen_recipes_model_says_what_it_was_calibrated_on(plan):
    run(replace(plan, hold_out=False))
    provenance = Classifier(plan.out / "model.onnx").card.provenance
    assert provenance["calibrated_on"] == "images that were trained on too of bars"


def test_a_plan_counts_its_steps(plan):
    assert plan.steps == 2 * 6
    assert replace(plan, hold_out=False).steps == 2 * 9  # 170 images, 20 a step


def test_a_folder_with_something_in_it_is_left_alone(plan):
    plan.out.mkdir()
    (plan.out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DataSetError, match="is not empty; name another folder") as caught:
        run(plan)
    assert caught.value.subject == str(plan.out)
    assert [path.name for path in plan.out.iterdir()] == ["mine.txt"]


def test_a_file_in_place_of_the_folder_is_left_alone(plan):
    plan.out.write_text("mine", encoding="utf-8")
    with pytest.raises(DataSetError, match="is no folder"):
        run(plan)
    assert plan.out.read_text(encoding="utf-8") == "mine"


def test_an_interrupted_run_goes_on_to_the_same_model(plan, finished, data):
    expected, folder = finished
    counter, stop = stop_at(8)  # in the middle of the second epoch
    with pytest.raises(Interrupted, match="stopped after step 8"):
        run(plan, [counter], stop)
    assert not (plan.out / "model.onnx").exists()
    assert not (plan.out / "summary.json").exists()

    summary = run(replace(plan, resume=load_checkpoint(plan.out / CHECKPOINT)))
    assert summary.validation_accuracy == expected.validation_accuracy
    assert summary.test_accuracy == expected.test_accuracy
    np.testing.assert_array_equal(
        Classifier(plan.out / "model.onnx").logits(data.test.images),
        Classifier(folder / "model.onnx").logits(data.test.images),
    )
    assert scalars(plan.out) == scalars(folder)
    log = (plan.out / "train.log").read_text(encoding="utf-8")
    assert "stopped after step 8" in log
    assert "from step 8" in log


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda plan: replace(plan, recipe=changed(plan.recipe, {"epochs": 5})), "other settings"),
        (lambda plan: replace(plan, hold_out=False), "on 120 images, not 170"),
        (lambda plan: replace(plan, data=replace(plan.data, name="b")), "on bars, not b"),
    ],
    ids=["settings", "part", "data"],
)
def test_a_run_that_may_not_go_on_is_left_as_it_was(plan, change, cause):
    counter, stop = stop_at(3)
    with pytest.raises(Interrupted):
        run(plan, [counter], stop)
    before = contents(plan.out)
    with pytest.raises(CheckpointError, match=cause) as caught:
        run(change(replace(plan, resume=load_checkpoint(plan.out / CHECKPOINT))))
    assert caught.value.subject == str(plan.out / CHECKPOINT)
    assert contents(plan.out) == before


def test_what_is_no_digit_is_a_class_of_its_own(plan):
    def with_others(part):
        return LabelledImages(part.images, np.where(part.labels > 7, 10, part.labels))

    everything = with_others(plan.data.train_all)
    names = (*"0123456789", "not a digit")
    data = DataSet("more", everything, plan.data.held_out, plan.data.test, names)
    run(replace(plan, data=data))
    classifier = Classifier(plan.out / "model.onnx")
    assert classifier.card.classes == names
    assert classifier.logits(everything.images[:3]).shape == (3, 11)
    assert load_checkpoint(plan.out / CHECKPOINT).classes == 11
