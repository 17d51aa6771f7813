"""What an input takes of this process and of all that it has started, as Linux tells it."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from processes import descendants

__all__ = ["Gauge", "Taken"]

_KIB_IN_MIB = 2**10
_RESET_PEAK = "5"  # proc(5), clear_refs
_UTIME, _STIME = 11, 12  # fields of stat after the name


@dataclass(slots=True)
class Taken:
    """What something took.

    Attributes:
        seconds: of processor time, which other programs on the machine do not change.
        mebibytes: the most memory at a time, beyond what was taken before the first input.
    """

    seconds: float = 0.0
    mebibytes: float = 0.0


class Gauge:
    """Measures a process and its descendants."""

    def __init__(self) -> None:
        """Note what is taken now."""
        self._processes = [os.getpid(), *descendants(os.getpid())]
        self._before = self._total("VmRSS")

    def limit(self, most_bytes: int) -> None:
        """Let nobody ask for more memory than so much beyond what is taken now."""
        for process in self._processes:
            limit = _status(process, "VmSize") * 1024 + most_bytes
            _, hard = resource.prlimit(process, resource.RLIMIT_AS)
            resource.prlimit(process, resource.RLIMIT_AS, (limit, hard))

    @contextmanager
    def measured(self) -> Iterator[Taken]:
        """What the block takes; told when it has ended."""
        for process in self._processes:
            with suppress(OSError):
                Path(f"/proc/{process}/clear_refs").write_text(_RESET_PEAK, encoding="ascii")
        taken, before = Taken(), self._processor_seconds()
        try:
            yield taken
        finally:
            taken.seconds = self._processor_seconds() - before
            taken.mebibytes = (self._total("VmHWM") - self._before) / _KIB_IN_MIB

    def _total(self, line: str) -> int:
        return sum(_status(process, line) for process in self._processes)

    def _processor_seconds(self) -> float:
        seconds = 0.0
        for process in self._processes:
            with suppress(OSError):
                stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
                fields = stat.rpartition(")")[2].split()
                ticks = int(fields[_UTIME]) + int(fields[_STIME])
                seconds += ticks / os.sysconf("SC_CLK_TCK")
        return seconds


def _status(process: int, line: str) -> int:
    """In KiB; 0 of a process that has ended."""
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        return next(int(said.split()[1]) for said in status.splitlines() if said.startswith(line))
    return 0
