import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shuzi.training.augmentation import Augmenter
from shuzi.training.settings import Augmentation

EVERYTHING = Augmentation(shift_px=2, rotation_deg=10, scale_percent=10, shear_deg=10)


@pytest.fixture
def images(train):
    return torch.tensor(train.images[:30])


def dot(down, right):
    """An image of one soft dot, so many pixels from the centre."""
    y, x = np.indices((28, 28)) - 13.5
    return 255 * np.exp(-((y - down) ** 2 + (x - right) ** 2) / 4)


def centres(batch):
    """Where the dots are, right and down of the centre: [N, 2]."""
    ink = batch[:, 0].double()
    place = torch.arange(28, dtype=torch.float64) - 13.5
    mass = ink.sum((1, 2))
    right = (ink * place).sum((1, 2)) / mass
    down = (ink * place[:, None]).sum((1, 2)) / mass
    return torch.stack([right, down], 1).numpy()


def moved_dots(down, right, count=200, **settings):
    torch.manual_seed(0)
    image = torch.tensor(dot(down, right).round().astype(np.uint8))
    augmenter = Augmenter(image[None], Augmentation(**settings))
    return centres(augmenter.moved(torch.zeros(count, dtype=torch.int64)))


def test_without_settings_images_stay_as_they_are(images):
    augmenter, indices = Augmenter(images, Augmentation()), torch.tensor([3, 0, 3])
    assert torch.equal(augmenter.moved(indices), images[indices].unsqueeze(1))
    assert augmenter.moved(indices).dtype == torch.uint8


def test_clean_images_are_the_originals_in_the_order_asked_for(images):
    indices = torch.tensor([5, 2, 29])
    clean = Augmenter(images, EVERYTHING).clean(indices)
    assert torch.equal(clean, images[indices].unsqueeze(1))


@hypothesis_settings(max_examples=15, deadline=None)
@given(shift=st.integers(1, 8), seed=st.integers(0, 1000))
def test_a_shift_moves_whole_pixels_and_nothing_else(shift, seed):
    original = np.random.default_rng(seed).integers(1, 255, (28, 28), np.uint8)
    torch.manual_seed(seed)
    augmenter = Augmenter(torch.tensor(original[None]), Augmentation(shift_px=shift))
    padded = np.pad(original, shift)
    allowed = {
        padded[down : down + 28, right : right + 28].tobytes()
        for down in range(2 * shift + 1)
        for right in range(2 * shift + 1)
    }
    for moved in augmenter.moved(torch.zeros(20, dtype=torch.int64)).numpy():
        assert moved.tobytes() in allowed


def test_all_shifts_come_up(images):
    torch.manual_seed(0)
    augmenter = Augmenter(images, Augmentation(shift_px=1))
    moved = augmenter.moved(torch.zeros(300, dtype=torch.int64))
    assert len({image.tobytes() for image in moved.numpy()}) == 9


def test_rotation_keeps_within_its_limit_to_both_sides():
    right, down = moved_dots(0, 8, rotation_deg=20).T
    degrees = np.degrees(np.arctan2(down, right))
    assert np.hypot(right, down) == pytest.approx(8, abs=0.2)
    assert -20.5 < degrees.min() < -18
    assert 18 < degrees.max() < 20.5


def test_scale_keeps_within_its_limit_both_ways():
    right, down = moved_dots(0, 8, scale_percent=20).T
    assert down == pytest.approx(0, abs=0.1)
    assert 8 / 1.2 - 0.1 < right.min() < 6.9
    assert 9.6 < right.max() < 8 / 0.8 + 0.1


def test_shear_slants_within_its_limit_and_keeps_heights():
    right, down = moved_dots(6, 0, shear_deg=20).T
    limit = 6 * math.tan(math.radians(20))
    assert down == pytest.approx(6, abs=0.1)
    assert -limit - 0.1 < right.min() < -0.9 * limit
    assert 0.9 * limit < right.max() < limit + 0.1


def test_moved_pixels_stay_pixels(images):
    torch.manual_seed(0)
    moved = Augmenter(images, EVERYTHING).moved(torch.arange(30))
    assert moved.shape == (30, 1, 28, 28)
    assert moved.dtype == torch.float32
    assert moved.min() >= 0
    assert moved.max() <= 255


@pytest.mark.parametrize("settings", [Augmentation(shift_px=2), EVERYTHING])
def test_the_seed_alone_decides(images, settings):
    augmenter, batches = Augmenter(images, settings), []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        batches.append(augmenter.moved(torch.arange(30)))
    assert torch.equal(batches[0], batches[1])
    assert not torch.equal(batches[0], batches[2])


def test_every_image_is_moved_in_its_own_way(images):
    torch.manual_seed(0)
    moved = Augmenter(images, EVERYTHING).moved(torch.zeros(10, dtype=torch.int64))
    assert len({image.tobytes() for image in moved.numpy()}) == 10
