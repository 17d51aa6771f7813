import numpy as np
import pytest
import torch

from shuzi.classifier import SHIPPED_MODEL
from shuzi.training.export import network_logits
from shuzi.training.learning.tuning import Known, Tuning, blended, tune
from shuzi.training.reopening import reopen

QUICK = Tuning(steps=30)


@pytest.fixture(scope="module")
def network():
    return reopen(SHIPPED_MODEL)


@pytest.fixture(scope="module")
def remembered(network, known):
    return Known.by(network, known.images, QUICK)


@pytest.fixture(scope="module")
def taught(network, stranger, remembered):
    return tune(network, stranger, remembered, QUICK, seed=1)


def answers(network, images):
    return network_logits(network, images).argmax(1)


def test_it_learns_what_it_is_taught_and_forgets_nothing_of_what_it_rehearses(
    network, taught, stranger, known
):
    assert np.mean(answers(network, stranger.images) == stranger.labels) < 0.5
    assert np.mean(answers(taught, stranger.images) == stranger.labels) > 0.9
    assert np.mean(answers(taught, known.images) == answers(network, known.images)) > 0.97


def test_the_first_layers_and_what_was_given_stay_as_they_are(network, taught):
    old, new = network.state_dict(), taught.state_dict()
    changed = {name for name in old if not torch.equal(old[name], new[name])}

    assert {int(name.split(".")[1]) for name in changed} == {15, 17, 20, 21, 23}
    assert all(
        torch.equal(old[name], it) for name, it in reopen(SHIPPED_MODEL).state_dict().items()
    )


def test_the_same_seed_teaches_the_same(network, taught, stranger, remembered):
    again = tune(network, stranger, remembered, QUICK, seed=1)

    assert all(
        torch.equal(it, taught.state_dict()[name]) for name, it in again.state_dict().items()
    )


def test_every_step_is_told(network, stranger, remembered):
    told = []
    tune(network, stranger, remembered, Tuning(steps=3), seed=1, progress=told.append)

    assert told == [1, 1, 1]


def test_between_two_networks_lie_others(network, taught, known):
    ends = [network_logits(blended(network, taught, share), known.images) for share in (0, 1)]

    assert np.allclose(ends[0], network_logits(network, known.images), atol=1e-4)
    assert np.allclose(ends[1], network_logits(taught, known.images), atol=1e-4)
    half = network_logits(blended(network, taught, 0.5), known.images)
    assert np.abs(half - ends[0]).mean() < np.abs(ends[1] - ends[0]).mean()
