import re

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from shuzi.training.history import EpochEntry, StepEntry
from shuzi.training.journal import Journal


@pytest.fixture
def events(tmp_path):
    def read(tag):
        accumulator = EventAccumulator(str(tmp_path / "tensorboard"))
        accumulator.Reload()
        return {event.step: pytest.approx(event.value) for event in accumulator.Scalars(tag)}

    return read


def lines(folder):
    return (folder / "train.log").read_text(encoding="utf-8").splitlines()


def test_everything_is_in_the_log_with_its_time(tmp_path):
    with Journal(tmp_path) as journal:
        journal.say("hello")
        journal.stepped(1)
        journal.logged(StepEntry(1, 2.30259))
        journal.validated(EpochEntry(1, 6, 0.5, 0.98765))
        journal.tested(0.9712, 6)
    texts = []
    for line in lines(tmp_path):
        time, text = line.split("  ", 1)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", time)
        texts.append(text)
    assert texts == [
        "hello",
        "step 1: train_loss 2.3026",
        "epoch 1: validation_loss 0.5000, validation_accuracy 0.9877",
        "test_accuracy 0.9712",
    ]


def test_everything_is_in_the_events_over_steps(tmp_path, events):
    with Journal(tmp_path) as journal:
        journal.logged(StepEntry(1, 2.25))
        journal.logged(StepEntry(3, 1.5))
        journal.validated(EpochEntry(1, 6, 0.5, 0.75))
        journal.tested(0.875, 6)
    assert events("train_loss") == {1: 2.25, 3: 1.5}
    assert events("validation_loss") == {6: 0.5}
    assert events("validation_accuracy") == {6: 0.75}
    assert events("test_accuracy") == {6: 0.875}


def test_a_line_is_there_as_soon_as_it_is_said(tmp_path):
    with Journal(tmp_path) as journal:
        journal.say("now")
        assert lines(tmp_path)[0].endswith("  now")


def test_a_resumed_journal_goes_on_and_hides_what_came_after_the_checkpoint(tmp_path, events):
    with Journal(tmp_path) as journal:
        for step in (1, 3, 4, 5):
            journal.logged(StepEntry(step, 9.0))
    with Journal(tmp_path, resumed_after_step=3) as journal:
        journal.logged(StepEntry(5, 1.0))
    assert events("train_loss") == {1: 9.0, 3: 9.0, 5: 1.0}
    assert len(lines(tmp_path)) == 5
