"""Pictures of data sets, trainings and evaluations, by matplotlib."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi.errors import MissingExtraError
from shuzi.evaluation import Evaluation
from shuzi.files import written_whole
from shuzi.results import DIGITS

__all__ = ["draw_confusion", "draw_curves", "draw_samples"]

_BLUE, _ORANGE, _GREY = "#0072b2", "#d55e00", "#767676"  # told apart by the colour-blind too
_DARK = 0.6  # of shades from 0 to 1: from here on white text is easier to read
_DOTS_PER_INCH = 150


def draw_samples(
    images: NDArray[np.uint8], truths: Sequence[str], path: Path, columns: int = 3
) -> None:
    """The article's figure: samples with their ground truth.

    Args:
        images: uint8 [N, H, W].
        truths: what each shows.
        path: the PNG to write.
        columns: how many stand side by side.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = -(-len(images) // columns)
    figure = _figure(2.0 * columns, 2.2 * rows)
    for place, (image, truth) in enumerate(zip(images, truths, strict=True), start=1):
        axes = figure.add_subplot(rows, columns, place)
        axes.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="none")
        axes.set_title(f"Ground truth: {truth}", fontsize=10)
        axes.set_axis_off()
    _save(figure, path)


def draw_curves(
    train: Sequence[tuple[int, float]],
    validation: Sequence[tuple[int, float, float]],
    title: str,
    path: Path,
) -> None:
    """The progress of a training: losses above, validation accuracy below.

    Args:
        train: step and training loss.
        validation: step, validation loss and validation accuracy, 0 to 1.
        title: what was trained.
        path: the PNG to write.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    figure = _figure(8.0, 6.0)
    losses, accuracies = figure.subplots(2, 1, sharex=True)
    losses.set_title(title)
    losses.plot(
        *zip(*train, strict=True), color=_GREY, linewidth=1, label="training, as the recipe has it"
    )
    losses.set_yscale("log")
    losses.set_ylabel("cross-entropy")
    if validation:
        steps, loss, accuracy = zip(*validation, strict=True)
        losses.plot(steps, loss, "o-", color=_ORANGE, label="validation")
        percent = 100 * np.array(accuracy)
        accuracies.plot(steps, percent, "o-", color=_BLUE)
        best = max(range(len(steps)), key=lambda place: (accuracy[place], -loss[place]))
        accuracies.annotate(
            f"{percent[best]:.2f} %",
            (steps[best], percent[best]),
            xytext=(0, -14),
            textcoords="offset points",
            ha="center",
            color=_BLUE,
        )
        accuracies.margins(y=0.25)
    losses.legend()
    accuracies.set_ylabel("validation accuracy, %")
    accuracies.set_xlabel("step")
    for axes in (losses, accuracies):
        axes.grid(alpha=0.3)
    _save(figure, path)


def draw_confusion(evaluation: Evaluation, classes: Sequence[str], path: Path) -> None:
    """The confusion matrix: a row a true class, a column an answer.

    The shade is by the share of the row, on a scale that shows single mistakes.

    Args:
        evaluation: what is drawn.
        classes: names of the ten classes.
        path: the PNG to write.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    table = np.array(evaluation.confusion)[:DIGITS]
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure = _figure(7.5, 7.0)
    axes = figure.subplots()
    shades = shares**0.3
    axes.imshow(shades, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(table):
        if count:
            colour = "white" if shades[row, column] > _DARK else "black"
            axes.text(column, row, f"{count:,}", ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks(range(DIGITS + 1), [*classes, "refused"], rotation=45, ha="right")
    axes.set_yticks(range(DIGITS), list(classes))
    axes.set_xlabel("answered")
    axes.set_ylabel("true")
    low, high = evaluation.interval
    axes.set_title(
        f"{evaluation.data}: {evaluation.correct:,} of {evaluation.count:,} right, "
        f"{evaluation.accuracy:.2%} (95 %: {low:.2%} to {high:.2%})",
        fontsize=11,
    )
    _save(figure, path)


def _figure(width: float, height: float) -> Any:  # noqa: ANN401  matplotlib may be absent
    """An empty figure, its sides in inches, that needs no screen."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("drawing figures", "train") from error
    return Figure(figsize=(width, height), layout="constrained")


def _save(figure: Any, path: Path) -> None:  # noqa: ANN401
    with written_whole(path) as beside:
        figure.savefig(beside, dpi=_DOTS_PER_INCH, format="png")
