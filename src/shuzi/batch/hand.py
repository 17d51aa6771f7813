"""A process that reads portions, one at a time: what it does, and how it is told to."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import wait
from pathlib import Path

import pyarrow as pa

from shuzi.batch.job import Job
from shuzi.batch.parts import UNFINISHED, Record, write_part
from shuzi.batch.plan import Portion
from shuzi.batch.reading import PortionReader
from shuzi.batch.rows import rows_of_readings
from shuzi.batch.slices import Shelf

__all__ = ["DEADLY", "Hand"]

DEADLY = "the process that read it died: too little memory, or a fault in what decodes it"
"""The error of a picture that no process survives."""


class Hand:
    """One process; another takes its place where it dies."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Get ready; the process starts with the first portion."""
        self._job = job
        self._folder = folder
        self._process = self._new_process()

    def begin(self, portion: Portion) -> Future[Record]:
        """Have a portion's part written; the hand must be idle."""
        return self._process.submit(_finish, self._job, self._folder, portion)

    def begin_again(self, portion: Portion, deadly: frozenset[int]) -> Future[Record]:
        """Have it written picture by picture, in a new process.

        Args:
            portion: in which the last one died.
            deadly: numbers of the pictures that are known to kill.
        """
        self.end()
        self._process = self._new_process()
        return self._process.submit(_finish_carefully, self._job, self._folder, portion, deadly)

    def died_at(self, portion: Portion) -> int | None:
        """Number of the picture that was read carefully when the process died."""
        mark = _mark(self._folder, portion)
        return int(mark.read_text()) if mark.exists() else None

    def end(self) -> None:
        """Let the process go, once it is done."""
        self._process.shutdown(cancel_futures=True)

    def _new_process(self) -> ProcessPoolExecutor:
        # Forked, it would have the threads' locks of the one that it comes from.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, context, _start)


@dataclass(frozen=True, slots=True)
class _Worker:
    """What such a process has: the model, and the file that it reads from."""

    reader: PortionReader
    shelf: Shelf


@cache
def _worker(job: Job) -> _Worker:
    """That of this process, made when it is first asked for."""
    return _Worker(PortionReader(job), Shelf())


def _start() -> None:
    """Begin in a new process, and end with the one that started it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _finish(job: Job, folder: Path, portion: Portion) -> Record:
    worker = _worker(job)
    contents = portion.slice.load(worker.shelf)
    return write_part(folder, portion, worker.reader.read(contents))


def _finish_carefully(job: Job, folder: Path, portion: Portion, deadly: frozenset[int]) -> Record:
    worker = _worker(job)
    contents = portion.slice.load(worker.shelf)
    mark = _mark(folder, portion)
    mark.parent.mkdir(parents=True, exist_ok=True)
    tables: list[pa.Table] = []
    for number in range(len(contents)):
        one = contents.slice(number, 1)
        if number in deadly:
            dead = [(one.column("key")[0].as_py(), DEADLY)]
            tables.append(rows_of_readings(dead, job.model))
        else:
            mark.write_text(str(number))
            tables.append(worker.reader.read(one))
    mark.unlink(missing_ok=True)
    return write_part(folder, portion, pa.concat_tables(tables).combine_chunks())


def _mark(folder: Path, portion: Portion) -> Path:
    """The file that says which picture is being read."""
    return folder / UNFINISHED / f"{portion.number}.at"
