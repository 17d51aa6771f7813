"""This project's recipes as contenders."""

from functools import partial

import numpy as np
import torch

from contenders import Contender, Point, Training, tera_operations
from shuzi.datasets import DataSet
from shuzi.training.export import network_logits
from shuzi.training.history import EpochEntry, History, StepEntry
from shuzi.training.loop import Trainer
from shuzi.training.network import build_network, parameter_count, with_shifts
from shuzi.training.settings import Recipe, changed, load_recipe
from shuzi.training.timetable import Timetable

__all__ = ["contender"]


class _Curve:
    """Observes a trainer: what validation said, after how many seconds of training."""

    def __init__(self, history: History) -> None:
        self.points: list[Point] = []
        self._history = history

    def stepped(self, step: int) -> None:
        """Nothing to note."""

    def logged(self, entry: StepEntry) -> None:
        """Nothing to note."""

    def validated(self, entry: EpochEntry) -> None:
        """Note the epoch."""
        self.points.append(Point(self._history.train_seconds, entry.validation_accuracy))


def contender(name: str, seeds: int, training_images: int) -> Contender:
    """The shipped recipe of that name, which learns from so many images."""
    recipe = load_recipe(name)
    timetable = Timetable(recipe, training_images)
    images_shown = sum(timetable.images_in(epoch) for epoch in range(recipe.epochs))
    network = build_network(recipe.network)
    return Contender(
        f"shuzi {name}",
        f"this project's recipe `{name}`: {recipe.purpose}{_how_it_answers(recipe)}",
        seeds,
        partial(_train, recipe),
        parameter_count(network),
        tera_operations(network, images_shown),
    )


def _how_it_answers(recipe: Recipe) -> str:
    if not recipe.answer_shift_px:
        return ""
    return "; it answers with the mean over shifted frames, its curve is without"


def _train(recipe: Recipe, mnist: DataSet, seed: int) -> Training:
    """Train without the validation part, which picks the epoch, and measure that."""
    settings = changed(recipe, {"seed": seed})
    trainer = Trainer(settings, mnist.train, mnist.validation, torch.device("cpu"))
    curve = _Curve(trainer.history)
    trainer.observers.append(curve)
    trainer.train()
    trainer.take_best()
    answering = with_shifts(trainer.network, recipe.answer_shift_px)
    answers = network_logits(answering, mnist.test.images).argmax(1)
    accuracy = float(np.mean(answers == mnist.test.labels))
    return Training(trainer.history.train_seconds, accuracy, tuple(curve.points))
