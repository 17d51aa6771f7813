"""Portions on Ray Data: loaded by tasks, read by actors with the model open, written by tasks."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import ray
import ray.data
from ray.exceptions import RayTaskError

from shuzi.batch.job import Job
from shuzi.batch.local import cores
from shuzi.batch.parts import Record, write_part
from shuzi.batch.plan import Portion
from shuzi.batch.reading import PortionReader
from shuzi.batch.slices import Shelf
from shuzi.errors import ShuziError

__all__ = ["RayEngine"]

READER_CPUS = 0.5
"""What an actor asks for: with a whole core each, nothing would be left for loading and writing."""

TASK_CPUS = 0.25
"""What loading asks for, and writing: they wait for disks most of the time."""

WAVE = 2_000
"""Portions that Ray is told of at once: more would only stand in memory."""

Row = dict[str, Any]


class RayEngine:
    """Reads portions on a Ray cluster, or on one of its own on this machine.

    All machines see the input, the folder and the model's file at the same paths, and have the
    extra ``scale``. Tasks and actors that die are started anew by Ray; as a part has the same name
    and the same rows whoever writes it, it is there once however often it was begun.

    Attributes:
        workers: how many actors read, None for one a core of the cluster.
        address: of the cluster; None for one of its own.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        """Say where, and how many actors read."""
        self.workers = workers
        self.address = address

    def finished(self, job: Job, folder: Path, portions: Iterable[Portion]) -> Iterator[Record]:
        """Write the part of each portion, and give its record once it is there.

        Raises:
            ShuziError: a part cannot be written, or a file of the input is damaged.
        """
        waiting = iter(portions)
        first = next(waiting, None)
        if first is None:
            return
        wave = [first, *islice(waiting, WAVE - 1)]
        with _connected(self.address, self.workers):
            workers = self.workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            while wave:
                yield from _finished(job, folder.absolute(), wave, workers)
                wave = [*islice(waiting, WAVE)]


class _Reading:
    """An actor: has the model open."""

    def __init__(self, job: Job) -> None:
        self._reader = PortionReader(job)

    def __call__(self, row: Row) -> Row:
        rows = self._reader.read(_unpacked(row["contents"]))
        return {"id": row["id"], "rows": _packed(rows)}


def _load(row: Row, portions: list[ray.ObjectRef[Portion]]) -> Row:
    portion = ray.get(portions[row["id"]])
    with Shelf() as shelf:
        return {"id": row["id"], "contents": _packed(portion.slice.load(shelf))}


def _write(row: Row, portions: list[ray.ObjectRef[Portion]], folder: Path) -> Row:
    portion = ray.get(portions[row["id"]])
    return write_part(folder, portion, _unpacked(row["rows"])).to_dict()


def _finished(job: Job, folder: Path, wave: list[Portion], workers: int) -> Iterator[Record]:
    portions = [ray.put(portion) for portion in wave]
    stages = (
        # A portion a block. Not range(): reading it would ask for a core more than may be left.
        ray.data.from_items([{"id": n} for n in range(len(wave))], override_num_blocks=len(wave))
        .map(_load, fn_kwargs={"portions": portions}, num_cpus=TASK_CPUS)
        .map(
            _Reading,
            fn_constructor_kwargs={"job": job},
            compute=ray.data.ActorPoolStrategy(size=min(workers, len(wave))),
            num_cpus=READER_CPUS,
        )
        .map(_write, fn_kwargs={"portions": portions, "folder": folder}, num_cpus=TASK_CPUS)
    )
    try:
        for row in stages.iter_rows():
            yield Record.from_dict(row)
    except RayTaskError as error:
        if isinstance(error.cause, ShuziError):
            raise error.cause from None
        raise


@contextmanager
def _connected(address: str | None, workers: int | None) -> Iterator[None]:
    """Be connected to a cluster, and quietly; one that was connected to before stays so."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    if ray.is_initialized():
        yield
        return
    if address:
        ray.init(address, logging_level=logging.ERROR, log_to_driver=False)
    else:
        ray.init(
            "local",
            num_cpus=max(workers or 0, cores()),
            include_dashboard=False,
            logging_level=logging.ERROR,
            log_to_driver=False,
        )
    try:
        yield
    finally:
        ray.shutdown()


def _packed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _unpacked(content: bytes) -> pa.Table:
    return pa.ipc.open_stream(content).read_all()
