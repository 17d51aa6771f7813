"""``shuzi batch``: the digits in any number of pictures."""

from pathlib import Path
from typing import Any

import click

from shuzi.cli.console import Counter, note, tell
from shuzi.cli.extras import installed
from shuzi.cli.options import min_confidence_option, model_option
from shuzi.errors import InputError

__all__ = ["batch"]


@click.command
@click.argument("given", metavar="INPUT")
@click.argument("output", metavar="OUTPUT", type=click.Path(path_type=Path))
@model_option
@min_confidence_option
@click.option(
    "--single", is_flag=True, help="Read each picture as one digit; pictures in IDX always are."
)
@click.option(
    "--expect", type=click.IntRange(1), help="So many digits stand in each line of writing."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    help="local: the cores of this machine. ray: Ray Data, on this machine or a cluster.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Read in so many processes.",
    show_default="the number of cores",
)
@click.option(
    "--address",
    metavar="ADDRESS",
    help="Of a Ray cluster that runs, such as auto or ray://host:10001; else Ray starts here.",
)
def batch(
    *,
    given: str,
    output: Path,
    model: str | None,
    min_confidence: float | None,
    single: bool,
    expect: int | None,
    engine: str,
    workers: int | None,
    address: str | None,
) -> None:
    """Read any number of pictures to a folder of parquet files.

    INPUT is a folder, looked through with all folders in it; a glob, in quotes; a tar file, of
    webdataset for one; an IDX file, as MNIST's are; a parquet file with a column of bytes; or a
    text file with a path on each line. A folder, glob or list may hold all of these.

    OUTPUT gets part-000000.parquet and so on, a row a picture: key, text, lines, digits, refused,
    confidence, page, width, height, error, model. A picture that cannot be read has an error in its
    row. Files that begin with _ say what was done.

    Run it again where it was stopped: what is done is checked and skipped. Another input, model or
    option needs another folder.

    Example: shuzi batch 'shards/*.tar' results --single
    """
    if single and expect is not None:
        raise click.BadParameter("a single picture has one digit", param_hint="--expect")
    if address is not None and engine != "ray":
        raise click.BadParameter("only --engine ray has one", param_hint="--address")
    with installed("reading in batches", "batch"):
        from shuzi.batch.job import Job
        from shuzi.batch.plan import make_plan
        from shuzi.batch.run import run

    worker = _engine(engine, workers, address)
    job = Job.of(model, single=single, expect=expect, min_confidence=min_confidence)
    plan = make_plan(given)
    with Counter("reading", "pictures", plan.pictures, with_rate=True) as counter:
        summary = run(plan, job, output, worker, counter.reach)
    for name in summary.repaired:
        note(f"shuzi: {output / name} was damaged and is made again")
    for failure in summary.failures:
        note(f"shuzi: {failure}")
    tell(_in_words(summary))
    if summary.failures:
        raise click.exceptions.Exit(InputError.exit_code)


def _engine(engine: str, workers: int | None, address: str | None) -> Any:  # noqa: ANN401  Ray's is imported only where it is asked for
    if engine == "local":
        from shuzi.batch.local import LocalEngine

        return LocalEngine(workers)
    with installed("reading on Ray", "scale"):
        from shuzi.scale.ray_engine import RayEngine

    return RayEngine(workers, address)


def _in_words(summary: Any) -> str:  # noqa: ANN401  pyarrow may not be there
    counts = (
        f"{summary.pictures:,} pictures: {summary.digits:,} digits read, {summary.refused:,} "
        f"places refused, {summary.errors:,} errors"
    )
    read = summary.pictures - summary.skipped
    before = f"; {summary.skipped:,} were done before" if summary.skipped else ""
    pace = f"; {summary.rate:,.0f} a second, {summary.seconds:,.1f} s" if read else ""
    return counts + before + pace
