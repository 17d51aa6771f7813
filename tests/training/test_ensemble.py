import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from shuzi.classifier import Classifier
from shuzi.errors import CheckpointError
from shuzi.training.ensemble import load_ensemble, run_ensemble
from shuzi.training.export import network_logits
from shuzi.training.plan import Plan
from shuzi.training.run import Interrupted, run
from shuzi.training.settings import changed
from shuzi.training.summary import Summary


@pytest.fixture
def plan(recipe, data, tmp_path):
    settings = {"members": 2, "seed": 3, "epochs": 1, "network": "lenet_mini"}
    return Plan(changed(recipe, settings), data, tmp_path / "run", torch.device("cpu"))


def no_observers(_):
    return []


def members_of(plan):
    return [Summary.load(folder) for folder in sorted(plan.out.glob("members/seed-*"))]


def test_the_model_is_its_members_together(plan, data):
    summary = run_ensemble(plan, no_observers)
    members = members_of(plan)
    assert [member.seed for member in members] == [6, 7]
    assert [member.test_accuracy for member in members] == [None, None]
    assert summary == Summary.load(plan.out)
    assert (summary.recipe, summary.seed) == ("quick", 3)
    assert summary.parameters == 2 * members[0].parameters
    assert summary.train_seconds == pytest.approx(sum(one.train_seconds for one in members))

    classifier = Classifier(plan.out / "model.onnx")
    probabilities = []
    for member in members:
        logits = Classifier(member.onnx).logits(data.test.images)
        exponentials = np.exp(logits - logits.max(1, keepdims=True))
        probabilities.append(exponentials / exponentials.sum(1, keepdims=True))
    together = np.exp(classifier.logits(data.test.images))
    np.testing.assert_allclose(
        together / together.sum(1, keepdims=True), np.mean(probabilities, axis=0), atol=1e-4
    )


def test_without_the_test_part_it_is_not_read(plan):
    summary = run_ensemble(replace(plan, test=False), no_observers)
    assert summary.test_accuracy is summary.test_interval is None
    assert json.loads((plan.out / "summary.json").read_text("utf-8"))["test_accuracy"] is None


def test_a_stopped_ensemble_goes_on(plan):
    def stop_in_the_second():
        return (plan.out / "members" / "seed-6" / "summary.json").exists()

    with pytest.raises(Interrupted):
        run_ensemble(plan, no_observers, stop_in_the_second)
    first = (plan.out / "members" / "seed-6" / "summary.json").read_bytes()
    run_ensemble(plan, no_observers)
    assert (plan.out / "members" / "seed-6" / "summary.json").read_bytes() == first


def test_a_single_run_is_an_ensemble_of_one(plan, data):
    single = replace(plan, recipe=changed(plan.recipe, {"members": 1}))
    run(single)
    logits = network_logits(load_ensemble(plan.out).eval(), data.test.images)
    expected = Classifier(plan.out / "model.onnx").logits(data.test.images)
    # Logits are free up to a constant; the ensemble's are logarithms of probabilities.
    differences = logits - expected
    np.testing.assert_allclose(
        differences, np.broadcast_to(differences[:, :1], differences.shape), atol=1e-4
    )


def test_a_folder_without_networks_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="holds no trained network"):
        load_ensemble(tmp_path)
