"""Inputs through one door in a process of its own, which may hang or crash."""

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzzing.door import Workshop
from fuzzing.doors import DOORS
from fuzzing.gauge import Gauge
from fuzzing.trial import MOST_BYTES, Trial, attempt
from processes import descendants

__all__ = ["PATIENCE_SECONDS", "tried"]

PATIENCE_SECONDS = 120
"""By the clock, for a machine that is busy: an input that has not come back by then hangs."""

# Processes are forked from one that has loaded what takes seconds to load.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        *("fuzzing.doors", "shuzi.batch.plan", "shuzi.graphs.onnx_file"),
        "shuzi.training.lines.checkpoint",
    ]
)
_READY = "ready"
_INPUT = "input"  # the file with the one that is being tried, for when its process dies


def tried(name: str, seed: int, count: int) -> Iterator[Trial]:
    """Try so many inputs on a door; where one breaks the process, the others go on in another."""
    number = 0
    while number < count:
        with TemporaryDirectory() as folder:
            for trial in _until_broken(name, seed, range(number, count), Path(folder)):
                number = trial.number + 1
                yield trial


def _until_broken(name: str, seed: int, numbers: range, folder: Path) -> Iterator[Trial]:
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_work, args=(theirs, name, seed, numbers, folder))
    process.start()
    theirs.close()
    try:
        if not _is_ready(ours):
            raise SystemExit(f"{name} cannot be opened, or refuses what is whole")
        for number in numbers:
            if not ours.poll(PATIENCE_SECONDS):
                fault = f"no answer within {PATIENCE_SECONDS} s"
                yield Trial(number, "hang", fault=fault, content=(folder / _INPUT).read_bytes())
                return
            try:
                yield ours.recv()
            except EOFError:
                process.join()
                fault = f"the process died with exit code {process.exitcode}"
                yield Trial(number, "crash", fault=fault, content=(folder / _INPUT).read_bytes())
                return
        process.join()  # it closes what it opened
    finally:
        _end(process)
        ours.close()


def _end(process: BaseProcess) -> None:
    """End it, with all that it started, wherever it hangs."""
    started = descendants(process.pid) if process.pid else []
    process.kill()
    process.join()
    for each in started:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _work(connection: Connection, name: str, seed: int, numbers: range, folder: Path) -> None:
    """Try inputs one after the other, and say of each what came of it."""
    with ExitStack() as stack:
        door = DOORS[name](Workshop(folder, stack))
        for content in door.seeds:  # what is only loaded or made once counts for no input
            door.enter(content)
        connection.send(_READY)
        _hush()
        gauge = Gauge()
        gauge.limit(MOST_BYTES)
        for number in numbers:
            content = door.content(name, seed, number)
            (folder / _INPUT).write_bytes(content)
            connection.send(attempt(door, number, content, gauge))


def _is_ready(connection: Connection) -> bool:
    """Whether all is open; however long that takes, it is no input that hangs."""
    try:
        return bool(connection.recv() == _READY)
    except EOFError:
        return False


def _hush() -> None:
    """Drop what libraries print about damaged files, thousands of lines."""
    warnings.simplefilter("ignore")
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), sys.stderr.fileno())
