"""``shuzi learn``: what was corrected, taught to the model that reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from shuzi.cli.console import Counter, note, tell
from shuzi.cli.corrections import open_store
from shuzi.cli.extras import training_installed
from shuzi.errors import ModelError
from shuzi.home import learned_model

__all__ = ["learn"]


@click.command
@click.option(
    "--data",
    "-d",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder of labelled pictures of one digit each, or of none.",
    show_default="what was corrected on the page",
)
@click.option(
    "--out",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the model here, and go on reading with what reads now.",
)
@click.option("--seed", type=click.IntRange(0), default=1, help="Holds back and moves pictures.")
@click.option("--rollback", is_flag=True, help="Read with the shipped model again.")
def learn(*, data: Path | None, out: Path | None, seed: int, rollback: bool) -> None:
    """Teach the model that reads what was corrected.

    One quarter of the corrections is held back. The shipped model learns the others, for a minute
    or a few, and is measured on what was held back and on MNIST's validation part. Only where more
    of the first is read right, and of the second not 0.05 points less, it is written; from then on
    it reads wherever no model is named. A service that runs reads with it once it is started anew.

    Example: shuzi learn
    """
    if rollback:
        if data or out:
            raise click.UsageError("--rollback takes nothing else")
        _roll_back()
        return
    with training_installed():
        from shuzi import datasets
        from shuzi.reader import Reader
        from shuzi.training.learning.learn import Pupil
        from shuzi.training.learning.learn import learn as teach
        from shuzi.training.learning.lessons import Lessons, open_lessons
        from shuzi.training.learning.rehearsal import DRAWN, gather

    with _folder(data) as (folder, name), Counter("looking", "pictures") as counter:
        corrections = open_lessons(folder, Reader("handwriting"), name, counter.advance)
    mnist = datasets.load("mnist")
    with Counter("drawing", "frames", DRAWN) as counter:
        rehearsal = gather(mnist.train, counter.advance)
    pupil, path = Pupil(rehearsal, mnist.validation), out or learned_model()
    with Counter("learning", "steps", pupil.tuning.steps) as counter:
        lessons = Lessons.split(corrections, seed)
        learned = teach(pupil, lessons, path, seed, counter.advance)
    tell(
        f"corrections held back: {learned.held_back.before:,} of {learned.held_back.count:,} read "
        f"right before, {learned.held_back.after:,} after learning from {learned.lessons:,} others"
    )
    tell(
        f"MNIST's validation part: {learned.mnist.before:,} of {learned.mnist.count:,} before, "
        f"{learned.mnist.after:,} after ({100 * learned.mnist.gained:+.2f} points)"
    )
    if not learned.is_better:
        tell("nothing is written: what reads now is as good, or forgets less")
        return
    tell(str(path))
    if out is None:
        note(
            "It reads from now on, wherever no model is named; shuzi learn --rollback undoes that."
        )


def _roll_back() -> None:
    path = learned_model()
    try:
        path.unlink()
    except FileNotFoundError as error:
        raise ModelError(
            path, "there is no model that learnt", "the shipped one reads already"
        ) from error
    note("The shipped model reads again.")


@contextmanager
def _folder(data: Path | None) -> Iterator[tuple[Path, str]]:
    """The folder with what is to be learnt, and what errors call it."""
    if data is not None:
        yield data, str(data)
        return
    with open_store() as store, TemporaryDirectory() as parent:
        from shuzi.corrections.exporting import export_folder

        folder = Path(parent, "corrections")
        export_folder(store, folder)
        yield folder, store.place
