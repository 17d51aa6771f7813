"""How many images and steps each epoch of a training has."""

import math
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from shuzi.training.settings import Recipe

__all__ = ["Timetable"]


class Timetable:
    """The epochs of a training, whose lengths differ where the recipe selects images."""

    def __init__(self, recipe: Recipe, images: int) -> None:
        """Of a training with that recipe on so many images."""
        self._recipe = recipe
        self.images = images

    def images_in(self, epoch: int) -> int:
        """How many images ``epoch``, counted from 0, shows: at least one, where there are any."""
        selection = self._recipe.selection
        percent = selection.later_percent if epoch else selection.first_percent
        return min(self.images, max(1, round(self.images * percent / 100)))

    def steps_in(self, epoch: int) -> int:
        """How many steps ``epoch``, counted from 0, takes; its batches differ by at most one image.

        No batch holds a single image where there are more: batch norm has no statistics of one.
        """
        images = self.images_in(epoch)
        return min(math.ceil(images / self._recipe.batch_images), max(1, images // 2))

    def steps_before(self, epoch: int) -> int:
        """How many steps are done when ``epoch``, counted from 0, begins."""
        return self._begins[epoch]

    def epoch_of(self, step: int) -> int:
        """The epoch, counted from 0, in which ``step`` falls, counted from 0 over all epochs."""
        return bisect_right(self._begins, step) - 1

    @property
    def steps(self) -> int:
        """How many steps the whole training has."""
        return self._begins[-1]

    @property
    def fewest_in_a_batch(self) -> int:
        """How many images the smallest batch of the whole training holds."""
        # All epochs after the first are alike.
        return min(self.images_in(epoch) // self.steps_in(epoch) for epoch in (0, 1))

    @cached_property
    def _begins(self) -> list[int]:
        epochs = range(self._recipe.epochs)
        return list(accumulate((self.steps_in(epoch) for epoch in epochs), initial=0))
