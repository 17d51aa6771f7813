"""How fast IDX files are read, against what people write by hand.

Run with: SHUZI_DATA=DIR python benchmarks/idx.py
"""

import gzip
import os
import statistics
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

import machine
from shuzi import idx

REPEATS = 7
FILE = Path("mnist", "train-images-idx3-ubyte.gz")
HEADER_BYTES = 16
PIXELS = 60_000 * 28 * 28


def main() -> None:
    """Time every way in turn, several times, and print the medians and their ratios."""
    packed = Path(os.environ["SHUZI_DATA"]) / FILE
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / packed.stem
        plain.write_bytes(gzip.decompress(packed.read_bytes()))
        ways: dict[str, Callable[[], object]] = {
            "idx.read, gzip": lambda: idx.read(packed),
            "gzip.decompress and numpy.frombuffer": lambda: _decompressed(packed),
            "idx.read, plain": lambda: idx.read(plain),
            "idx.memory_map": lambda: idx.memory_map(plain),
            "struct.unpack_from and numpy.array": lambda: _unpacked(plain),
        }
        seconds = _medians(ways)
    table = Table("way", "median, ms", title=f"{FILE.name}, {REPEATS} runs in turn")
    for way, median in seconds.items():
        table.add_row(way, f"{median * 1000:.2f}")
    gzip_read, decompressed, plain_read, mapped, unpacked = seconds.values()
    console = Console()
    console.print(machine.describe())
    console.print(table)
    console.print(f"reading gzip takes {gzip_read / decompressed:.2f} x decompressing it whole")
    console.print(f"reading plain is {unpacked / plain_read:,.0f} x as fast as struct")
    console.print(f"a memory map is {unpacked / mapped:,.0f} x as fast as struct")


def _medians(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of each way; in turn, so that what else the machine does meets all of them."""
    runs = [{way: _seconds(call) for way, call in ways.items()} for _ in range(REPEATS)]
    return {way: statistics.median(run[way] for run in runs) for way in ways}


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _decompressed(path: Path) -> object:
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=HEADER_BYTES)


def _unpacked(path: Path) -> object:
    values = struct.unpack_from(f">{PIXELS}B", path.read_bytes(), HEADER_BYTES)
    return np.array(values).astype(np.uint8)


if __name__ == "__main__":
    main()
