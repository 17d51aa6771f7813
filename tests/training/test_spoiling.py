import pytest
import torch

from shuzi.training.spoiling import Spoiler

CPU = torch.device("cpu")
SIZE = (28, 24)
FRAMES = 600


@pytest.fixture
def frames():
    """Rings, all alike, so that whatever differs has been spoilt."""
    rows, columns = torch.meshgrid(*(torch.arange(length) for length in SIZE), indexing="ij")
    away = ((rows - 13.5).square() + (columns - 11.5).square()).sqrt()
    ring = (255 * (2.5 - (away - 8).abs()).clamp(0, 1)).round().to(torch.uint8)
    return ring.expand(FRAMES, 1, *SIZE)


def spoilt(frames, share, seed=1):
    torch.manual_seed(seed)
    return Spoiler(SIZE, CPU).spoilt(frames, share)


def test_about_the_share_is_spoilt_and_the_others_are_as_they_were(frames):
    changed = (spoilt(frames, 0.25) != frames).flatten(1).any(1)
    assert 0.18 * FRAMES < changed.sum() < 0.32 * FRAMES


def test_no_share_spoils_none_and_the_whole_nearly_all(frames):
    assert torch.equal(spoilt(frames, 0), frames.float())
    assert (spoilt(frames, 1) != frames).flatten(1).any(1).sum() > 0.95 * FRAMES


def test_what_is_spoilt_are_pixels_still(frames):
    all_spoilt = spoilt(frames, 1)
    assert all_spoilt.shape == frames.shape
    assert all_spoilt.dtype == torch.float32
    assert all_spoilt.isfinite().all()
    assert all_spoilt.min() == 0
    assert all_spoilt.max() == 255


def test_the_ring_can_still_be_told(frames):
    ring = frames[0, 0].float()
    likeness = torch.corrcoef(torch.cat([ring[None], spoilt(frames, 1)[:, 0]]).flatten(1))[0, 1:]
    assert likeness.abs().median() > 0.6
    assert (likeness.abs() > 0.2).float().mean() > 0.9


def test_ground_noise_and_outlines_all_come_up(frames):
    ring = frames[0, 0].float()
    ground, ink = spoilt(frames, 1)[:, 0][:, ring == 0], spoilt(frames, 1)[:, 0][:, ring == 255]
    assert (ground.amin(1) > 40).any()  # light everywhere
    assert (ground.std(1) > 60).any()  # noise, or light in places
    assert (ink.mean(1) < 100).any()  # hollow, blotted out or smeared
    assert ((ground == 0).all(1) & (ink != 255).any(1)).any()  # the ink alone


def test_the_seed_alone_decides(frames):
    assert torch.equal(spoilt(frames, 1 / 2), spoilt(frames, 1 / 2))
    assert not torch.equal(spoilt(frames, 1 / 2), spoilt(frames, 1 / 2, seed=2))


def test_frames_given_are_not_changed(frames):
    before = frames.clone()
    spoilt(frames, 1)
    assert torch.equal(frames, before)
