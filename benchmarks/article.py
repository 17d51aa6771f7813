"""The recipe ``article``, one epoch with seed 1: its test accuracy, measured in eval mode.

    SHUZI_DATA=... python benchmarks/article.py

Beside it, what the article's own way of measuring would have said of the same weights: it never
calls ``eval()``, so that dropout stays on.
"""

import torch
from rich.console import Console

import machine
from shuzi import datasets
from shuzi.evaluation import wilson_interval
from shuzi.training.loop import Trainer
from shuzi.training.settings import load_recipe


def main() -> None:
    """Train, measure and print."""
    mnist = datasets.load("mnist")
    trainer = Trainer(load_recipe("article"), mnist.train, mnist.validation, torch.device("cpu"))
    trainer.train()
    trainer.take_best()
    frames = torch.tensor(mnist.test.images).unsqueeze(1)
    labels = torch.tensor(mnist.test.labels)
    right = {}
    for mode in (True, False):
        trainer.network.train(mode)
        with torch.inference_mode():
            right[mode] = int((trainer.network(frames).argmax(1) == labels).sum())
    low, high = wilson_interval(right[False], len(labels))
    console = Console()
    console.print(machine.describe())
    console.print(f"trained in {trainer.history.train_seconds:.1f} s")
    console.print(
        f"test accuracy in eval mode {right[False] / len(labels):.2%} "
        f"(95 % interval {low:.2%} to {high:.2%})"
    )
    console.print(f"as the article measures, dropout on: {right[True] / len(labels):.2%}")


if __name__ == "__main__":
    main()
