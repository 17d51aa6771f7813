import pytest
import torch
from torch.nn import functional

from shuzi.training.initialisation import set_filters_from_patches
from shuzi.training.network import build_network


@pytest.fixture
def images():
    torch.manual_seed(0)
    # Correlated pixels, as pictures have, on 28×28.
    coarse = torch.rand(300, 1, 9, 9)
    smooth = functional.interpolate(coarse, size=(28, 28), mode="bilinear")
    return (smooth * 255).to(torch.uint8)[:, 0]


def test_the_filters_whiten_the_patches(images):
    network = build_network("compact")
    set_filters_from_patches(network, images)
    convolution = network.layers[1]
    with torch.no_grad():
        patches = functional.unfold(network.normalised(images.unsqueeze(1)), 5)
        answers = convolution.weight[:16].flatten(1) @ patches.transpose(1, 2).reshape(-1, 25).T
    covariance = torch.cov(answers)
    variances = covariance.diagonal()
    # The floor keeps the faintest components under one; the strongest reach it.
    assert variances[0] == pytest.approx(1, abs=0.01)
    assert (variances <= 1.001).all()
    assert (covariance - torch.diag(variances)).abs().max() < 0.01


def test_one_half_are_the_negatives_of_the_other(images):
    network = build_network("compact")
    set_filters_from_patches(network, images)
    filters = network.layers[1].weight
    assert torch.equal(filters[:16], -filters[16:])


def test_filters_beyond_the_components_stay_random(images):
    torch.manual_seed(1)
    network = build_network("conv3_bn")
    network.layers[0] = torch.nn.Conv2d(1, 21, 3)
    before = network.layers[0].weight[18:].clone()
    set_filters_from_patches(network, images)
    assert torch.equal(network.layers[0].weight[18:], before)


def test_blank_images_give_finite_filters():
    network = build_network("compact")
    set_filters_from_patches(network, torch.zeros(10, 28, 28, dtype=torch.uint8))
    assert network.layers[1].weight.isfinite().all()
