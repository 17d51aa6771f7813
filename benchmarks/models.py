"""Trains the shipped models anew, measures them and writes them with their cards.

    SHUZI_DATA=... python benchmarks/models.py [--runs DIR] [--series DIR]

A recipe of a model's name makes it, with seed 1, on MNIST, `handwriting` on the data of its name;
`python -m shuzi.training.lines` makes the line model. Finished runs DIR/<name> are taken and not
trained again; DIR/<name>/series.json, from `shuzi train --seeds`, adds what other seeds reach.
"""

import argparse
import json
import os
import statistics
import tempfile
import timeit
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import onnx
from rich.console import Console

import machine
from card import MadeModel, OtherSeeds, card, index
from line_card import MadeLineModel, line_card
from shuzi.classifier import SHIPPED_MODEL
from shuzi.errors import DataSetError
from shuzi.evaluation import Evaluation
from shuzi.files import write_bytes, write_text
from shuzi.framing import FRAME
from shuzi.graphs.graph import load_graph
from shuzi.lines.framing import ROWS
from shuzi.lines.reader import LINE_MODEL, LineReader
from shuzi.measurement import measure
from shuzi.reader import Reader
from shuzi.training.data import HANDWRITING, load_data
from shuzi.training.device import choose_device
from shuzi.training.launch import launch
from shuzi.training.lines.run import LINES, LineSettings, LineSummary, train_lines
from shuzi.training.plan import MODEL, Plan
from shuzi.training.series import SERIES, Spread
from shuzi.training.settings import changed, load_recipe
from shuzi.training.summary import SUMMARY, Summary

NAMES = ("handwriting", "fast", "thorough", "student", "small", "tiny")  # the default first
SEED = 1

# Digits from other hands and other scanners: $SHUZI_DATA/real/<folder>, where there is one.
REAL_SETS = ("kensanata", "optdigits", "semeion")
# The same, of whole pictures.
REAL_PICTURES = ("cheques", "photos")

TIMED_CALLS, TIMINGS = 1_000, 15
TIMED_WIDTH = 128  # pixels, of a strip: a number of five or six digits


def main() -> None:
    """Train what is not trained yet, measure, write."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        runs = arguments.runs or Path(temporary)
        for name in NAMES:
            _train(name, runs / name)
        _train_lines(runs / "lines")
        models = [_shipped(name, runs / name, arguments.series) for name in NAMES]
        lines = _shipped_lines(runs / "lines")
    for model in models:
        write_text(_beside_default(f"{model.name}.md"), card(model))
    write_text(_beside_default("README.md"), index(models))
    write_text(LINE_MODEL.with_name("README.md"), line_card(lines))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=Path, help="keep the runs here, and repeat none that is")
    parser.add_argument("--series", type=Path, help="where series of several seeds are")
    return parser.parse_args()


def _train(name: str, out: Path) -> None:
    """Train the recipe of that name, unless ``out`` holds its finished run."""
    if (out / SUMMARY).exists():
        return
    Console().print(f"training {name}")
    recipe = changed(load_recipe(name), {"seed": SEED})
    data = load_data(HANDWRITING if name == HANDWRITING else "mnist")
    launch(Plan(recipe, data, out, choose_device("auto")), lambda _: ())


def _train_lines(out: Path) -> None:
    """Train the line model, unless ``out`` holds its finished run."""
    if not (out / SUMMARY).exists():
        Console().print("training lines")
        train_lines(LineSettings(), out, Console())


def _shipped(name: str, run: Path, series: Path | None) -> MadeModel:
    """Ship the model of a finished run, and measure it."""
    Console().print(f"measuring {name}")
    path = _beside_default(f"{name}.onnx")
    write_bytes(path, (run / MODEL).read_bytes())
    reader = Reader(path)
    frame = np.random.default_rng(0).integers(0, 256, (1, FRAME, FRAME), np.uint8)
    return MadeModel(
        recipe=load_recipe(name),
        summary=Summary.load(run),
        card=reader.classifier.card,
        graph=load_graph(path),
        size_bytes=path.stat().st_size,
        opset=onnx.load(path).opset_import[0].version,
        microseconds=1e3 * _milliseconds(partial(reader.classifier.logits, frame)),
        machine=machine.describe(),
        evaluations=(measure(reader, "mnist"), *_evaluations(reader, REAL_SETS)),
        other_seeds=None if series is None else _other_seeds(series / name / SERIES),
    )


def _shipped_lines(run: Path) -> MadeLineModel:
    """Ship the line model of a finished run, and measure it."""
    Console().print("measuring lines")
    write_bytes(LINE_MODEL, (run / LINES).read_bytes())
    reader = LineReader()
    strip = np.random.default_rng(0).integers(0, 256, (ROWS, TIMED_WIDTH), np.uint8)
    return MadeLineModel(
        summary=LineSummary.load(run),
        card=reader.card,
        size_bytes=LINE_MODEL.stat().st_size,
        milliseconds=_milliseconds(partial(reader.logits, strip)),
        width=TIMED_WIDTH,
        machine=machine.describe(),
        evaluations=tuple(_evaluations(Reader(), REAL_PICTURES)),
    )


def _evaluations(reader: Reader, folders: Sequence[str]) -> Iterator[Evaluation]:
    """On the sets of real handwriting that are there, all of whose pictures can be read."""
    if "SHUZI_DATA" not in os.environ:
        return
    for folder in folders:
        path = Path(os.environ["SHUZI_DATA"]) / "real" / folder
        if path.is_dir():
            evaluation = measure(reader, str(path))
            if evaluation.unreadable:
                raise DataSetError(path, f"is damaged: {evaluation.unreadable[0]}", "mend it")
            yield evaluation


def _milliseconds(call: Callable[[], object]) -> float:
    """What a call takes: the median of several timings."""
    timings = timeit.repeat(call, number=TIMED_CALLS, repeat=TIMINGS)
    return 1e3 * statistics.median(timings) / TIMED_CALLS


def _other_seeds(path: Path) -> OtherSeeds | None:
    series = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    accuracy = series.get("test_accuracy")
    if accuracy is None:
        return None
    low, high = accuracy["interval"]
    return OtherSeeds(
        len(series["seeds"]), Spread(accuracy["mean"], accuracy["deviation"], (low, high))
    )


def _beside_default(file: str) -> Path:
    return SHIPPED_MODEL.with_name(file)


if __name__ == "__main__":
    main()
