import numpy as np
import pytest

from shuzi.classifier import Classifier, shipped_models
from shuzi.datasets import LabelledImages
from shuzi.errors import ModelError
from shuzi.synthesis.digits import draw_digits
from shuzi.training.attacks import fgsm, measure_attacks, pgd
from shuzi.training.reopening import reopen

torch = pytest.importorskip("torch")

MODEL = shipped_models()["fast"]
MOST = 25  # grey levels: 0.1 of 255


@pytest.fixture(scope="module")
def digits():
    labels = (np.arange(20) % 10).astype(np.uint8)
    return LabelledImages(draw_digits(labels, seed=4), labels)


@pytest.fixture(scope="module")
def network():
    return reopen(MODEL)


@pytest.mark.parametrize("attack", [fgsm, pgd])
def test_no_pixel_changes_by_more_than_a_tenth(attack, network, digits):
    torch.manual_seed(1)
    frames = torch.from_numpy(digits.images.astype(np.float32)).unsqueeze(1)
    changed = attack(network, frames, torch.from_numpy(digits.labels.astype(np.int64)))

    assert 0 < (changed - frames).abs().max() <= MOST
    assert (changed >= 0).all()
    assert (changed <= 255).all()
    assert torch.equal(changed, changed.round())


def test_fgsm_goes_uphill_in_one_step():
    # One weight a class: the truth is less likely the brighter the pixel that speaks for the other.
    class Two(torch.nn.Module):
        def forward(self, frames):
            return frames[:, 0, 0, :2] * torch.tensor([0.01, -0.01])

    frames = torch.full((1, 1, 1, 3), 100.0)
    changed = fgsm(Two(), frames, torch.tensor([0]))

    assert changed.flatten().tolist() == [75, 75, 100]


def test_what_hurts_most_is_found_by_more_steps(digits):
    classifier, told = Classifier(MODEL), []
    one, many = measure_attacks(MODEL, classifier, digits, progress=told.append)
    before = sum(
        answer.value == label
        for answer, label in zip(classifier.classify(digits.images), digits.labels, strict=True)
    )

    assert (one.data, many.data) == ("FGSM", "PGD")
    assert one.count == many.count == len(digits)
    assert many.correct <= one.correct < before
    assert sum(told) == 2 * len(digits)
    assert (one, many) == measure_attacks(MODEL, classifier, digits)


def test_a_model_without_gradients_is_told(digits):
    with pytest.raises(ModelError, match="answers other than"):
        measure_attacks(shipped_models()["thorough"], Classifier("thorough"), digits)
