import numpy as np
import pytest

from shuzi.classifier import Classifier, shipped_models
from shuzi.errors import ModelError
from shuzi.training.export import network_logits
from shuzi.training.reopening import reopen

SHIPPED = shipped_models()


@pytest.mark.parametrize("name", ["fast", "handwriting"])
def test_a_shipped_model_is_a_network_again_and_answers_the_same(name, train):
    network = reopen(SHIPPED[name])

    logits = network_logits(network, train.images)

    assert np.abs(logits - Classifier(SHIPPED[name]).logits(train.images)).max() < 1e-4
    assert not network.training


def test_one_that_asks_its_network_of_shifted_frames_is_told():
    with pytest.raises(ModelError, match="answers other than pyramid"):
        reopen(SHIPPED["thorough"])


def test_a_model_of_no_known_network_is_told(model):
    with pytest.raises(ModelError, match="not of one network that is known"):
        reopen(model)
