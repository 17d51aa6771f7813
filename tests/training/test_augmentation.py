import math
import os
import struct
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shuzi import datasets, idx
from shuzi.catalogue import MNIST_FILES
from shuzi.datasets import LabelledImages
from shuzi.training.augmentation import Augmenter
from shuzi.training.loop import Trainer
from shuzi.training.settings import Augmentation, changed

EVERYTHING = Augmentation(shift_px=2, rotation_deg=10, scale_percent=10, shear_deg=10)

IMAGES = 500_000
MEBIBYTES = IMAGES * 28 * 28 / 2**20

# In a new process, because a peak never goes down again.
PRINT_PEAK_GROWTH = """
import pathlib, sys, torch
from shuzi import datasets
from shuzi.training.loop import Trainer
from shuzi.training.settings import changed, load_recipe

def peak_mib():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

def train_a_step(images):
    Trainer(recipe, images, None, torch.device("cpu")).train(stop=lambda: True)

torch.set_num_threads(1)
# Patches of 2,000 images, however many there are, would take more than all else.
recipe = changed(load_recipe("fast"), {"first_filters": "random"})
train_a_step(datasets.load(sys.argv[1]).test)  # what torch takes for a step of any training
before = peak_mib()
train_a_step(datasets.load(sys.argv[1]).train_all)
print(peak_mib() - before)
"""


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


@hypothesis_settings(max_examples=100, deadline=None)
@given(
    originals=hnp.arrays(np.uint8, hnp.array_shapes(min_dims=3, max_dims=3, max_side=9)),
    shift=st.integers(0, 8),
    seed=st.integers(0, 1000),
    data=st.data(),
)
def test_a_shift_moves_whole_pixels_and_nothing_else(originals, shift, seed, data):
    places = st.lists(st.integers(0, len(originals) - 1), min_size=1, max_size=20)
    indices = torch.tensor(data.draw(places))
    torch.manual_seed(seed)
    moved = Augmenter(torch.tensor(originals), Augmentation(shift_px=shift)).moved(indices)
    torch.manual_seed(seed)
    downs, rights = (torch.randint(2 * shift + 1, (len(indices),)) for _ in range(2))
    height, width = originals.shape[1:]
    for image, index, down, right in zip(moved.numpy(), indices, downs, rights, strict=True):
        padded = np.pad(originals[index], shift)
        assert np.array_equal(image[0], padded[down : down + height, right : right + width])


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


def write_plain(folder, train, test):
    contents = (train.images, train.labels, test.images, test.labels)
    for name, content in zip(MNIST_FILES, contents, strict=True):
        idx.write(folder / name.removesuffix(".gz"), content)


def test_a_mapped_folder_trains_to_the_same_weights_as_its_images_in_memory(
    tmp_path, recipe, train, validation
):
    write_plain(tmp_path, train, validation)
    mapped = datasets.load(tmp_path)
    recipe = changed(recipe, {"first_filters": "patches", "augmentation": EVERYTHING.model_dump()})
    weights, histories = [], []
    for learnt, measured in ((train, validation), (mapped.train_all, mapped.test)):
        trainer = Trainer(recipe, learnt, measured, torch.device("cpu"))
        trainer.train()
        weights.append(trainer.network.state_dict())
        histories.append(trainer.history.epochs)
    assert isinstance(mapped.train_all.images, np.memmap)
    assert all(torch.equal(tensor, weights[1][name]) for name, tensor in weights[0].items())
    assert histories[0] == histories[1]


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process from /proc")
def test_a_mapped_folder_is_not_copied_to_train_on_it(tmp_path, train, validation):
    write_plain(tmp_path, LabelledImages(validation.images, np.zeros(IMAGES, np.uint8)), train)
    header = struct.pack(">BBBBIII", 0, 0, 0x08, 3, IMAGES, 28, 28)
    images = tmp_path / "train-images-idx3-ubyte"
    images.write_bytes(header)
    os.truncate(images, len(header) + IMAGES * 28 * 28)  # sparse: it takes no room
    command = [sys.executable, "-c", PRINT_PEAK_GROWTH, str(tmp_path)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert float(printed) < MEBIBYTES / 3


def test_elastic_moves_have_their_deviation_and_differ_from_place_to_place():
    left, right = (moved_dots(0, side, count=1000, elastic_px=0.8) - (side, 0) for side in (-7, 7))
    for moves in (left, right):
        # Between the knots of the grid moves are means of some of them, and so a little smaller.
        assert 0.4 < moves.std() < 0.9
        assert abs(moves.mean()) < 0.1
    # The same random numbers, yet the two sides of an image go their own ways.
    assert abs(np.corrcoef(left[:, 0], right[:, 0])[0, 1]) < 0.2


def test_a_share_is_spoilt_where_that_is_set(images):
    torch.manual_seed(1)
    augmenter = Augmenter(images, Augmentation(spoilt_percent=50))
    shown = augmenter.moved(torch.arange(30).repeat(10))
    changed = (shown != images.repeat(10, 1, 1)[:, None]).flatten(1).any(1)
    assert 100 < changed.sum() < 200
    assert shown.min() >= 0
    assert shown.max() <= 255
