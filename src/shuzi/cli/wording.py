"""An evaluation in words, and in JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from shuzi.cli.evaluating import More
from shuzi.evaluation import Evaluation
from shuzi.robustness import mean_accuracy
from shuzi.strangers import Separation

__all__ = ["evaluation_in_json", "evaluation_in_words"]


def evaluation_in_json(evaluation: Evaluation, more: More) -> str:
    """One object; what was not measured is not in it."""
    said = evaluation.to_dict()
    if more.corruptions:
        said["corruptions"] = {
            "mean_accuracy": mean_accuracy(more.corruptions),
            "families": [*map(_short, more.corruptions)],
        }
    if more.attacks:
        said["attacks"] = [*map(_short, more.attacks)]
    if more.separations:
        said["strangers"] = [
            {
                "data": each.name,
                "count": len(each.confidences),
                "answered": each.answered,
                "auroc": each.auroc,
            }
            for each in more.separations
        ]
    return json.dumps(said)


def evaluation_in_words(evaluation: Evaluation, more: More) -> str:
    """How well data were read, a sentence a line, then what else was measured, a row a line."""
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
    if evaluation.unreadable:
        sentences.append(
            f"pictures that could not be read: {len(evaluation.unreadable):,}; "
            "their digits count as refused"
        )
    return "\n".join([*sentences, *_more_in_words(more)])


def _more_in_words(more: More) -> Iterator[str]:
    if more.corruptions:
        yield f"spoilt digits: {mean_accuracy(more.corruptions):.2%} right, the mean over families"
        yield from _rows(more.corruptions)
    if more.attacks:
        yield "digits changed by the model's own gradients:"
        yield from _rows(more.attacks)
    if more.separations:
        yield "what is no digit, and how well confidence tells it from digits:"
        yield from map(_separation, more.separations)


def _rows(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    for each in evaluations:
        refused = each.refused / each.count
        yield f"  {each.data:<14}{each.accuracy:8.2%} right{refused:8.2%} refused"


def _separation(each: Separation) -> str:
    return f"  {each.name:<16} AUROC {each.auroc:.4f}{each.answered:8.2%} answered with a digit"


def _short(evaluation: Evaluation) -> dict[str, Any]:
    """Without what is large, or the same for all."""
    kept = ("data", "count", "correct", "accuracy", "interval", "refused", "ece")
    return {name: value for name, value in evaluation.to_dict().items() if name in kept}
