"""How long one waits before anything is read, as whole processes.

    python benchmarks/startup.py [--runs 15]

Prints the medians of ``import shuzi``, ``shuzi --help`` and ``shuzi read examples/one.png``, each
in a new process, in turn, and whether torch was loaded.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

import machine

PICTURE = Path(__file__).parents[1] / "examples" / "one.png"
COMMANDS = {
    "python, doing nothing": ["-c", "pass"],
    "import shuzi": ["-c", "import shuzi"],
    "shuzi --help": ["-m", "shuzi", "--help"],
    "shuzi read examples/one.png": ["-m", "shuzi", "read", str(PICTURE)],
}
LOADED = (
    "import sys, runpy; sys.argv = ['shuzi', 'read', {picture!r}]\n"
    "try: runpy.run_module('shuzi', run_name='__main__')\n"
    "except SystemExit: pass\n"
    "print('torch' in sys.modules)"
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs + 1):
        for name, command in COMMANDS.items():
            seconds[name].append(_seconds(command))
    console = Console()
    console.print(machine.describe())
    for name, measured in seconds.items():
        counted = measured[1:]  # the first fills the file system's caches
        console.print(f"{name}: median {statistics.median(counted):.3f} s of {runs} runs")
    script = LOADED.format(picture=str(PICTURE))
    printed = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    console.print(f"torch loaded to read a picture: {printed.stdout.split()[-1].decode()}")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
