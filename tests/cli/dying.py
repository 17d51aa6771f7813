"""shuzi, of which rank 1 is killed in the middle of its second epoch."""

import os
import signal

from shuzi.cli import main
from shuzi.training.ranks import Ranks

seeded = Ranks.seed


def seed(ranks, recipe_seed, step):
    if ranks.rank == 1 and step == STEP:
        os.kill(os.getpid(), signal.SIGKILL)
    seeded(ranks, recipe_seed, step)


if __name__ == "__main__":
    STEP = 40  # of 28 an epoch
    Ranks.seed = seed
    main()
