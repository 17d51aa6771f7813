"""The processes that train one network together, of which there is mostly one."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, distributed, nn

from shuzi.errors import RankError
from shuzi.training.roll_call import absent

__all__ = ["Ranks"]

_COMPARED_DIGITS = 15  # hexadecimal: they fit into an int64


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which of the processes this one is. One alone exchanges nothing.

    What exchanges something is called by all ranks, in the same order.

    Attributes:
        rank: this one's number, from 0; rank 0 writes for all.
        size: how many there are.
        device: where this one trains.
    """

    rank: int = 0
    size: int = 1
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))

    @property
    def leads(self) -> bool:
        """Whether this one writes for all."""
        return self.rank == 0

    @property
    def alone(self) -> bool:
        """Whether there is no other."""
        return self.size == 1

    def share(self, batch: Tensor) -> Tensor:
        """This rank's part of a batch, a view; parts differ by at most one in length."""
        return batch if self.alone else batch.tensor_split(self.size)[self.rank]

    def seed(self, seed: int, step: int) -> None:
        """Draw this step's random numbers otherwise than on other ranks, and in other steps.

        Nothing of it is to be remembered: a training goes on with any number of ranks. One alone
        goes on drawing from where it is.
        """
        if not self.alone:
            mixed = np.random.SeedSequence((seed, step, self.rank))
            torch.manual_seed(int(mixed.generate_state(1, np.uint64)[0]))

    def sum(self, tensor: Tensor) -> Tensor:
        """The tensor, in place, summed over all ranks: bit for bit the same on each.

        Raises:
            RankError: one is lost, or did not come for too long.
        """
        if not self.alone:
            try:
                distributed.all_reduce(tensor)
            except RuntimeError as error:
                raise self._lost(error) from error
        return tensor

    def totals(self, *figures: float) -> list[float]:
        """Each figure summed over all ranks; once it returns, all have come so far."""
        if self.alone:
            return list(figures)
        message = torch.tensor(figures, dtype=torch.float64, device=self.device)
        return [float(total) for total in self.sum(message)]

    def wait(self) -> None:
        """Wait until all ranks have come so far."""
        self.totals(0)

    def any(self, here: bool) -> bool:  # noqa: FBT001  an answer, not an option
        """Whether it is so on any rank."""
        return self.totals(here)[0] > 0

    def pool(self, parameters: Iterable[nn.Parameter], losses: Tensor, count: int) -> Tensor:
        """Sum the gradients of all ranks' parts of a batch; the losses of the whole of it.

        Both go in one message: for networks of this size its latency costs more than its bytes.

        Args:
            parameters: which have gradients.
            losses: of this rank's part, float [b].
            count: how many images the whole batch has.

        Returns:
            The losses of the whole batch in its order, float [count].
        """
        if self.alone:
            return losses
        whole = losses.new_zeros(count)
        self.share(whole).copy_(losses)
        gradients = [each.grad for each in parameters if each.grad is not None]
        message = self.sum(torch.cat([*(each.flatten() for each in gradients), whole]))
        lengths = [*(each.numel() for each in gradients), count]
        *sums, whole = torch.split(message, lengths)
        for gradient, total in zip(gradients, sums, strict=True):
            gradient.copy_(total.view_as(gradient))
        return whole

    def align(self, tensors: Iterable[Tensor]) -> None:
        """Give the tensors of every rank, in place, what those of rank 0 hold."""
        if not self.alone:
            for tensor in tensors:
                # Of all numbers but rank 0's zero is left.
                self.sum(tensor if self.leads else tensor.zero_())

    def same(self, digest: str, what: str) -> None:
        """Make sure that all ranks hold the same.

        Args:
            digest: hexadecimal, of what this rank holds.
            what: names it.

        Raises:
            RankError: some hold something else than most.
        """
        if self.alone:
            return
        digests = torch.zeros(self.size, dtype=torch.int64, device=self.device)
        digests[self.rank] = int(digest[:_COMPARED_DIGITS], 16)
        held = self.sum(digests).tolist()
        (usual, _), *_ = Counter(held).most_common()  # of as many, what rank 0 holds
        others = [rank for rank, each in enumerate(held) if each != usual]
        if others:
            raise RankError(others, self.size, f"holds {what} other than the rest")

    def _lost(self, error: RuntimeError) -> RankError:
        # Before the reason stands a line of a source file, after its first sentence advice.
        reason = re.sub(r"^\[[^]]*\] ", "", str(error)).partition("\n")[0].partition(". ")[0]
        lost = absent(self.rank, self.size)
        return RankError(lost, self.size, f"ended, or does not answer ({reason})")
