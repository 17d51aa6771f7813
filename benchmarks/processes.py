"""A program and the processes that it starts: what they take, as Linux tells it in ``/proc``."""

import os
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Taken", "descendants", "run_watched"]

_SECONDS_BETWEEN = 0.5
_KIB = 2**10
_UTIME, _STIME, _PPID = 11, 12, 1  # fields of stat after the name


@dataclass(frozen=True, slots=True)
class Taken:
    """What a program took, with all that it started.

    Attributes:
        seconds: from its start to its end.
        cpu_seconds: of all processes.
        peak_mib: the most memory that all of them had at a time; what they share counts once.
        said: its standard output.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float
    said: str


def run_watched(command: Sequence[str | Path]) -> Taken:
    """Run a program to its end and watch what it takes, every half second."""
    start = time.perf_counter()
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    ended = threading.Event()
    cpu: dict[int, float] = {}
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(program.pid, ended, cpu, peak))
    watch.start()
    said, _ = program.communicate()
    seconds = time.perf_counter() - start
    ended.set()
    watch.join()
    if program.returncode:
        raise SystemExit(f"{command} ended with {program.returncode}")
    return Taken(seconds, sum(cpu.values()), peak[0], said.strip())


def descendants(ancestor: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            children[int(_fields(stat)[_PPID])].append(int(stat.parent.name))
    found = [ancestor]
    for process in found:
        found += children[process]
    return found[1:]


def _watch(ancestor: int, ended: threading.Event, cpu: dict[int, float], peak: list[float]) -> None:
    while not ended.wait(_SECONDS_BETWEEN):
        resident = 0
        for process in [ancestor, *descendants(ancestor)]:
            with suppress(OSError, ProcessLookupError):
                fields = _fields(Path(f"/proc/{process}/stat"))
                ticks = int(fields[_UTIME]) + int(fields[_STIME])
                cpu[process] = ticks / os.sysconf("SC_CLK_TCK")
                resident += _shared_out_kib(process)
        peak[0] = max(peak[0], resident / _KIB)


def _fields(stat: Path) -> list[str]:
    return stat.read_text(encoding="utf-8").rpartition(")")[2].split()


def _shared_out_kib(process: int) -> int:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
