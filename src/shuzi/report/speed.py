"""How long a model takes on this machine, now."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FRAME
from shuzi.pictures import load
from shuzi.reader import Reader
from shuzi.records import Record

__all__ = ["Speed", "measure_speed"]

_WARM_UP, _RUNS = 5, 100
_BATCH, _BATCHES = 500, 5
_PICTURES = 30


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians, in milliseconds.

    Attributes:
        one: from one frame to its answer.
        many: the same, a frame of 500 that are given at once.
        picture: from a picture's file to what stands on it; None where the data are frames.
        threads: how many one run of the network may use.
    """

    one: float
    many: float
    picture: float | None
    threads: int


def measure_speed(reader: Reader, threads: int, records: Sequence[Record]) -> Speed:
    """Measure it.

    Args:
        reader: with its model warm or not.
        threads: that it was opened with.
        records: what was read with it; its pictures are read once more, 30 of them at most.
    """
    frames = _frames(records)
    one, many = frames[:1], frames[np.arange(_BATCH) % len(frames)]
    classify = reader.classifier.classify
    pictures = [record for record in records if record.path is not None]
    chosen = pictures[:: -(-len(pictures) // _PICTURES)] if pictures else []
    return Speed(
        one=_milliseconds(lambda: classify(one), _RUNS),
        many=_milliseconds(lambda: classify(many), _BATCHES) / _BATCH,
        picture=median(_reading(reader, record) for record in chosen) if chosen else None,
        threads=threads,
    )


def _frames(records: Sequence[Record]) -> NDArray[np.uint8]:
    """Some that were seen; what they show changes no time."""
    seen = [record.frame for record in records[:_BATCH] if record.frame is not None]
    return np.array(seen or np.zeros((1, FRAME, FRAME)), np.uint8)


def _reading(reader: Reader, record: Record) -> float:
    def read() -> object:
        picture = load(str(record.path))
        return reader.read(picture) if record.probabilities is None else reader.classify([picture])

    return _milliseconds(read, 1, warm_up=0)


def _milliseconds(work: Callable[[], object], runs: int, warm_up: int = _WARM_UP) -> float:
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * median(times)
