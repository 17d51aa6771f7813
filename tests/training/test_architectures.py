import pytest
import torch

from shuzi.training.architectures import NETWORKS
from shuzi.training.network import build_network, parameter_count


def dense(inputs, outputs, bias=1):
    return inputs * outputs + bias * outputs


def convolution(inputs, outputs, kernel, bias=0):
    return inputs * outputs * kernel**2 + bias * outputs


def norm(channels):
    return 2 * channels


COUNTS = {
    "lenet_mini": convolution(1, 10, 5, bias=1)
    + convolution(10, 20, 5, bias=1)
    + dense(20 * 4 * 4, 50)
    + dense(50, 10),
    "conv3_bn": convolution(1, 8, 3)
    + convolution(8, 16, 3)
    + convolution(16, 32, 3)
    + norm(8 + 16 + 32)
    + dense(32 * 7 * 7, 10),
    "lenet_bn": convolution(1, 10, 5)
    + convolution(10, 20, 5)
    + norm(10 + 20)
    + dense(20 * 7 * 7, 50)
    + dense(50, 10),
    "compact": convolution(1, 32, 5)
    + convolution(32, 64, 3)
    + norm(32 + 64 + 128)
    + dense(64 * 3 * 3, 128, bias=0)
    + dense(128, 10),
    "compact_deep": convolution(1, 24, 5)
    + convolution(24, 64, 3)
    + convolution(64, 64, 3)
    + norm(24 + 64 + 64 + 128)
    + dense(64 * 3 * 3, 128, bias=0)
    + dense(128, 10),
    "pyramid": convolution(1, 24, 5)
    + convolution(24, 48, 3)
    + convolution(48, 96, 3)
    + norm(24 + 48 + 96 + 128)
    + dense(96 * 3 * 3, 128, bias=0)
    + dense(128, 10),
    "pyramid_deep": convolution(1, 24, 5)
    + convolution(24, 48, 3)
    + convolution(48, 48, 3)
    + convolution(48, 96, 3)
    + convolution(96, 96, 3)
    + norm(24 + 48 + 48 + 96 + 96 + 128)
    + dense(96 * 3 * 3, 128, bias=0)
    + dense(128, 10),
    "slim": convolution(1, 12, 5)
    + convolution(12, 24, 3)
    + convolution(24, 24, 3)
    + convolution(24, 48, 3)
    + norm(12 + 24 + 24 + 48)
    + dense(48 * 3 * 3, 10),
    "slim_narrow": convolution(1, 8, 5)
    + convolution(8, 16, 3)
    + convolution(16, 16, 3)
    + convolution(16, 24, 3)
    + norm(8 + 16 + 16 + 24)
    + dense(24 * 3 * 3, 10),
    "compact_narrow": convolution(1, 16, 5)
    + convolution(16, 32, 3)
    + norm(16 + 32 + 128)
    + dense(32 * 3 * 3, 128, bias=0)
    + dense(128, 10),
}


def test_every_network_is_counted_here():
    assert COUNTS.keys() == NETWORKS.keys()


def test_the_articles_network_has_the_articles_size():
    assert parameter_count(NETWORKS["lenet_mini"](10)) == 21_840


@pytest.mark.parametrize("name", NETWORKS)
def test_parameters_are_as_many_as_the_layers_need(name):
    assert parameter_count(NETWORKS[name](10)) == COUNTS[name]


@pytest.mark.parametrize("name", [name for name in NETWORKS if name.startswith(("comp", "pyr"))])
def test_the_cropping_networks_do_not_see_the_margin(name, validation):
    network = build_network(name).eval()
    frames = torch.tensor(validation.images[:7]).unsqueeze(1)
    bordered = frames.clone()
    bordered[:, :, :2] = bordered[:, :, -2:] = 255
    bordered[..., :2] = bordered[..., -2:] = 255
    assert torch.equal(network(frames), network(bordered))
    assert not torch.equal(frames, bordered)
