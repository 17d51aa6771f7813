"""What is written about the shipped models: a card each, and an index of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuzi.classifier import ModelCard
from shuzi.datasets import VALIDATION_IMAGES
from shuzi.evaluation import DOUBTFUL_TEST_LABELS, Evaluation
from shuzi.graphs.graph import Graph
from shuzi.training.series import Spread
from shuzi.training.settings import Augmentation, Recipe
from shuzi.training.summary import Summary
from standings import percent

__all__ = ["MadeModel", "OtherSeeds", "card", "index"]

KINDS = {
    "mnist": "MNIST test",
    "kensanata": "kensanata/numbers, cut from Swiss forms",
    "optdigits": "UCI optdigits, bitmaps of 32×32",
    "semeion": "UCI Semeion, bitmaps of 16×16, stretched",
}
ALL_IMAGES_PERCENT = 100

INTERFACE = """\
| input | `frames`, uint8 [N, 1, 28, 28], ink bright on 0, framed as `shuzi.framing` does; \
normalisation is inside |
| output | `logits`, float32 [N, classes], the ten digits first |
| metadata | JSON under the key `shuzi`: classes, temperature, threshold, provenance |"""

LIMITS = """\
It has seen American digits: a 1 with a long upstroke is read as 7 at times. It knows no letters,
scribbles or blanks: most pictures without a digit are answered with one. Touching digits are one
shape to it."""

CHOSEN = "Nothing was chosen by any of them."
CHOSEN_BY_OTHERS = """\
It was chosen by `benchmarks/choosing.py`: of MNIST's validation part, clean, worn and spoilt, and
of five drawn sets it misreads 2.53 % on average, and the one before 9.27 %, which read more of
MNIST's test part (99.38 %) and of kensanata (98.6 %), and less of optdigits (96.7 %) and of Semeion
(89.1 %). What ways to write digits are drawn, and which letters are not learnt, was also seen from
misread pictures of these sets."""

LIMITS_OF_HANDWRITING = """\
A letter that some hand shapes like a digit is answered with it: O, l, S, Z. It knows no digits of
other writing systems, such as those that are written with Arabic."""


@dataclass(frozen=True, slots=True)
class OtherSeeds:
    """What trainings with so many seeds reach on MNIST's test part."""

    count: int
    accuracy: Spread


@dataclass(frozen=True, slots=True)
class MadeModel:
    """A shipped model and everything that is said of it.

    Attributes:
        recipe: that made it.
        summary: of its training.
        card: in its file.
        graph: of its file.
        size_bytes: of its file.
        opset: ONNX's, of its file.
        microseconds: that one frame takes alone, on one thread.
        machine: hardware and versions of that, in one line.
        evaluations: MNIST's test part first.
        other_seeds: None where there is no series of them.
    """

    recipe: Recipe
    summary: Summary
    card: ModelCard
    graph: Graph
    size_bytes: int
    opset: int
    microseconds: float
    machine: str
    evaluations: tuple[Evaluation, ...]
    other_seeds: OtherSeeds | None = None

    @property
    def name(self) -> str:
        """The recipe's, the file's and the card's."""
        return self.card.name

    @property
    def kilobytes(self) -> str:
        """Of its file, of 1,000 bytes each."""
        return f"{self.size_bytes / 1000:,.0f} kB"


def card(model: MadeModel) -> str:
    """The page about one model, in Markdown."""
    measured = "\n".join(map(_measured_row, model.evaluations))
    notes = "\n".join(_notes(model))
    return f"""# {model.name} {model.card.version}

{model.recipe.purpose}.

| | |
| --- | --- |
| file | `{model.name}.onnx`, {model.kilobytes}, opset {model.opset} |
| made by | {_made_by(model)} |
| network | {_network(model)} |
| data | {_data(model)} |
| epochs | {_epochs(model.recipe)} |
| chosen by | {_chosen_by(model.summary)} |
| answers | {_answers(model.recipe)} |
{INTERFACE}
| calibration | {_calibration(model.card)} |
| speed | {model.microseconds:.0f} µs a frame, one at a time, on one thread |
| measured on | {model.machine} |

## Measured

With `shuzi evaluate --model {model.name} --data …`; a refused digit counts as wrong; intervals are
Wilson's at 95 %. Of these only pictures of the first row's kind were ever trained on.
{CHOSEN if model.summary.data == "mnist" else CHOSEN_BY_OTHERS}

| data | digits | right | interval | refused | ECE |
| --- | ---: | ---: | ---: | ---: | ---: |
{measured}

{notes}

## Limits

{LIMITS if model.summary.data == "mnist" else LIMITS_OF_HANDWRITING}
"""


def index(models: Sequence[MadeModel]) -> str:
    """The page that leads to the cards, in Markdown; the default model comes first."""
    default = models[0].name
    rows = "\n".join(map(_index_row, models))
    return f"""# The shipped models

| model | network | parameters | size | MNIST test | µs a frame |
| --- | --- | ---: | ---: | ---: | ---: |
{rows}

`{default}` reads where no model is named. Another is chosen by its name:
`shuzi read --model {models[-1].name} photo.jpg`, or `shuzi.Reader("{models[-1].name}")` in Python.
Each is made by the recipe of its name; its card says how, what it reaches on other
people's handwriting, and where it fails. A frame's time is that of one at a time, on one thread of
{models[0].machine}.

All have the same interface:

| | |
| --- | --- |
{INTERFACE}

`make models` trains, measures and writes all of them anew. What changed: [CHANGELOG](CHANGELOG.md).
"""


def _made_by(model: MadeModel) -> str:
    stated = model.card.provenance
    return (
        f"`shuzi train --recipe {model.name} --data {model.summary.data} "
        f"--seed {model.summary.seed}` with torch "
        f"{stated['torch']} on {stated['threads']} thread(s); "
        "the same again gives the same weights"
    )


def _network(model: MadeModel) -> str:
    layers = "; ".join(layer.kind for layer in model.graph.layers if layer.multiply_adds)
    return (
        f"`{model.summary.network}`: {layers}. {model.summary.parameters:,} parameters, "
        f"{model.graph.multiply_adds:,} multiply-adds a frame"
    )


def _data(model: MadeModel) -> str:
    drawn = "" if model.summary.data == "mnist" else " (twice), and what is drawn beside it"
    return (
        f"{model.summary.images:,} images: MNIST's training part without its last "
        f"{VALIDATION_IMAGES:,}{drawn}{_moved(model.recipe.augmentation)}"
    )


def _moved(augmentation: Augmentation) -> str:
    movements = [
        f"{kind} by up to {much:g}{unit}"
        for kind, much, unit in (
            ("shifted", augmentation.shift_px, " px"),
            ("turned", augmentation.rotation_deg, "°"),
            ("scaled", augmentation.scale_percent, " %"),
            ("slanted", augmentation.shear_deg, "°"),
            ("bent", augmentation.elastic_px, " px or so"),
        )
        if much
    ]
    return f", each {', '.join(movements)} at random" if movements else ""


def _answers(recipe: Recipe) -> str:
    shift = recipe.answer_shift_px
    if not shift:
        return "once a frame"
    return (
        "the mean of five, for five times these multiply-adds: the frame as it is and moved by "
        f"{shift} px to each side"
    )


def _epochs(recipe: Recipe) -> str:
    selection = recipe.selection
    if selection.later_percent == ALL_IMAGES_PERCENT:
        return f"{recipe.epochs}, of all images"
    return (
        f"{recipe.epochs}; the first of all images, a later one of {selection.later_percent:g} % "
        f"of them: {selection.hardest_percent:g} % of these the hardest so far, the rest at random"
    )


def _chosen_by(summary: Summary) -> str:
    if summary.validation_accuracy is None:
        return "nothing: the last epoch was taken"
    accuracy = percent(summary.validation_accuracy)
    drawn = "" if summary.data == "mnist" else " and on others that are drawn"
    return f"validation accuracy on those {VALIDATION_IMAGES:,}{drawn}, epoch by epoch: {accuracy}"


def _calibration(stated: ModelCard) -> str:
    return (
        f"temperature {stated.temperature:.3f} and threshold {stated.threshold:.3f}, both fitted "
        f"on {stated.provenance['calibrated_on']}; what error is left is the ECE below"
    )


def _measured_row(evaluation: Evaluation) -> str:
    kind = KINDS[Path(evaluation.data).name]
    accuracy, ece = percent(evaluation.accuracy), percent(evaluation.ece)
    return (
        f"| {kind} | {evaluation.count:,} | {accuracy} | {_range(evaluation.interval)} "
        f"| {evaluation.refused:,} | {ece} |"
    )


def _index_row(model: MadeModel) -> str:
    mnist = model.evaluations[0]
    return (
        f"| [{model.name}]({model.name}.md) | `{model.summary.network}` "
        f"| {model.summary.parameters:,} | {model.kilobytes} "
        f"| {percent(mnist.accuracy)} ({_range(mnist.interval)}) | {model.microseconds:.0f} |"
    )


def _notes(model: MadeModel) -> Iterator[str]:
    mnist = model.evaluations[0]
    yield (
        f"Of the {mnist.count - mnist.correct} misses on MNIST's test part "
        f"{mnist.misses_with_doubtful_label} are among the {len(DOUBTFUL_TEST_LABELS)} labels "
        "known to be wrong\nor undecidable."
    )
    if model.other_seeds is not None:
        spread = model.other_seeds.accuracy
        yield (
            f"Trainings with {model.other_seeds.count} seeds reach {percent(spread.mean)} there, "
            f"with a standard deviation of {percent(spread.deviation)}\n"
            f"(95 % interval of the mean {_range(spread.interval)})."
        )


def _range(interval: tuple[float, float]) -> str:
    low, high = interval
    return f"{100 * low:.2f}–{percent(high)}"
