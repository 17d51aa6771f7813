"""``shuzi evaluate``: how well a model reads labelled data."""

import json
import os
from typing import Annotated

import typer

from shuzi.cli.console import counter, results
from shuzi.cli.options import Format, MinConfidence, Model
from shuzi.evaluation import Evaluation

__all__ = ["evaluate"]


def evaluate(
    *,
    data: Annotated[
        str,
        typer.Option(
            "--data",
            "-d",
            metavar="NAME|DIR",
            help="A data set's name (its test part is read), or a folder of labelled pictures.",
        ),
    ] = "mnist",
    model: Model = None,
    min_confidence: MinConfidence = None,
    output: Annotated[
        Format, typer.Option("--format", "-f", help="json: one object, with the confusion matrix.")
    ] = Format.TEXT,
) -> None:
    """Read labelled pictures and say how many are read right.

    A refused digit is not right; where a picture is labelled as empty, refusing is. Where every
    picture holds at most one digit, each is read as one; else whole pictures are read, and digits
    are matched in order.

    Example: shuzi evaluate --data mnist
    """
    from shuzi.measurement import measure
    from shuzi.reader import Reader

    reader = Reader(model, os.cpu_count() or 1, min_confidence)
    with counter("pictures") as bar:
        task = bar.add_task("reading", total=None)
        evaluation = measure(
            reader, data, lambda done, total: bar.update(task, completed=done, total=total)
        )
    if output is Format.JSON:
        results.print(json.dumps(evaluation.to_dict()))
    else:
        results.print(_sentences(evaluation))


def _sentences(evaluation: Evaluation) -> str:
    low, high = evaluation.interval
    sentences = [
        (
            f"{evaluation.data}: {evaluation.correct:,} of {evaluation.count:,} right, "
            f"{evaluation.accuracy:.2%} (95 % interval {low:.2%} to {high:.2%})"
        ),
        f"refused {evaluation.refused:,}; expected calibration error {evaluation.ece:.2%}",
    ]
    if evaluation.string_accuracy is not None:
        sentences.append(f"whole pictures read exactly: {evaluation.string_accuracy:.2%}")
    if evaluation.misses_with_doubtful_label is not None:
        sentences.append(
            f"of the misses, {evaluation.misses_with_doubtful_label} are among "
            "the 15 test labels known to be wrong or undecidable"
        )
    return "\n".join(sentences)
