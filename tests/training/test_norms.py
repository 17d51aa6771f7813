import numpy as np
import pytest
import torch
from torch import nn

from shuzi.training.norms import SharedNorm, share_norms
from shuzi.training.ranks import Ranks

SHAPES = {"maps": (10, 3, 4, 5), "vectors": (11, 6)}


def learnt(ranks, shape):
    """What a norm gives and becomes, and the slopes, of values far from zero."""
    torch.manual_seed(1)
    channels = shape[1]
    values = torch.randn(shape) * 3 + 100 * torch.arange(channels).reshape(
        1, -1, *[1] * (len(shape) - 2)
    )
    slope = torch.randn(shape)
    kind = nn.BatchNorm2d if len(shape) == 4 else nn.BatchNorm1d
    network = nn.Sequential(kind(channels))
    with torch.no_grad():
        network[0].weight.copy_(torch.rand(channels) + 0.5)
        network[0].bias.copy_(torch.rand(channels))
    share_norms(network, ranks)
    own = ranks.share(values).clone().requires_grad_()
    outcome = network(own)
    outcome.backward(ranks.share(slope))
    slopes = [ranks.sum(parameter.grad.clone()) for parameter in network.parameters()]
    network.eval()
    given = {
        "outcome": outcome.detach(),
        "by_values": own.grad,
        "evaluated": network(own).detach(),
    }
    same = {"by_weight": slopes[0], "by_bias": slopes[1], **network.state_dict()}
    return (
        {name: tensor.numpy() for name, tensor in given.items()},
        {name: tensor.numpy() for name, tensor in same.items()},
    )


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_two_ranks_norm_as_one_does(pair, shape):
    parts, alike = learnt(Ranks(), shape)
    both = pair.run(learnt, shape)
    for name, whole in parts.items():
        joined = np.concatenate([part[name] for part, _ in both])
        np.testing.assert_allclose(joined, whole, rtol=1e-3, atol=2e-4, err_msg=name)
    for name, expected in alike.items():
        for _, same in both:
            np.testing.assert_allclose(same[name], expected, rtol=1e-3, atol=2e-4, err_msg=name)
    for name in alike:
        np.testing.assert_array_equal(both[0][1][name], both[1][1][name])


def test_one_alone_keeps_its_norms_and_several_keep_what_they_hold():
    network = nn.Sequential(nn.Sequential(nn.BatchNorm2d(3)), nn.BatchNorm1d(2))
    share_norms(network, Ranks())
    assert type(network[1]) is nn.BatchNorm1d
    before = {name: tensor.clone() + 1 for name, tensor in network.state_dict().items()}
    network.load_state_dict(before)
    share_norms(network, Ranks(1, 2))
    assert isinstance(network[0][0], SharedNorm)
    assert isinstance(network[1], SharedNorm)
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, before[name])
