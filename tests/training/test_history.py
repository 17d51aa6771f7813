import json

import pytest

from shuzi.training.history import EpochEntry, History, StepEntry

EPOCHS = [EpochEntry(1, 10, 0.5, 0.90), EpochEntry(2, 20, 0.4, 0.95), EpochEntry(3, 30, 0.3, 0.92)]


def test_a_fresh_history_has_no_best():
    assert History().best is None


def test_the_best_epoch_is_the_most_accurate_not_the_last():
    assert History(epochs=EPOCHS).best is EPOCHS[1]


def test_of_equally_accurate_epochs_the_best_has_the_lowest_loss():
    equals = [EpochEntry(1, 10, 0.5, 0.9), EpochEntry(2, 20, 0.3, 0.9), EpochEntry(3, 30, 0.4, 0.9)]
    assert History(epochs=equals).best is equals[1]


def test_of_equals_in_both_the_first_is_the_best():
    equals = [EpochEntry(1, 10, 0.5, 0.9), EpochEntry(2, 20, 0.5, 0.9)]
    assert History(epochs=equals).best is equals[0]


def test_a_history_comes_back_from_json():
    history = History(2, 3, 1.5, 2.5, [StepEntry(1, 2.3)], EPOCHS)
    assert History.from_dict(json.loads(json.dumps(history.to_dict()))) == history


@pytest.mark.parametrize("missing", [*History().to_dict()])
def test_what_is_missing_is_not_made_up(missing):
    plain = History().to_dict()
    del plain[missing]
    with pytest.raises(KeyError, match=missing):
        History.from_dict(plain)


def test_entries_with_other_fields_are_refused():
    with pytest.raises(ValueError, match="loss"):
        History.from_dict({**History().to_dict(), "steps": [{"step": 1, "loss": 2.0}]})
