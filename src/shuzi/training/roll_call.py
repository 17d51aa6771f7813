"""Who is still there, once processes that train together have lost touch."""

import time

from torch import distributed
from torch.distributed import distributed_c10d

__all__ = ["absent"]

# Those that are there come within a moment: each that leaves lets the next ones know.
_SECONDS = 3.0
_BETWEEN_LOOKS_SECONDS = 0.05


def absent(rank: int, size: int) -> list[int]:
    """The ranks that do not answer; called by each that noticed that something is wrong.

    They write their names into the store by which they first found each other, which torchrun
    itself holds. Afterwards there is no group any more. None are named where the store is gone.
    """
    store = distributed_c10d._get_default_store()  # noqa: SLF001  there is no public way to it
    try:
        store.set(_name(rank), "here")
        # Its connections close: whoever waits for this rank's part of a sum waits no longer.
        distributed.destroy_process_group()
        missing = set(range(size))
        until = time.monotonic() + _SECONDS
        while missing and time.monotonic() < until:
            missing = {other for other in missing if not store.check([_name(other)])}
            time.sleep(_BETWEEN_LOOKS_SECONDS)
    except RuntimeError:
        return []
    return sorted(missing)


def _name(rank: int) -> str:
    return f"shuzi/rank-{rank}"
