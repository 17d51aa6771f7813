"""Which images an epoch shows, and in which order."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from shuzi.errors import CheckpointError
from shuzi.training.settings import Recipe
from shuzi.training.timetable import Timetable

__all__ = ["Selector"]

ALL_PERCENT = 100


class Selector:
    """Chooses the images of an epoch: at random, or the hardest so far and some others.

    Attributes:
        by_loss: whether the losses of images decide anything.
    """

    def __init__(self, recipe: Recipe, timetable: Timetable, device: torch.device) -> None:
        """For a training that has not begun; indices and losses stand on ``device``."""
        self.by_loss = recipe.selection.later_percent < ALL_PERCENT
        self._recipe, self._timetable, self._device = recipe, timetable, device
        # Of each image when it was last shown; one that never was comes before all others.
        self._losses = torch.full((timetable.images,), torch.inf, device=device)
        self._shown = torch.empty(0, dtype=torch.int64, device=device)

    def begin(self, epoch: int) -> None:
        """Choose what ``epoch``, counted from 0, shows."""
        # Mixed, not added: seed 1's second epoch is not to be seed 2's first.
        mixed = np.random.SeedSequence((self._recipe.seed, epoch))
        generator = torch.Generator().manual_seed(int(mixed.generate_state(1)[0]))
        images, count = self._timetable.images, self._timetable.images_in(epoch)
        order = torch.randperm(images, generator=generator).to(self._device)
        if not self.by_loss or epoch == 0:
            self._shown = order[:count]
            return
        hardest = round(count * self._recipe.selection.hardest_percent / 100)
        # Sorted over a random order, equals come out at random too.
        by_loss = order[self._losses[order].argsort(descending=True, stable=True)]
        others = torch.randperm(images - hardest, generator=generator)[: count - hardest]
        picked = torch.cat([by_loss[:hardest], by_loss[hardest:][others.to(self._device)]])
        self._shown = picked[torch.randperm(count, generator=generator).to(self._device)]

    def batches(self, epoch: int) -> tuple[Tensor, ...]:
        """The indices of each step of ``epoch``, int64 [B] each, once :meth:`begin` chose them."""
        return torch.tensor_split(self._shown, self._timetable.steps_in(epoch))

    def saw(self, indices: Tensor, losses: Tensor) -> None:
        """Note the losses, float [B], of the images at ``indices``."""
        if self.by_loss:
            self._losses[indices] = losses.to(self._device)

    def state(self) -> dict[str, Tensor]:
        """What :meth:`restore` needs to go on in the middle of an epoch."""
        return {"losses": self._losses, "shown": self._shown} if self.by_loss else {}

    def restore(self, state: Mapping[str, Tensor], epoch: int, subject: str) -> None:
        """Go on in ``epoch`` from what :meth:`state` gave, in the file ``subject``.

        Raises:
            CheckpointError: it was given by a training of another kind.
        """
        if not self.by_loss:
            self.begin(epoch)
            return
        shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
        if shapes.get("losses") != tuple(self._losses.shape) or "shown" not in shapes:
            raise CheckpointError(
                subject, "lacks the losses that select images", "use an earlier checkpoint"
            )
        self._losses = state["losses"].to(self._device)
        self._shown = state["shown"].to(self._device)
