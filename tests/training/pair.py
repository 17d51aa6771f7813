"""Two processes that do what a test gives them, together, as two ranks of a training."""

import multiprocessing
import traceback
from datetime import timedelta
from pathlib import Path

import torch
from torch import distributed

from shuzi.training.ranks import Ranks

SIZE = 2


class Pair:
    def __init__(self, folder: Path) -> None:
        self._folder, self._tasks = folder, 0
        context = multiprocessing.get_context("spawn")
        self._pipes = []
        for rank in range(SIZE):
            ours, theirs = context.Pipe()
            context.Process(target=_work, args=(rank, theirs), daemon=True).start()
            self._pipes.append(ours)

    def run(self, function, *arguments, seconds=60.0):
        """What the function gives on each rank, of its Ranks and the arguments.

        A sum that takes longer than these seconds fails.
        """
        self._tasks += 1
        store = self._folder / f"store-{self._tasks}"
        for pipe in self._pipes:
            pipe.send((store, seconds, function, arguments))
        answers = [pipe.recv() for pipe in self._pipes]
        for failure, _ in answers:
            assert failure is None, failure
        return [answer for _, answer in answers]

    def end(self):
        for pipe in self._pipes:
            pipe.send(None)


def _work(rank, pipe):
    torch.set_num_threads(1)
    while (task := pipe.recv()) is not None:
        store, seconds, function, arguments = task
        distributed.init_process_group(
            "gloo",
            init_method=f"file://{store}",
            rank=rank,
            world_size=SIZE,
            timeout=timedelta(seconds=seconds),
        )
        try:
            pipe.send((None, function(Ranks(rank, SIZE), *arguments)))
        except BaseException:  # noqa: BLE001  whatever it is, also a failed test, it is to be shown
            pipe.send((traceback.format_exc(), None))
        if distributed.is_initialized():
            distributed.destroy_process_group()
