"""``shuzi train`` under torchrun: what several processes need that one does not."""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from shuzi.cli.console import INTERRUPTED, note
from shuzi.cli.extras import installed
from shuzi.errors import RankError

__all__ = ["gone_on_with", "in_turn", "met"]


def met(device: str) -> AbstractContextManager[Any]:
    """The Ranks of this training: one alone, or those that torchrun started.

    Raises:
        RecipeError: there is no such device here.
        MissingExtraError: torchrun started several, and the extra "ranks" is not installed.
    """
    from shuzi.training.device import choose_device
    from shuzi.training.ranks import Ranks

    # Other launchers set the size of a world too; this one says who it is.
    if "TORCHELASTIC_RUN_ID" not in os.environ or int(os.environ["WORLD_SIZE"]) == 1:
        return nullcontext(Ranks(device=choose_device(device)))
    with installed("training in several processes", "ranks"):
        from shuzi.training.processes import together
    return together(device)


@contextmanager
def in_turn(ranks: Any) -> Iterator[None]:  # noqa: ANN401  Ranks, imported late
    """Rank 0 first: what it fetches from the network, the others find in the cache."""
    if not ranks.leads:
        ranks.wait()
    try:
        yield
    finally:
        if ranks.leads:
            ranks.wait()


@contextmanager
def gone_on_with(again: Sequence[str], ranks: Any) -> Iterator[None]:  # noqa: ANN401  as above
    """Where a training stops, or a rank is lost, one rank says with what arguments to go on."""
    from shuzi.training.run import Interrupted

    command = shlex.join(["shuzi", *again])
    how = "go on with" if ranks.alone else "go on, under torchrun or without it, with"
    try:
        yield
    except Interrupted as interruption:
        if ranks.leads:
            note(f"{interruption}; {how}: {command}")
        sys.exit(INTERRUPTED)
    except RankError as error:
        if ranks.rank != min(set(range(ranks.size)) - set(error.ranks)):
            sys.exit(error.exit_code)
        note(f"{how}: {command}")
        raise
