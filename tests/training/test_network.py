import pytest
import torch

from shuzi.training.architectures import NETWORKS
from shuzi.training.network import Ensemble, build_network, with_shifts

# Down and right, in pixels: nowhere, and to each of four sides.
MOVES = (0, 0), (2, 0), (-2, 0), (0, 2), (0, -2)


def built(name):
    torch.manual_seed(0)
    return build_network(name).eval()


@pytest.fixture
def frames(validation):
    return torch.tensor(validation.images[:7]).unsqueeze(1)


@pytest.mark.parametrize("name", NETWORKS)
def test_frames_give_a_logit_a_class(name, frames):
    logits = built(name)(frames)
    assert logits.shape == (7, 10)
    assert logits.dtype == torch.float32
    assert torch.isfinite(logits).all()


@pytest.mark.parametrize("name", NETWORKS)
def test_uint8_and_float_frames_give_the_same_logits(name, frames):
    network = built(name)
    torch.testing.assert_close(network(frames), network(frames.double()), rtol=0, atol=0)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_frame_is_read_alone_as_among_others(name, frames):
    network = built(name)
    torch.testing.assert_close(network(frames)[:1], network(frames[:1]), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_pixels_are_normalised_inside(name, frames):
    network = built(name)
    pixels = (frames.numpy() / 255 - 0.1307) / 0.3081
    logits = network.layers(torch.tensor(pixels, dtype=torch.float32))
    torch.testing.assert_close(network(frames), logits, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_normalisation_is_kept_and_not_learnt(name):
    network = built(name)
    assert {"pixel_mean", "pixel_deviation"} <= network.state_dict().keys()
    assert not {"pixel_mean", "pixel_deviation"} & dict(network.named_parameters()).keys()


@pytest.mark.parametrize("name", NETWORKS)
def test_weights_come_from_torchs_random_state(name):
    one, same = built(name), built(name)
    other = build_network(name)
    for (key, first), second in zip(one.named_parameters(), same.parameters(), strict=True):
        assert torch.equal(first, second), key
    assert any(
        not torch.equal(first, second)
        for first, second in zip(one.parameters(), other.parameters(), strict=True)
    )


@pytest.mark.parametrize("name", ["lenet_mini", "lenet_bn"])
def test_dropout_is_random_in_training_and_off_in_evaluation(name, frames):
    network = built(name)
    assert torch.equal(network(frames), network(frames))
    network.train()
    assert not torch.equal(network(frames), network(frames))


def test_an_ensemble_answers_with_the_mean_of_its_members_probabilities(frames):
    members = [build_network("lenet_mini").eval() for _ in range(3)]
    together = Ensemble(members)(frames).softmax(1)
    expected = torch.stack([member(frames).softmax(1) for member in members]).mean(0)
    torch.testing.assert_close(together, expected)


def test_a_shifted_network_answers_with_the_mean_over_moved_frames(frames):
    network, (down, right) = built("lenet_mini"), (2, 3)
    padded = torch.nn.functional.pad(frames, [2] * 4)
    moved = [padded.narrow(down, 2 - y, 28).narrow(right, 2 - x, 28) for y, x in MOVES]
    expected = torch.stack([network(one).softmax(1) for one in moved]).mean(0)
    torch.testing.assert_close(with_shifts(network, 2)(frames).softmax(1), expected)
    assert not torch.allclose(network(frames).softmax(1), expected)


def test_without_shifts_a_network_answers_as_it_is():
    network = built("compact")
    assert with_shifts(network, 0) is network
