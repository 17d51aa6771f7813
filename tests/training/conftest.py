import numpy as np
import pytest

from shuzi.datasets import DataSet, LabelledImages

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

# Two threads on a busy machine wait for each other longer than they work.
torch.set_num_threads(1)


def bars(count, seed):
    """Images that any network can learn: digit k is a bright bar at a height of its own."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(count) % 10).astype(np.uint8)
    images = random.integers(0, 40, (count, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        top = 4 + 2 * label
        image[top : top + 2, 4:24] = random.integers(180, 255)
    return LabelledImages(images, labels)


@pytest.fixture(scope="session")
def train():
    return bars(120, seed=1)


@pytest.fixture(scope="session")
def validation():
    return bars(50, seed=2)


@pytest.fixture(scope="session")
def data(train, validation):
    both = LabelledImages(
        np.concatenate([train.images, validation.images]),
        np.concatenate([train.labels, validation.labels]),
    )
    return DataSet("bars", both, len(validation), bars(60, seed=3))


@pytest.fixture(scope="session")
def recipe():
    from shuzi.training.settings import recipe_from

    settings = {
        "name": "quick",
        "purpose": "a training that takes a moment",
        "network": "compact",
        "epochs": 2,
        "batch_images": 20,
        "log_every_steps": 2,
        "optimiser": {"name": "adamw", "learning_rate": 0.01, "momentum": 0.9},
    }
    return recipe_from(settings, "quick")


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """Two processes: they take seconds to start, and do what any test wants of them."""
    from tests.training.pair import Pair

    pair = Pair(tmp_path_factory.mktemp("pair"))
    yield pair
    pair.end()
