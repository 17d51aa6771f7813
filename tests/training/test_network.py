import numpy as np
import pytest
import torch

from shuzi.training.network import NETWORKS, Ensemble, build_network, parameter_count, with_shifts


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


# Down and right, in pixels: nowhere, and to each of four sides.
MOVES = (0, 0), (2, 0), (-2, 0), (0, 2), (0, -2)


def built(name):
    torch.manual_seed(0)
    return build_network(name).eval()


@pytest.fixture
def frames(validation):
    return torch.tensor(validation.images[:7]).unsqueeze(1)


def test_every_network_is_counted_here():
    assert COUNTS.keys() == NETWORKS.keys()


def test_the_articles_network_has_the_articles_size():
    assert parameter_count(built("lenet_mini")) == 21_840


@pytest.mark.parametrize("name", NETWORKS)
def test_parameters_are_as_many_as_the_layers_need(name):
    assert parameter_count(built(name)) == COUNTS[name]


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


def test_the_compact_network_does_not_see_the_margin(frames):
    network, bordered = built("compact"), frames.clone()
    bordered[:, :, :2] = bordered[:, :, -2:] = 255
    bordered[..., :2] = bordered[..., -2:] = 255
    assert torch.equal(network(frames), network(bordered))
    assert not np.array_equal(frames, bordered)


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
