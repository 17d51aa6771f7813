"""The processes that torchrun started, brought together by Lightning Fabric.

Imported only where there are several: Fabric takes seconds to import.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import distributed
from torch.distributed.elastic.multiprocessing.errors import get_error_handler

from shuzi.errors import RecipeError
from shuzi.training.device import choose_device
from shuzi.training.ranks import Ranks

__all__ = ["together"]

LONGEST_WAIT = timedelta(minutes=10)
"""One rank waits so long for another: longer than it takes to export and measure a model."""


@contextmanager
def together(device: str) -> Iterator[Ranks]:
    """Meet the other processes; CPUs talk by gloo, GPUs by NCCL.

    Args:
        device: see :func:`shuzi.training.device.choose_device`; each rank takes a GPU of its own.

    Raises:
        RecipeError: there is no such device here, or it is one for one process.
    """
    kind, here = choose_device(device).type, int(os.environ["LOCAL_WORLD_SIZE"])
    if kind == "mps":
        raise RecipeError("device mps", "trains in one process", "choose cpu, or no torchrun")
    if kind == "cuda" and torch.cuda.device_count() < here:
        raise RecipeError(
            "device cuda",
            f"there are {torch.cuda.device_count()} GPUs for {here} processes",
            "start one process a GPU, or choose cpu",
        )
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # that all is well is no news
    fabric = Fabric(
        accelerator=kind,
        devices=here,
        num_nodes=int(os.environ["WORLD_SIZE"]) // here,
        strategy=DDPStrategy(timeout=LONGEST_WAIT),
    )
    fabric.launch()
    try:
        yield Ranks(fabric.global_rank, fabric.world_size, fabric.device)
    except Exception as error:
        get_error_handler().record_exception(error)  # torchrun tells of whoever failed first
        raise
    finally:
        if distributed.is_initialized():
            distributed.destroy_process_group()
