"""``shuzi evaluate``: how well a model reads labelled data."""

from collections.abc import Callable
from pathlib import Path

import click

from shuzi.cli.console import note, tell
from shuzi.cli.extras import installed
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
    "--corruptions",
    is_flag=True,
    help="Spoil the digits too, in the fifteen ways of MNIST-C; some minutes for 10,000.",
)
@click.option(
    "--attacks",
    is_flag=True,
    help="Change the first 1,000 digits by the model's own gradients too: FGSM and PGD, by 0.1 of "
    "0 to 1. Needs the extra 'train'.",
)
@click.option(
    "--strangers",
    metavar="DIR",
    multiple=True,
    help="Pictures in which there is no digit: how well confidence tells them from digits. May be "
    "given more than once.",
)
@click.option(
    "--report",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Measure all of this, and write a page of it: DIR/index.html. Needs the extra 'report'.",
)
@click.option(
    "--format",
    "-f",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: one object, with the confusion matrix.",
)
def evaluate(
    *,
    data: str,
    model: str | None,
    min_confidence: float | None,
    corruptions: bool,
    attacks: bool,
    strangers: tuple[str, ...],
    report: Path | None,
    output: str,
) -> None:
    """Read labelled pictures and say how many are read right.

    A refused digit is not right; where a picture is labelled as empty, refusing is. Where every
    picture holds at most one digit, each is read as one; else whole pictures are read, and digits
    are matched in order. A picture that cannot be read is reported, and its digits count as missed.

    Spoilt and attacked digits are given to the network as frames of 28 x 28; they are made of what
    it saw of each picture. Numbers cannot be spoilt.

    A report is one page without any other file: answers, mistakes as pictures, what confidence is
    worth and what another --min-confidence would do, all of the above, labels that may be wrong,
    speed. It holds pictures of your data.

    Example: shuzi evaluate --data my-digits --strangers my-letters --report report
    """
    from shuzi.cli.evaluating import Evaluating
    from shuzi.cli.wording import evaluation_in_json, evaluation_in_words

    report_on = None if report is None else _reporting()
    evaluating = Evaluating(model, min_confidence, data)
    more = evaluating.more(
        corruptions=corruptions,
        attacks=attacks,
        strangers=strangers,
        everything=report is not None,
    )
    evaluation = evaluating.measured.evaluation
    for failure in evaluation.unreadable:
        note(f"shuzi: {failure}")
    tell(
        evaluation_in_json(evaluation, more)
        if output == "json"
        else evaluation_in_words(evaluation, more)
    )
    if report is not None and report_on is not None:
        note(f"the report: {report_on(evaluating, more, report)}")
    if evaluation.unreadable:
        raise click.exceptions.Exit(InputError.exit_code)


def _reporting() -> Callable[..., Path]:
    """What reports; asked for before anything is measured, lest its extra is missed at the end."""
    with installed("a report", "report"):
        from shuzi.cli.reporting import report_on
    return report_on
