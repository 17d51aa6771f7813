"""What reading digits costs at the least: the steps run bare, on data that is in memory.

    python benchmarks/bare.py idx|png INPUT WORKERS [--model fast]

Prints the seconds that the steps take: for ``idx`` the network alone, in runs of a thousand frames;
for ``png`` decoding, framing and the network one after another. Each of the processes, which begin
together, has its share of the pictures and one thread.
"""

import argparse
import multiprocessing
import tarfile
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi import idx
from shuzi.classifier import Classifier
from shuzi.framing import frame_ink
from shuzi.layout.ink import find_ink
from shuzi.layout.single import find_mark
from shuzi.pictures import load


def main() -> None:
    """Run the steps in so many processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["idx", "png"])
    parser.add_argument("input", type=Path)
    parser.add_argument("workers", type=int)
    parser.add_argument("--model", default=None)
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(arguments.workers + 1)
    steps = _network if arguments.kind == "idx" else _all_steps
    processes = [
        context.Process(
            target=steps,
            args=(
                arguments.input,
                slice(number, None, arguments.workers),
                arguments.model,
                together,
            ),
        )
        for number in range(arguments.workers)
    ]
    for process in processes:
        process.start()
    together.wait()
    start = time.perf_counter()
    for process in processes:
        process.join()
    print(time.perf_counter() - start)


def _network(path: Path, share: slice, model: str | None, together: Barrier) -> None:
    frames = np.ascontiguousarray(idx.memory_map(path)[share])
    classifier = Classifier(model, threads=1)
    together.wait()
    classifier.logits(frames)


def _all_steps(path: Path, share: slice, model: str | None, together: Barrier) -> None:
    cv2.setNumThreads(1)
    with tarfile.open(path) as archive:
        files = [archive.extractfile(member) for member in archive.getmembers()[share]]
        contents = [file.read() for file in files if file]
    classifier = Classifier(model, threads=1)
    together.wait()
    for start in range(0, len(contents), 1_000):
        classifier.logits(np.stack([*map(_framed, contents[start : start + 1_000])]))


def _framed(content: bytes) -> NDArray[np.uint8]:
    mark = find_mark(find_ink(load(content).grey))
    if mark is None:
        raise ValueError("a picture of the benchmark holds no digit")
    return frame_ink(mark.ink)


if __name__ == "__main__":
    main()
