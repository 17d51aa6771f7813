"""The training loop: batches in, a trained network out, everything on the way observed."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from shuzi.datasets import LabelledImages
from shuzi.errors import RecipeError
from shuzi.results import DIGITS
from shuzi.training.augmentation import Augmenter
from shuzi.training.checkpoint import (
    Checkpoint,
    optimiser_tensors,
    restore_network,
    restore_optimiser,
)
from shuzi.training.device import random_states, restore_random_states, working_precision
from shuzi.training.digest import digest
from shuzi.training.history import EpochEntry, History, StepEntry
from shuzi.training.initialisation import set_filters_from_patches
from shuzi.training.memory import keep_freed_memory
from shuzi.training.network import build_network
from shuzi.training.norms import share_norms
from shuzi.training.optimisation import build_optimiser, learning_rate
from shuzi.training.ranks import Ranks
from shuzi.training.resident import resident
from shuzi.training.selection import Selector
from shuzi.training.settings import Recipe
from shuzi.training.targets import targets
from shuzi.training.timetable import Timetable
from shuzi.training.validation import measure

__all__ = ["Observer", "Trainer"]


class Observer(Protocol):
    """Who wants to know how a training goes."""

    def stepped(self, step: int) -> None:
        """One more step is done; counted from 1 over all epochs."""

    def logged(self, entry: StepEntry) -> None:
        """The training loss of a step was looked at."""

    def validated(self, entry: EpochEntry) -> None:
        """An epoch is done and measured."""


class Trainer:
    """Trains the network of a recipe on images held in memory.

    Same recipe, same data, same machine: the same weights, also where the training was
    interrupted and resumed. Several ranks each learn from a part of every batch: together from
    the same images in the same order as one alone, by the same sums but for their last bits;
    what is drawn at random for an image is drawn otherwise.
    """

    def __init__(
        self,
        recipe: Recipe,
        train: LabelledImages,
        validation: LabelledImages | None,
        device: torch.device,
        observers: Sequence[Observer] = (),
        *,
        classes: int = DIGITS,
        teacher: nn.Module | None = None,
        ranks: Ranks | None = None,
    ) -> None:
        """Make ready to train.

        Args:
            recipe: every setting.
            train: what is learnt from.
            validation: what chooses the best epoch; None where the recipe is frozen and the last
                epoch is taken.
            device: where to train.
            observers: who is told how it goes.
            classes: how many the labels are of.
            teacher: gives logits of frames; learnt from where the recipe has a distillation.
            ranks: which of several processes this one is; None where there is one.
        """
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.device = device
        self._ranks = ranks or Ranks()
        self.history = History()
        self.network = build_network(recipe.network, classes)
        share_norms(self.network, self._ranks)
        self.network.to(device)
        # Convolutions read neighbouring channels together: twice as fast on a CPU.
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._optimiser = build_optimiser(self.network, recipe.optimiser)
        self._train = train
        self._validation = validation
        self.observers = list(observers)
        self._teacher = None if teacher is None else teacher.to(device).eval()
        self._best: Mapping[str, Tensor] | None = None
        self.timetable = Timetable(recipe, len(train))
        # Where several train, no device holds all images: each is given its part of a batch.
        self._store = device if self._ranks.alone else torch.device("cpu")
        self._selector = Selector(recipe, self.timetable, self._store)

    @property
    def images(self) -> int:
        """How many images are trained on."""
        return len(self._train)

    @property
    def step(self) -> int:
        """How many steps are done, over all epochs."""
        return self.timetable.steps_before(self.history.epoch) + self.history.step_in_epoch

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.history.epoch >= self.recipe.epochs

    def train(
        self,
        stop: Callable[[], bool] = lambda: False,
        after_epoch: Callable[[], None] = lambda: None,
    ) -> bool:
        """Train to the end, or until ``stop`` says so after a step; whether the end was reached.

        Raises:
            RecipeError: the loss is no longer a number.
        """
        if self.finished:
            return True
        keep_freed_memory()
        began = time.perf_counter()
        images, labels = resident(self._train, self._store)
        augmenter = Augmenter(images, self.recipe.augmentation, self.device)
        if self.step == 0 and self.recipe.first_filters == "patches":
            set_filters_from_patches(self.network, images)
        # Other processors may have come to other last bits.
        self._ranks.align(self.network.state_dict().values())
        self._count_seconds_since(began)
        while not self.finished:
            if not self._train_epoch(augmenter, labels, stop):
                return False
            self._validate()
            after_epoch()
        return True

    def checkpoint(
        self, provenance: Mapping[str, str], options: Mapping[str, bool] | None = None
    ) -> Checkpoint:
        """The training as it stands."""
        return Checkpoint(
            recipe=self.recipe,
            provenance=provenance,
            images=self.images,
            history=self.history,
            network=self.network.state_dict(),
            best=self._best,
            optimiser=optimiser_tensors(self._optimiser),
            random_states=random_states(self.device),
            selection=self._selector.state(),
            options=options or {},
        )

    def resume(self, checkpoint: Checkpoint, subject: str) -> None:
        """Go on from ``checkpoint``, which ``subject`` names in errors.

        Raises:
            CheckpointError: it belongs to other settings or other data.
        """
        checkpoint.check_fits(self.recipe, self.images, subject)
        restore_network(self.network, checkpoint.network, subject)
        restore_optimiser(self._optimiser, checkpoint.optimiser, subject)
        restore_random_states(checkpoint.random_states, self.device)
        self.history = checkpoint.history
        self._selector.restore(checkpoint.selection, checkpoint.history.epoch, subject)
        self._best = checkpoint.best

    def check_ranks(self) -> None:
        """Make sure that all ranks hold the same weights, now and of the best epoch.

        Raises:
            RankError: some hold others.
        """
        if not self._ranks.alone:
            held = f"after step {self.step} weights"
            self._ranks.same(digest(self.network.state_dict(), digest(self._best or {})), held)

    def take_best(self) -> None:
        """Give the network the weights of the best epoch by validation, where there is one."""
        if self._best is not None:
            self.network.load_state_dict(self._best)

    def _train_epoch(self, augmenter: Augmenter, labels: Tensor, stop: Callable[[], bool]) -> bool:
        history, began = self.history, time.perf_counter()
        clean = history.epoch >= self.recipe.epochs - self.recipe.augmentation.clean_epochs
        cut = augmenter.clean if clean else augmenter.moved
        if not history.step_in_epoch:
            self._selector.begin(history.epoch)
        self.network.train()
        for indices in self._selector.batches(history.epoch)[history.step_in_epoch :]:
            own = self._ranks.share(indices)
            self._ranks.seed(self.recipe.seed, self.step)
            losses = self._step(cut(own), labels[own].to(self.device), len(indices))
            self._selector.saw(indices, losses)
            history.step_in_epoch += 1
            self._log(losses)
            if self._is_to_stop(stop):
                self._count_seconds_since(began)
                return False
        history.epoch, history.step_in_epoch = history.epoch + 1, 0
        self._count_seconds_since(began)
        return True

    def _is_to_stop(self, stop: Callable[[], bool]) -> bool:
        # Others are asked only where the device is waited for anyway.
        return self._ranks.any(stop()) if self._ranks.alone or self._looks_at_loss() else False

    def _step(self, frames: Tensor, labels: Tensor, count: int) -> Tensor:
        """Learn from a batch of ``count`` images, of which these are this rank's part.

        Returns:
            The loss of each image of the whole batch, float [count].
        """
        rate = learning_rate(self.recipe, self.step, self.timetable)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        with working_precision(self.recipe.precision, self.device):
            logits = self.network(frames)
        losses = functional.cross_entropy(
            logits.float(),
            targets(labels, frames, self._teacher, self.recipe.distillation),
            label_smoothing=self.recipe.label_smoothing,
            reduction="none",
        )
        self._optimiser.zero_grad()
        (losses.sum() / count).backward()  # type: ignore[no-untyped-call]
        losses = self._ranks.pool(self.network.parameters(), losses.detach(), count)
        if self.recipe.optimiser.gradient_norm_max is not None:
            nn.utils.clip_grad_norm_(
                self.network.parameters(), self.recipe.optimiser.gradient_norm_max
            )
        self._optimiser.step()
        return losses

    def _log(self, losses: Tensor) -> None:
        for observer in self.observers:
            observer.stepped(self.step)
        if not self._looks_at_loss():
            return
        entry = StepEntry(self.step, losses.mean().item())
        if not math.isfinite(entry.train_loss):
            raise RecipeError(
                f"recipe {self.recipe.name}",
                f"the loss is {entry.train_loss} at step {self.step}",
                "lower optimiser.learning_rate; checkpoints of epochs before this one are kept",
            )
        if self._is_log_due():
            self.history.steps.append(entry)
            for observer in self.observers:
                observer.logged(entry)

    def _looks_at_loss(self) -> bool:
        # Reading the loss waits for the device, so it is not done at every step; at an epoch's
        # last it is, so that no checkpoint holds weights that are no longer numbers.
        epoch_ends = self.history.step_in_epoch == self.timetable.steps_in(self.history.epoch)
        return epoch_ends or self._is_log_due()

    def _is_log_due(self) -> bool:
        return (self.step - 1) % self.recipe.log_every_steps == 0

    def _validate(self) -> None:
        if self._validation is None:
            return
        loss, accuracy = measure(
            self.network, self._validation, self.recipe.evaluation_images, self.device, self._ranks
        )
        entry = EpochEntry(self.history.epoch, self.step, loss, accuracy)
        self.history.epochs.append(entry)
        if self.history.best is entry:
            self._best = {
                name: tensor.clone() for name, tensor in self.network.state_dict().items()
            }
        for observer in self.observers:
            observer.validated(entry)

    def _count_seconds_since(self, began: float) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        self.history.train_seconds += time.perf_counter() - began
