"""``shuzi evaluate``: how well a model reads labelled data."""

import json
import os

import click

from shuzi.cli.console import Counter, note, tell
from shuzi.cli.options import min_confidence_option, model_option
from shuzi.errors import InputError

__all__ = ["evaluate"]


@click.command
@click.option(
    "--data",
    "-d",
    metavar="NAME|DIR",
    default="mnist",
    help="A data set's name (its test part is read), or a folder of labelled pictures.",
)
@model_option
@min_confidence_option
@click.option(
    "--format",
    "-f",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: one object, with the confusion matrix.",
)
def evaluate(data: str, model: str | None, min_confidence: float | None, output: str) -> None:
    """Read labelled pictures and say how many are read right.

    A refused digit is not right; where a picture is labelled as empty, refusing is. Where every
    picture holds at most one digit, each is read as one; else whole pictures are read, and digits
    are matched in order. A picture that cannot be read is reported, and its digits count as missed.

    Example: shuzi evaluate --data mnist
    """
    from shuzi.cli.wording import evaluation_in_words
    from shuzi.measurement import measure
    from shuzi.reader import Reader

    reader = Reader(model, os.cpu_count() or 1, min_confidence)
    with Counter("reading", "pictures") as counter:
        evaluation = measure(reader, data, counter.reach)
    for failure in evaluation.unreadable:
        note(f"shuzi: {failure}")
    if output == "json":
        tell(json.dumps(evaluation.to_dict()))
    else:
        tell(evaluation_in_words(evaluation))
    if evaluation.unreadable:
        raise click.exceptions.Exit(InputError.exit_code)
