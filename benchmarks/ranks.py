"""One network trained by one process and by two: time, accuracy, and going on with the other.

    SHUZI_DATA=... python benchmarks/ranks.py [--recipe fast] [--seeds 3]

Two processes are started by torchrun and talk by gloo; each has one thread, as has the one alone.
Half-way every training leaves a checkpoint, from which the other number of processes goes on too.
Trained on MNIST's first 55,000 images; the accuracy is of its test part, which chooses nothing.
Writes ``ranks.md`` beside itself.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from rich.console import Console

import machine
from shuzi import datasets
from shuzi.datasets import DataSet
from shuzi.files import write_text
from shuzi.training.checkpoint import load_checkpoint
from shuzi.training.digest import digest
from shuzi.training.loop import Trainer
from shuzi.training.network import parameter_count
from shuzi.training.ranks import Ranks
from shuzi.training.series import Spread
from shuzi.training.settings import Recipe, changed, load_recipe
from shuzi.training.validation import measure

PAGE = Path(__file__).with_suffix(".md")
CPU = torch.device("cpu")
ONE, TWO, TWO_THEN_ONE, ONE_THEN_TWO = "one", "two", "two, then one", "one, then two"
EXCHANGES = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """One training, as rank 0 saw it.

    Attributes:
        kind: how many processes trained.
        seed: of the recipe.
        seconds: of training; of a resumed one, from its very start.
        processor_seconds: of one rank's own; of a resumed one, since it was.
        accuracy: of the test part, 0 to 1.
        weights: their checksum.
    """

    kind: str
    seed: int
    seconds: float
    processor_seconds: float
    accuracy: float
    weights: str


def main() -> None:
    """Train with one process and with two, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", default="fast")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--resumes", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.work is not None:
        _work(arguments.recipe, arguments.seeds, arguments.work, resumes=arguments.resumes)
        return
    with TemporaryDirectory() as folder:
        own = ["--recipe", arguments.recipe, "--seeds", str(arguments.seeds), "--work", folder]
        for launcher, resumes in ((_torchrun(), False), ([], True), (_torchrun(), True)):
            environment = {**os.environ, "OMP_NUM_THREADS": "1"}
            last = ["--resumes"] if resumes else []
            command = [sys.executable, *launcher, __file__, *own, *last]
            subprocess.run(command, check=True, env=environment)
        outcomes = [Outcome(**json.loads(line)) for line in _lines(Path(folder, "outcomes"))]
        (exchange,) = [json.loads(line) for line in _lines(Path(folder, "exchange"))]
    page = _page(load_recipe(arguments.recipe), outcomes, exchange)
    write_text(PAGE, page)
    Console().print(page, markup=False, highlight=False, soft_wrap=True)


def _torchrun() -> list[str]:
    return ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _work(recipe: str, seeds: int, folder: Path, *, resumes: bool) -> None:
    """What one of the processes does; rank 0 writes the outcomes into the folder."""
    mnist = datasets.load("mnist")
    with _ranks() as ranks:
        kind, other = (ONE, TWO) if ranks.alone else (TWO, ONE)

        def write(name: str, figures: dict[str, object]) -> None:
            if ranks.leads:
                with (folder / name).open("a", encoding="utf-8") as file:
                    file.write(json.dumps(figures) + "\n")

        for seed in range(1, seeds + 1):
            settings = changed(load_recipe(recipe), {"seed": seed})
            if ranks.alone or not resumes:
                half = folder / f"{kind}-{seed}.safetensors"
                write("outcomes", asdict(_trained(settings, mnist, ranks, kind, half)))
            if resumes:
                half = folder / f"{other}-{seed}.safetensors"
                write("outcomes", asdict(_resumed(settings, mnist, ranks, half)))
        if not ranks.alone and not resumes:
            write("exchange", _exchange_seconds(ranks, load_recipe(recipe), mnist))


@contextmanager
def _ranks() -> Iterator[Ranks]:
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        yield Ranks()
        return
    from shuzi.training.processes import together  # takes seconds to import

    with together("cpu") as ranks:
        yield ranks


def _trained(recipe: Recipe, mnist: DataSet, ranks: Ranks, kind: str, half: Path) -> Outcome:
    """A whole training, which leaves a checkpoint half-way."""
    trainer = Trainer(recipe, mnist.train, None, CPU, ranks=ranks)
    middle = trainer.timetable.steps // 2
    began = time.process_time()
    trainer.train(lambda: trainer.step >= middle)
    if ranks.leads:
        trainer.checkpoint({}).save(half)
    trainer.train()
    return _outcome(kind, trainer, mnist, ranks, time.process_time() - began)


def _resumed(recipe: Recipe, mnist: DataSet, ranks: Ranks, half: Path) -> Outcome:
    """The second half of a training that the other number of processes began."""
    trainer = Trainer(recipe, mnist.train, None, CPU, ranks=ranks)
    trainer.resume(load_checkpoint(half), str(half))
    began = time.process_time()
    trainer.train()
    kind = TWO_THEN_ONE if ranks.alone else ONE_THEN_TWO
    return _outcome(kind, trainer, mnist, ranks, time.process_time() - began)


def _outcome(
    kind: str, trainer: Trainer, mnist: DataSet, ranks: Ranks, processor_seconds: float
) -> Outcome:
    trainer.check_ranks()
    _, accuracy = measure(trainer.network, mnist.test, 1000, CPU, ranks)
    return Outcome(
        kind,
        trainer.recipe.seed,
        trainer.history.train_seconds,
        processor_seconds,
        accuracy,
        digest(trainer.network.state_dict()),
    )


def _exchange_seconds(ranks: Ranks, recipe: Recipe, mnist: DataSet) -> dict[str, object]:
    """Median seconds of a sum as large as a step's message, and of one number."""
    parameters = parameter_count(Trainer(recipe, mnist.train, None, CPU).network)
    message, number = torch.ones(parameters + recipe.batch_images), torch.ones(1)
    return {
        "numbers": len(message),
        "message": _median_seconds(lambda: ranks.sum(message)),
        "number": _median_seconds(lambda: ranks.sum(number)),
    }


def _median_seconds(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(EXCHANGES):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def _page(recipe: Recipe, outcomes: Sequence[Outcome], exchange: dict[str, float]) -> str:
    by_kind = {
        kind: [each for each in outcomes if each.kind == kind]
        for kind in (ONE, TWO, ONE_THEN_TWO, TWO_THEN_ONE)
    }
    alone = {each.seed: each.accuracy for each in by_kind[ONE]}
    rows = "\n".join(_row(kind, these, alone) for kind, these in by_kind.items())
    seeds = len(by_kind[ONE])
    return f"""# One process and two

Written by `python benchmarks/ranks.py --recipe {recipe.name} --seeds {seeds}` on
{machine.describe()}.

Recipe `{recipe.name}` on MNIST's first 55,000 images, {recipe.batch_images} a step in all, seeds 1
to {seeds}. Two processes are started by torchrun and talk by gloo; each process has one thread.
"One, then two": begun by one process, and gone on with by two from its checkpoint half-way.

| processes | training, s | of a processor, s a rank | accuracy, mean (each) | over one's, points |
| --- | ---: | ---: | --- | --- |
{rows}

- Accuracy is of the test part's 10,000 images. In the last column stands the mean of the
  differences of runs with the same seed, with Student's interval at 95 %.
- *training*: by the clock on the wall, the median. Two ranks wait for each other at every step, so
  that on a machine that does other work it tells of that work.
- *of a processor*: rank 0's own time, by its clock of the processor, the median: other work
  disturbs it less. Of the last two kinds it is that of the second half.
- A sum over both ranks of a step's message, {exchange["numbers"]:,.0f} numbers of four bytes, took
  {1e3 * exchange["message"]:.2f} ms, one of a single number {1e3 * exchange["number"]:.2f} ms
  (medians of {EXCHANGES}, on the wall).
"""


def _row(kind: str, outcomes: Sequence[Outcome], alone: dict[int, float]) -> str:
    accuracies = [each.accuracy for each in outcomes]
    each = ", ".join(f"{accuracy:.2%}" for accuracy in accuracies)
    spread = Spread.of(
        [accuracy - alone[one.seed] for accuracy, one in zip(accuracies, outcomes, strict=True)]
    )
    low, high = spread.interval
    return (
        f"| {kind} | {statistics.median(one.seconds for one in outcomes):.1f} "
        f"| {statistics.median(one.processor_seconds for one in outcomes):.1f} "
        f"| {statistics.fmean(accuracies):.3%} ({each}) "
        + (
            "| – |"
            if kind == ONE
            else f"| {100 * spread.mean:+.3f} ({100 * low:+.3f} to {100 * high:+.3f}) |"
        )
    )


if __name__ == "__main__":
    main()
