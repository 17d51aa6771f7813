import pytest

from shuzi.cli.training_bar import TrainingBar
from shuzi.training.history import EpochEntry, StepEntry


def observed(bar):
    """What two epochs of ten steps each come to."""
    for epoch, accuracy in ((1, 0.9), (2, 0.9875)):
        bar.stepped(10 * epoch)
        bar.logged(StepEntry(10 * epoch, 1 / (2 * epoch)))
        bar.validated(EpochEntry(epoch, 10 * epoch, 0.1, accuracy))


@pytest.mark.usefixtures("watched")
def test_who_watches_sees_steps_loss_and_accuracy(capsys):
    with TrainingBar(20) as bar:
        observed(bar)

    said = capsys.readouterr().err
    assert "20/20 steps, loss 0.250, validation 98.75%" in said
    assert "epoch" not in said


@pytest.mark.usefixtures("watched")
def test_the_next_of_several_trainings_begins_anew_under_its_name(capsys):
    with TrainingBar(20) as bar:
        observed(bar)
        bar.begin("fast, seed 2", 30)

    last = capsys.readouterr().err.rpartition("fast, seed 2")[2]
    assert "0/30 steps, loss -, validation -" in last


def test_a_log_has_a_line_for_each_training_and_each_epoch(capsys):
    with TrainingBar(20) as bar:
        bar.begin("fast, seed 2", 20)
        observed(bar)

    assert capsys.readouterr().err.splitlines() == [
        "fast, seed 2",
        "epoch 1: validation accuracy 90.00%",
        "epoch 2: validation accuracy 98.75%",
    ]
