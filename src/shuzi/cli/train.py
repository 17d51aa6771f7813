"""``shuzi train``: a recipe and a data set to a folder with a model in it."""

import signal
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from shuzi.cli.console import Counter, note, tell
from shuzi.cli.extras import training_installed
from shuzi.cli.left_out import noting_left_out
from shuzi.cli.ranks import gone_on_with, in_turn, met
from shuzi.errors import DownloadError, RecipeError

__all__ = ["train"]

BAD_ARGUMENTS = 2


@click.command
@click.option(
    "--recipe",
    "-r",
    metavar="NAME|FILE",
    help="article, best, ensemble, fast, handwriting, matlab, small, sprint, student, thorough, "
    "tiny, or a .toml file.",
)
@click.option(
    "--data",
    "-d",
    metavar="NAME|DIR",
    help="A data set's name, a folder, 'handwriting' or 'synthesised'.",
    show_default="mnist, or synthesised where it cannot be had",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    help="The run's folder.",
    show_default="runs/<time>",
)
@click.option("--seed", type=click.IntRange(0), help="In place of the recipe's.")
@click.option(
    "--seeds",
    default=1,
    type=click.IntRange(1),
    help="Train so many, each with the seed after the last one's.",
)
@click.option("--epochs", type=click.IntRange(1), help="In place of the recipe's.")
@click.option("--network", help="In place of the recipe's.")
@click.option(
    "--set",
    "settings",
    metavar="KEY=VALUE",
    multiple=True,
    help="Another setting in place of the recipe's, such as optimiser.learning_rate=0.02.",
)
@click.option("--device", default="auto", help="auto, cpu, cuda or mps.")
@click.option("--test/--no-test", default=True, help="Read the test part once, at the end.")
@click.option(
    "--all", "everything", is_flag=True, help="Train on the validation part too: a frozen recipe."
)
@click.option("--keep-epochs", is_flag=True, help="Leave a checkpoint of every epoch.")
@click.option(
    "--resume",
    metavar="RUN",
    type=click.Path(path_type=Path),
    help="Go on in this run's folder, with its own settings.",
)
def train(
    *,
    recipe: str | None,
    data: str | None,
    out: Path | None,
    seed: int | None,
    seeds: int,
    epochs: int | None,
    network: str | None,
    settings: tuple[str, ...],
    device: str,
    test: bool,
    everything: bool,
    keep_epochs: bool,
    resume: Path | None,
) -> None:
    """Train a network and leave everything about it in one folder.

    The folder holds the settings, the log, TensorBoard events, curves, the confusion matrix, the
    checkpoint, the ONNX model and summary.json. The last 5,000 training images choose; the test
    part is read once, at the end. Ctrl-C leaves a checkpoint; --resume goes on from it, or from
    the last epoch of a run that was killed, and ends with the very same weights.

    Example: shuzi train --recipe fast --seed 3 --out runs/third

    With --seeds 10 there are ten such folders in one, and the mean, standard deviation and
    interval of what they reached in series.json; the same command goes on where it was stopped.

    Several processes or GPUs train one network together, each on its part of every batch; with
    the extra "ranks":

    torchrun --standalone --nproc-per-node 2 -m shuzi train --recipe fast
    """
    with training_installed():
        from shuzi.training.checkpoint import load_checkpoint
        from shuzi.training.plan import CHECKPOINT, Plan
        from shuzi.training.settings import changed, load_recipe
    if resume is not None and out is not None:
        raise click.BadParameter("a resumed run stays in its folder", param_hint="--out")
    if resume is not None and seeds > 1:
        raise click.BadParameter(
            "a series is gone on with by its own command", param_hint="--resume"
        )
    checkpoint = None if resume is None else load_checkpoint(resume / CHECKPOINT)
    with _as_arguments():
        base = load_recipe(recipe or "fast") if recipe or not checkpoint else checkpoint.recipe
        chosen = changed(base, _changes(settings, seed=seed, epochs=epochs, network=network))
    options = {"hold_out": not everything, "test": test, "keep_epochs": keep_epochs}
    if checkpoint is not None:
        options |= checkpoint.options
        data = data or checkpoint.provenance["source"]
    with ExitStack() as stack:
        with _as_arguments():
            ranks = stack.enter_context(met(device))
        folder = resume or out or Path("runs") / _now(ranks)
        plan = Plan(
            recipe=chosen,
            data=_load(data, ranks),
            out=folder,
            device=ranks.device,
            resume=checkpoint,
            source=_source(data),
            hold_out=options["hold_out"],
            test=options["test"],
            keep_epochs=options["keep_epochs"],
            ranks=ranks,
        )
        # The same command, but into the same folder, whose default is the time.
        same = sys.argv[1:] if out else [*sys.argv[1:], "--out", str(folder)]
        again = same if _has_parts(chosen, seeds) else ["train", "--resume", str(folder)]
        stop = stack.enter_context(_asked_to_stop())
        stack.enter_context(gone_on_with(again, ranks))
        _train(plan, seeds, stop)
    if ranks.leads:
        tell(f"everything is in {folder}")


def _now(ranks: Any) -> str:  # noqa: ANN401  Ranks, imported late
    """The name of a run's folder; ranks, whose clocks differ, take that of rank 0."""
    (seconds,) = ranks.totals(time.time() if ranks.leads else 0)
    return time.strftime("%Y-%m-%d_%H-%M-%S", time.localtime(seconds))


def _has_parts(recipe: Any, seeds: int) -> bool:  # noqa: ANN401  a Recipe, imported late
    """Whether more than one network is trained, each in a folder of its own."""
    return seeds > 1 or recipe.members > 1 or recipe.distillation is not None


def _train(plan: Any, seeds: int, stop: Callable[[], bool]) -> None:  # noqa: ANN401  a Plan
    from shuzi.cli.training_bar import TrainingBar
    from shuzi.training.launch import launch, launch_series

    if not plan.ranks.leads:
        # Rank 0 tells for all.
        launch_series(plan, seeds, _nobody, stop) if seeds > 1 else launch(plan, _nobody, stop)
        return
    with TrainingBar(plan.steps) as bar:

        def observers(one: Any) -> list[TrainingBar]:  # noqa: ANN401  a Plan of one network
            if _has_parts(plan.recipe, seeds):
                bar.begin(f"{one.recipe.name}, seed {one.recipe.seed}", one.steps)
            return [bar]

        if seeds > 1:
            series = launch_series(plan, seeds, observers, stop)
        else:
            summary = launch(plan, observers, stop)
    _print_series(series) if seeds > 1 else _print(summary)


def _nobody(_: object) -> tuple[()]:
    """No observers."""
    return ()


def _changes(settings: tuple[str, ...], **options: Any) -> dict[str, Any]:  # noqa: ANN401  any setting
    """Settings to change, by dotted name, from ``--set`` and the options that were given."""
    changes = {key: value for key, value in options.items() if value is not None}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise click.BadParameter(f"{setting!r} is not KEY=VALUE", param_hint="--set")
        changes[key] = _value(text)
    return changes


def _value(text: str) -> Any:  # noqa: ANN401  TOML decides what it is
    """A value as TOML writes it; what is none is text, whose quotes a shell has eaten."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


@contextmanager
def _as_arguments() -> Iterator[None]:
    """What is wrong in an option is a bad argument; what is wrong in a recipe's file is not."""
    try:
        yield
    except RecipeError as error:
        if Path(error.subject).suffix == ".toml":
            raise
        note(f"shuzi: {error}")
        raise click.exceptions.Exit(BAD_ARGUMENTS) from error


def _source(data: str | None) -> str | None:
    """By what the data is found again from another working directory: a folder's whole path."""
    from shuzi.catalogue import SETS

    is_folder = data is not None and data not in SETS and Path(data).is_dir()
    return str(Path(data).resolve()) if data is not None and is_folder else None


def _load(name: str | None, ranks: Any) -> Any:  # noqa: ANN401  a DataSet and Ranks, imported late
    """The data set asked for; where none was, MNIST, or digits drawn here if it can't be had."""
    from shuzi.training.data import SYNTHESISED, images_to_draw, load_data

    if name is None:
        try:
            with in_turn(ranks):
                return load_data("mnist")
        except DownloadError as error:
            if ranks.leads:
                note(f"{error}. Training on synthesised digits instead.")
            name = SYNTHESISED
    to_draw = images_to_draw(name)
    if not to_draw:
        with in_turn(ranks):
            data_set = load_data(name)
        return noting_left_out(data_set) if ranks.leads else data_set
    with Counter("drawing", "digits", to_draw if ranks.leads else 0) as counter:
        return load_data(name, counter.advance)


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, or the process told to end; a second Ctrl-C ends it at once."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print(summary: Any) -> None:  # noqa: ANN401  a Summary, imported late
    """Say what was reached, in the order in which one wants to know."""
    if summary.validation_accuracy is not None:
        tell(f"validation accuracy {summary.validation_accuracy:.2%}")
    if summary.test_accuracy is not None:
        low, high = summary.test_interval
        tell(f"test accuracy {summary.test_accuracy:.2%} (95 % interval {low:.2%} to {high:.2%})")
    tell(
        f"trained {summary.parameters:,} parameters on {summary.images:,} images of "
        f"{summary.data} in {summary.train_seconds:.1f} s ({summary.wall_seconds:.1f} s in all)"
    )


def _print_series(series: Any) -> None:  # noqa: ANN401  a Series, imported late
    """The same of several trainings: means, and how far single ones lie from them."""
    for part in ("validation", "test"):
        spread = getattr(series, f"{part}_accuracy")
        if spread is not None:
            low, high = spread.interval
            tell(
                f"{part} accuracy {spread.mean:.3%}, mean of {len(series.seeds)} seeds "
                f"(standard deviation {spread.deviation:.3%}, "
                f"95 % interval of the mean {low:.3%} to {high:.3%})"
            )
    tell(f"trained in {series.train_seconds:.1f} s, the median")
