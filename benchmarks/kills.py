"""Kills ``shuzi batch`` at random moments, lets it go on, and looks for what is lost or changed.

    python benchmarks/kills.py [--engine local|ray] [--times 20] [--pictures 20000] [--seed 1]

With ``local`` the whole program is killed by SIGKILL, again and again until it has done all. With
``ray`` it is one actor that reads, half-way through a run, and the run is to end by itself. Each
time every key must be there once, and no part that was there may have changed.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.dataset as ds

from processes import descendants
from shuzi import idx
from shuzi.synthesis.digits import draw_digits

DRAWN = 1_000
PATIENCE_SECONDS = 600


def main() -> None:
    """Kill so many times and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["local", "ray"], default="local")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)
    with TemporaryDirectory() as folder:
        source = Path(folder, "digits.idx")
        digits = draw_digits((np.arange(DRAWN) % 10).astype(np.uint8), seed=arguments.seed)
        idx.write(source, np.resize(digits, (arguments.pictures, *digits.shape[1:])))
        if arguments.engine == "local":
            _kill_programs(source, Path(folder), arguments.times, moments)
        else:
            _kill_actors(source, Path(folder), arguments.times)


def _kill_programs(source: Path, folder: Path, times: int, moments: random.Random) -> None:
    """Kill it, and look; where it ended before, begin anew in another folder."""
    kills = done = 0
    out = folder / "out-0"
    while kills < times:
        before = _parts(out)
        program = _begun(source, out, "local")
        if _waited_for_a_part(program, out, len(before)):
            time.sleep(moments.uniform(0, 1.5))
        if program.poll() is None:
            program.send_signal(signal.SIGKILL)
            program.wait()
            kills += 1
            _check_kept(before, out)
            print(f"kill {kills}: {len(before)} parts before, {len(_parts(out))} after", flush=True)
            continue
        _check_whole(before, out, source)
        done += 1
        out = folder / f"out-{done}"
    before = _parts(out)
    _begun(source, out, "local").wait(PATIENCE_SECONDS)
    _check_whole(before, out, source)
    print(f"killed {kills} times, {done + 1} runs ended: every key once, nothing else changed")


def _kill_actors(source: Path, folder: Path, times: int) -> None:
    """Kill one of two actors once a quarter of the parts are there."""
    for number in range(times):
        out = folder / f"out-{number}"
        program = _begun(source, out, "ray")
        _waited_for_a_part(program, out, 4)
        actors = _actors(program.pid)
        os.kill(actors[0], signal.SIGKILL)
        print(f"killed actor {actors[0]} of {actors} at {len(_parts(out))} parts", flush=True)
        if program.wait(PATIENCE_SECONDS):
            raise SystemExit(f"the run ended with {program.returncode}")
        _check_whole({}, out, source)
    print(f"killed {times} actors: every key once each time")


def _begun(source: Path, out: Path, engine: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "shuzi", "batch", source, out, "--model", "fast"),
            *("--engine", engine, "--workers", "2"),
        ],
        stdout=subprocess.DEVNULL,
    )


def _waited_for_a_part(program: subprocess.Popen[bytes], out: Path, more_than: int) -> bool:
    """Whether more parts came than that, before the program ended."""
    while program.poll() is None:
        if len(_parts(out)) > more_than:
            return True
        time.sleep(0.01)
    return False


def _actors(ancestor: int) -> list[int]:
    """Processes of actors that read, below a process: Ray names them so."""
    found = []
    for process in descendants(ancestor):
        with suppress(OSError):
            if b"MapWorker" in Path(f"/proc/{process}/cmdline").read_bytes():
                found.append(process)
    return found


def _parts(out: Path) -> dict[str, str]:
    """Digests of the parts, by their names."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in out.glob("part-*")}


def _check_kept(before: dict[str, str], out: Path) -> None:
    if not before.items() <= _parts(out).items():
        raise SystemExit(f"{out}: parts that were there have changed")


def _check_whole(before: dict[str, str], out: Path, source: Path) -> None:
    _check_kept(before, out)
    keys = ds.dataset(out).to_table(columns=["key"]).column("key").to_pylist()
    expected = [f"{source.name}/{number}" for number in range(len(idx.memory_map(source)))]
    if sorted(keys) != sorted(expected):
        raise SystemExit(f"{out}: {len(keys):,} keys, of which {len(set(keys)):,} differ")


if __name__ == "__main__":
    main()
