"""The default recipe against one epoch of the founding article's loop, in turn, in one go.

    SHUZI_DATA=... python benchmarks/fast.py [--seeds 5]

Prints, for each seed, the seconds and the test accuracy of both, then means and the ratio of
their times. The article's loop is written anew from its settings, and kindly: its images stand
in memory, already normalised, where the article decodes each one every time.
"""

import argparse
import statistics
import time
from dataclasses import dataclass

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table
from torch.nn import functional

import machine
from shuzi import datasets
from shuzi.datasets import DataSet, LabelledImages
from shuzi.training.export import network_logits
from shuzi.training.loop import Trainer
from shuzi.training.network import lenet_mini
from shuzi.training.settings import changed, load_recipe

BATCH_IMAGES = 8
LEARNING_RATE = 0.01


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of training, and the share of test images answered right."""

    seconds: float
    accuracy: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--recipe", default="fast")
    arguments = parser.parse_args()
    mnist = datasets.load("mnist")
    console = Console()
    table = Table("seed", "article, s", "accuracy", f"{arguments.recipe}, s", "accuracy", "ratio")
    pairs = []
    for seed in track(range(1, arguments.seeds + 1), "training", console=Console(stderr=True)):
        article, ours = article_epoch(mnist, seed), recipe_run(mnist, arguments.recipe, seed)
        pairs.append((article, ours))
        table.add_row(str(seed), *_cells(article), *_cells(ours), _ratio(article, ours))
    articles, all_ours = zip(*pairs, strict=True)
    article, ours = _mean(articles), _mean(all_ours)
    table.add_section()
    table.add_row("mean", *_cells(article), *_cells(ours), _ratio(article, ours))
    console.print(machine.describe())
    console.print(table)
    if arguments.seeds > 1:
        spread = statistics.stdev(result.accuracy for result in all_ours)
        console.print(f"standard deviation of {arguments.recipe}'s accuracy: {spread:.3%}")


def article_epoch(mnist: DataSet, seed: int) -> Result:
    """One epoch of the article's loop over all 60,000 images."""
    torch.manual_seed(seed)
    began = time.perf_counter()
    network = lenet_mini()
    images, labels = _normalised(mnist.train_all), torch.tensor(mnist.train_all.labels).long()
    optimiser = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)
    for indices in torch.randperm(len(labels)).split(BATCH_IMAGES):
        optimiser.zero_grad()
        functional.cross_entropy(network(images[indices]), labels[indices]).backward()
        optimiser.step()
    seconds = time.perf_counter() - began
    network.eval()
    with torch.inference_mode():
        answers = network(_normalised(mnist.test)).argmax(1).numpy()
    return Result(seconds, float(np.mean(answers == mnist.test.labels)))


def recipe_run(mnist: DataSet, recipe: str, seed: int) -> Result:
    """A recipe of shuzi's, from raw bytes and random weights to the final weights."""
    settings = changed(load_recipe(recipe), {"seed": seed})
    trainer = Trainer(settings, mnist.train, mnist.validation, torch.device("cpu"))
    trainer.train()
    trainer.take_best()
    answers = network_logits(trainer.network, mnist.test.images).argmax(1)
    accuracy = float(np.mean(answers == mnist.test.labels))
    return Result(trainer.history.train_seconds, accuracy)


def _normalised(part: LabelledImages) -> torch.Tensor:
    return (torch.tensor(part.images).float().div(255).unsqueeze(1) - 0.1307) / 0.3081


def _mean(results: tuple[Result, ...]) -> Result:
    return Result(
        statistics.mean(result.seconds for result in results),
        statistics.mean(result.accuracy for result in results),
    )


def _cells(result: Result) -> tuple[str, str]:
    return f"{result.seconds:.1f}", f"{result.accuracy:.2%}"


def _ratio(article: Result, ours: Result) -> str:
    return f"{ours.seconds / article.seconds:.2f}"


if __name__ == "__main__":
    main()
