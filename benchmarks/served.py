"""A service in a process of its own, and what it costs the machine."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

__all__ = ["Served", "Usage", "served"]

_TICKS = os.sysconf("SC_CLK_TCK")
_ENDING_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of the processors, since the machine or the process began.

    Attributes:
        clock: of the wall.
        service: by all processes of the service.
        client: by this process.
        machine: by everything.
    """

    clock: float
    service: float
    client: float
    machine: float

    def since(self, before: Self) -> "Usage":
        """What came between."""
        return Usage(
            self.clock - before.clock,
            self.service - before.service,
            self.client - before.client,
            self.machine - before.machine,
        )

    @property
    def others(self) -> float:
        """How many processors everything else took, on average."""
        return max(0.0, (self.machine - self.service - self.client) / self.clock)


@dataclass(frozen=True, slots=True)
class Served:
    """A service that runs.

    Attributes:
        process: its process.
        port: where it listens.
    """

    process: "subprocess.Popen[str]"
    port: int

    def usage(self) -> Usage:
        """What it and the machine have taken so far."""
        user, nice, system, *_ = map(int, _proc("stat").splitlines()[0].split()[1:])
        return Usage(
            time.perf_counter(),
            sum(map(_ticks, self._processes())) / _TICKS,
            time.process_time(),
            (user + nice + system) / _TICKS,
        )

    def resident_mb(self) -> float:
        """Its memory, in megabytes; what its processes share is counted once."""
        found = (
            re.search(r"^Pss:\s+(\d+)", _proc(f"{process}/smaps_rollup"), re.MULTILINE)
            for process in self._processes()
        )
        return sum(int(each[1]) * 1024 / 1e6 for each in found if each)

    def end(self, signal_number: int = signal.SIGTERM) -> None:
        """Send a signal and wait until the service has ended."""
        self.process.send_signal(signal_number)
        self.process.wait(_ENDING_SECONDS)

    def _processes(self) -> list[int]:
        """Itself, and those that it started."""
        process = self.process.pid
        return [process, *map(int, _proc(f"{process}/task/{process}/children").split())]


@contextmanager
def served(database: Path) -> Iterator[Served]:
    """``shuzi serve`` as users start it, on a free port, until the block ends."""
    environment = os.environ | {"SHUZI_DATABASE_URL": f"sqlite:///{database}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "shuzi", "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        port = re.search(r":(\d+)/", said)
        if port is None:
            raise RuntimeError("the service did not start")
        yield Served(process, int(port[1]))
    finally:
        process.kill()
        process.communicate()


def _ticks(process: int) -> int:
    """What a process has had of the processors, and what those had that it saw end."""
    fields = _proc(f"{process}/stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))


def _proc(name: str) -> str:
    return Path("/proc", name).read_text(encoding="utf-8")
