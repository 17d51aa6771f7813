"""Other people's recipes, written anew from their settings.

Kindly: their images stand in memory, already normalised, where the originals decode and normalise
each one every time. All learn from the whole training part, and the last epoch counts.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD, Adadelta, Adam, Optimizer
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR, StepLR

from contenders import Contender, Training, tera_operations
from shuzi.datasets import DataSet, LabelledImages
from shuzi.results import DIGITS
from shuzi.training.architectures import lenet_mini
from shuzi.training.network import parameter_count

__all__ = [
    "article",
    "normalised",
    "one_epoch",
    "pytorch_example",
    "pytorch_example_network",
    "support_vectors",
    "trained_pytorch_example",
]

TRAINING_IMAGES = 60_000
TEST_BATCH_IMAGES = 1_000
KERNEL_CACHE_MB = 1_000


@dataclass(frozen=True, slots=True)
class _Recipe:
    """A training by gradients.

    Attributes:
        network: gives fresh weights.
        epochs: passes over all images.
        batch_images: images a step.
        optimiser: of the network's parameters.
        schedule: of the optimiser, given the steps of an epoch, and moved after every step;
            None where the learning rate stays.
    """

    network: Callable[[], nn.Sequential]
    epochs: int
    batch_images: int
    optimiser: Callable[[Iterator[nn.Parameter]], Optimizer]
    schedule: Callable[[Optimizer, int], LRScheduler] | None = None

    def train(self, mnist: DataSet, seed: int) -> Training:
        """Train on all images and measure the last epoch's weights."""
        began = time.perf_counter()
        network = self.trained(mnist.train_all, seed)
        seconds = time.perf_counter() - began
        return Training(seconds, _accuracy(network, mnist.test))

    def trained(self, part: LabelledImages, seed: int) -> nn.Sequential:
        """The network after the last epoch, still in training mode."""
        torch.manual_seed(seed)
        network = self.network()
        images = normalised(part.images)
        labels = torch.tensor(part.labels, dtype=torch.int64)
        optimiser = self.optimiser(network.parameters())
        steps = math.ceil(len(labels) / self.batch_images)
        schedule = self.schedule(optimiser, steps) if self.schedule else None
        for _ in range(self.epochs):
            for indices in torch.split(torch.randperm(len(labels)), self.batch_images):
                optimiser.zero_grad()
                loss = functional.cross_entropy(network(images[indices]), labels[indices])
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                if schedule:
                    schedule.step()
        return network


def article(seeds: int) -> Contender:
    """The founding article's loop, one epoch, as it is: no momentum, batches of 8."""
    recipe = _Recipe(
        partial(lenet_mini, DIGITS), epochs=1, batch_images=8, optimiser=partial(SGD, lr=0.01)
    )
    note = "the founding article's network and loop, one epoch: SGD, batches of 8"
    return _contender("article", note, seeds, recipe)


def one_epoch(seeds: int) -> Contender:
    """One epoch with quick betas and a one-cycle learning rate; published: 99.04 %."""
    recipe = _Recipe(
        _one_epoch_network,
        epochs=1,
        batch_images=256,
        optimiser=partial(Adam, betas=(0.7, 0.9)),
        schedule=lambda optimiser, steps: OneCycleLR(
            optimiser, max_lr=0.01, total_steps=steps, cycle_momentum=False
        ),
    )
    note = (
        "a published recipe for one epoch: two convolutions, two dense layers, Adam with a "
        "one-cycle learning rate, batches of 256; 99.04 % ± 0.07 as published"
    )
    return _contender("one epoch", note, seeds, recipe)


def pytorch_example(seeds: int) -> Contender:
    """The MNIST example that comes with PyTorch, at its default settings."""
    recipe = _pytorch_example_recipe(epochs=14)
    note = (
        "PyTorch's own MNIST example at its defaults: two convolutions, two dense layers, "
        "dropout, Adadelta, batches of 64, 14 epochs"
    )
    return _contender("pytorch example", note, seeds, recipe)


def trained_pytorch_example(part: LabelledImages, epochs: int, seed: int) -> nn.Sequential:
    """That example's network after so many epochs, in evaluation mode."""
    return _pytorch_example_recipe(epochs).trained(part, seed).eval()


def support_vectors() -> Contender:
    """A support vector machine on pixels; it leaves nothing to chance, so one run says all."""
    note = "scikit-learn's support vector machine on pixels of 0 to 1: RBF kernel, C 5, gamma 0.05"
    return Contender("svc", note, seeds=1, train=_support_vector_training)


def _contender(name: str, note: str, seeds: int, recipe: _Recipe) -> Contender:
    network = recipe.network()
    return Contender(
        name,
        note,
        seeds,
        recipe.train,
        parameter_count(network),
        tera_operations(network, recipe.epochs * TRAINING_IMAGES),
    )


def _one_epoch_network() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 24, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(24, 32, 3),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(32 * 5 * 5, 256),
        nn.ReLU(),
        nn.Linear(256, DIGITS),
    )


def _pytorch_example_recipe(epochs: int) -> _Recipe:
    return _Recipe(
        pytorch_example_network,
        epochs=epochs,
        batch_images=64,
        optimiser=partial(Adadelta, lr=1.0),
        schedule=lambda optimiser, steps: StepLR(optimiser, step_size=steps, gamma=0.7),
    )


def pytorch_example_network() -> nn.Sequential:
    """Its network with fresh weights.

    It gives logits: log-softmax and its likelihood are one with the loop's cross-entropy.
    """
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(64 * 12 * 12, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, DIGITS),
    )


def normalised(images: NDArray[np.uint8]) -> Tensor:
    """Images uint8 [N, 28, 28] to float32 [N, 1, 28, 28] with MNIST's mean 0 and deviation 1."""
    return (torch.tensor(images).float().div(255).unsqueeze(1) - 0.1307) / 0.3081


def _accuracy(network: nn.Sequential, part: LabelledImages) -> float:
    network.eval()
    with torch.inference_mode():
        batches = torch.split(normalised(part.images), TEST_BATCH_IMAGES)
        answers = torch.cat([network(batch).argmax(1) for batch in batches]).numpy()
    return float(np.mean(answers == part.labels))


def _support_vector_training(mnist: DataSet, _: int) -> Training:
    from sklearn.svm import SVC

    began = time.perf_counter()
    machine = SVC(C=5, gamma=0.05, cache_size=KERNEL_CACHE_MB)
    machine.fit(_pixels(mnist.train_all), mnist.train_all.labels)
    seconds = time.perf_counter() - began
    return Training(seconds, float(machine.score(_pixels(mnist.test), mnist.test.labels)))


def _pixels(part: LabelledImages) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return part.images.reshape(len(part), -1) / 255
