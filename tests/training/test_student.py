import pytest
import torch

from shuzi.training.launch import launch
from shuzi.training.plan import Plan
from shuzi.training.run import Interrupted
from shuzi.training.settings import changed
from shuzi.training.summary import Summary

TEACHER = """
purpose = "teaches"
network = "lenet_mini"
epochs = 1
batch_images = 20
members = 2

[optimiser]
name = "adam"
learning_rate = 0.003
"""


@pytest.fixture
def plan(recipe, data, tmp_path):
    teacher = tmp_path / "teacher.toml"
    teacher.write_text(TEACHER, encoding="utf-8")
    distillation = {"teacher": str(teacher), "share": 0.5}
    taught = changed(recipe, {"network": "lenet_mini", "distillation": distillation})
    return Plan(taught, data, tmp_path / "run", torch.device("cpu"))


def no_observers(_):
    return []


def test_the_teachers_are_trained_first_and_their_seconds_count(plan):
    summary = launch(plan, no_observers)
    teacher = Summary.load(plan.out / "teacher")
    assert teacher.recipe == "teacher"
    assert teacher.test_accuracy is None
    assert summary.recipe == "quick"
    assert summary.parameters == teacher.parameters / 2
    assert summary.train_seconds > teacher.train_seconds
    assert summary == Summary.load(plan.out)


def test_a_stopped_student_goes_on_with_the_same_teachers(plan):
    stopped = 0

    def stop_once():
        nonlocal stopped
        stopped += (plan.out / "teacher" / "summary.json").exists()
        return stopped == 3

    with pytest.raises(Interrupted, match="step 3"):
        launch(plan, no_observers, stop_once)
    teacher = (plan.out / "teacher" / "summary.json").read_bytes()
    summary = launch(plan, no_observers)
    assert summary.epochs == 2
    assert (plan.out / "teacher" / "summary.json").read_bytes() == teacher


def test_a_single_network_may_teach(plan):
    teacher = plan.out.parent / "teacher.toml"
    teacher.write_text(TEACHER.replace("members = 2\n", ""), encoding="utf-8")
    summary = launch(plan, no_observers)
    assert Summary.load(plan.out / "teacher").parameters == summary.parameters
