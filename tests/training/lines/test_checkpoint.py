import json

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from shuzi.errors import CheckpointError
from shuzi.training.lines import learning
from shuzi.training.lines.checkpoint import METADATA_KEY
from shuzi.training.lines.learning import learn_lines


class StoppedError(Exception):
    pass


def stop_at(number):
    def report(step):
        if step.number == number:
            raise StoppedError

    return report


def ignore(_):
    pass


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(learning, "BATCH", 16)


@pytest.fixture
def begun(lines, tmp_path):
    """A training of two epochs of two steps each, stopped in its second."""
    path = tmp_path / "checkpoint.safetensors"
    with pytest.raises(StoppedError):
        learn_lines(lines[:20], 1, 2, stop_at(3), path)
    return path


def test_what_was_stopped_goes_on_as_if_it_had_not_been(lines, begun):
    steps = []
    resumed = learn_lines(lines[:20], 1, 2, steps.append, begun)
    whole = learn_lines(lines[:20], 1, 2, ignore)
    assert [step.number for step in steps] == [3, 4]
    for name, weights in whole.state_dict().items():
        np.testing.assert_array_equal(resumed.state_dict()[name], weights)


def test_what_is_finished_is_not_learnt_again(lines, begun):
    once = learn_lines(lines[:20], 1, 2, ignore, begun)
    again = learn_lines(lines[:20], 1, 2, stop_at(1), begun)
    np.testing.assert_array_equal(once.head.weight.detach(), again.head.weight.detach())


@pytest.mark.parametrize(("count", "seed", "epochs"), [(19, 1, 2), (20, 2, 2), (20, 1, 3)])
def test_another_training_does_not_go_on_from_it(lines, begun, count, seed, epochs):
    with pytest.raises(CheckpointError, match="another seed, other lines or epochs"):
        learn_lines(lines[:count], seed, epochs, ignore, begun)


def test_nor_does_a_training_on_other_lines(lines, begun):
    with pytest.raises(CheckpointError, match="another seed, other lines or epochs"):
        learn_lines(lines[20:40], 1, 2, ignore, begun)


@pytest.mark.parametrize("text", ["[1]", "[" * 100_000, "{}"])
def test_a_garbled_description_is_refused(lines, begun, text):
    save_file(load_file(begun), begun, metadata={METADATA_KEY: text})
    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors"):
        learn_lines(lines[:20], 1, 2, ignore, begun)


@pytest.mark.parametrize("random", [None, {}, {"bit_generator": "MT19937"}, 3])
def test_a_random_state_that_is_none_is_refused(lines, begun, random):
    with safe_open(begun, framework="pt") as file:
        description = json.loads(file.metadata()[METADATA_KEY])
    text = json.dumps(description | {"random": random})
    save_file(load_file(begun), begun, metadata={METADATA_KEY: text})
    with pytest.raises(CheckpointError, match="no whole checkpoint"):
        learn_lines(lines[:20], 1, 2, ignore, begun)


def test_what_is_damaged_is_refused(lines, begun):
    begun.write_bytes(begun.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors.*no whole checkpoint"):
        learn_lines(lines[:20], 1, 2, ignore, begun)
