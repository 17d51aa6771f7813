"""Results in words."""

from shuzi.evaluation import Evaluation

__all__ = ["evaluation_in_words"]


def evaluation_in_words(evaluation: Evaluation) -> str:
    """How well data were read, a sentence a line."""
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
    return "\n".join(sentences)
