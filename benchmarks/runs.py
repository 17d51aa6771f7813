"""Every contender with each of its seeds, in turn."""

import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from contenders import Contender, Run
from shuzi.datasets import DataSet
from shuzi.files import write_text

__all__ = ["all_runs"]

_RUN = TypeAdapter(Run)


def all_runs(contenders: Sequence[Contender], mnist: DataSet, kept: Path | None) -> list[Run]:
    """A run of every contender with each of its seeds, but for those that are in ``kept``."""
    runs = _read(kept) if kept and kept.exists() else []
    finished = {(run.contender, run.seed) for run in runs}
    # A seed after the other: what else the machine does meets all contenders.
    pending = [
        (contender, seed)
        for seed in range(1, max(contender.seeds for contender in contenders) + 1)
        for contender in contenders
        if seed <= contender.seeds and (contender.name, seed) not in finished
    ]
    with _progress() as bar:
        task = bar.add_task("", total=len(pending))
        for contender, seed in pending:
            bar.update(task, description=f"{contender.name}, seed {seed}")
            runs.append(_run(contender, mnist, seed))
            bar.advance(task)
            if kept:
                write_text(kept, "".join(f"{_RUN.dump_json(run).decode()}\n" for run in runs))
    return runs


def _run(contender: Contender, mnist: DataSet, seed: int) -> Run:
    began = time.perf_counter()
    training = contender.train(mnist, seed)
    return Run(contender.name, seed, time.perf_counter() - began, training)


def _read(kept: Path) -> list[Run]:
    return [_RUN.validate_json(line) for line in kept.read_text(encoding="utf-8").splitlines()]


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
