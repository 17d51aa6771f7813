"""Tests of the shipped models, and of the pages that are written about them."""

import importlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from shuzi.classifier import SHIPPED_MODEL, Classifier, shipped_models
from shuzi.evaluation import Outcome, evaluate
from shuzi.framing import frame_ink

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SHIPPED = shipped_models()

PROVENANCE = {"calibrated_on": "held-out images of mnist", "torch": "9.8", "threads": "2"}

each_model = pytest.mark.parametrize("name", SHIPPED)


def page(name):
    return SHIPPED_MODEL.with_name(name).read_text(encoding="utf-8")


def test_the_default_is_among_the_shipped_models():
    assert SHIPPED["handwriting"] == SHIPPED_MODEL
    assert [*SHIPPED] == sorted(SHIPPED)


@each_model
def test_a_model_says_its_name_and_how_it_was_made(name):
    card = Classifier(name).card
    assert card.name == name
    data = "handwriting" if name == "handwriting" else "mnist"
    others = ("not a digit",) if name == "handwriting" else ()
    assert card.classes == (*"0123456789", *others)
    assert card.provenance["recipe"] == name
    assert card.provenance["data"] == data
    assert card.provenance["calibrated_on"] == f"held-out images of {data}"


@each_model
def test_a_model_reads_drawn_digits(name, written):
    frames = np.stack([frame_ink(written(digit)) for digit in "0123456789"])
    answers = Classifier(name).classify(frames)
    assert sum(answer.value == digit for digit, answer in enumerate(answers)) >= 8


@each_model
def test_a_model_has_a_card_that_fits_its_file(name):
    card, path = Classifier(name).card, SHIPPED[name]
    text = page(f"{name}.md")
    assert text.startswith(f"# {name} {card.version}\n")
    assert f"`{name}.onnx`, {path.stat().st_size / 1000:,.0f} kB" in text
    assert f"temperature {card.temperature:.3f} and threshold {card.threshold:.3f}" in text


def test_the_index_lists_every_model_and_no_other():
    linked = [line.split("]")[0][3:] for line in page("README.md").splitlines() if "| [" in line]
    assert sorted(linked) == [*SHIPPED]


@pytest.fixture
def pages(monkeypatch):
    """The module that writes the pages; it stands among scripts that are no package."""
    pytest.importorskip("torch", reason="models are made with the extra 'train'")
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("card")


@pytest.fixture
def made(pages, model):
    """What is said of a model that names the nearest of ten digits, as if it was trained."""
    from shuzi.graphs.graph import load_graph
    from shuzi.training.settings import load_recipe

    classifier = Classifier(model)
    right, wrong = Outcome(4, 4, 0.9), Outcome(4, None, 0.1)
    return pages.MadeModel(
        recipe=load_recipe("fast"),
        summary=SimpleNamespace(
            network="compact",
            parameters=1234,
            data="mnist",
            images=55_000,
            seed=3,
            validation_accuracy=0.9875,
        ),
        card=replace(classifier.card, provenance=PROVENANCE),
        graph=load_graph(model),
        size_bytes=1_234_567,
        opset=20,
        microseconds=12.3,
        machine="an abacus",
        evaluations=(
            evaluate("mnist", [right] * 9 + [wrong], misses_with_doubtful_label=1),
            evaluate("some/where/semeion", [right] * 3 + [wrong]),
        ),
    )


def test_a_card_states_the_figures(pages, made):
    text = pages.card(made)
    for stated in (
        "# nearest 1.0\n",
        "`nearest.onnx`, 1,235 kB, opset 20",
        "shuzi train --recipe nearest --data mnist --seed 3` with torch 9.8 on 2 thread(s)",
        "without its last 5,000, each shifted by up to 1 px at random",
        "once a frame",
        "1,234 parameters, 8,624 multiply-adds",  # 28 × 28 pixels for each of 11 classes
        "those 5,000, epoch by epoch: 98.75 %",
        "temperature 1.500 and threshold 0.500",
        "12 µs a frame",
        "an abacus",
        "| MNIST test | 10 | 90.00 % | 59.58–98.21 % | 1 | 10.00 % |",
        "| UCI Semeion, bitmaps of 16×16, stretched | 4 | 75.00 % |",
        "Of the 1 misses on MNIST's test part 1 are among the 15",
    ):
        assert stated in text
    assert "seeds reach" not in text


def test_a_card_states_what_other_seeds_reach(pages, made):
    from shuzi.training.series import Spread

    seeds = pages.OtherSeeds(10, Spread(0.9951, 0.0003, (0.9949, 0.9953)))
    text = pages.card(replace(made, other_seeds=seeds))
    assert (
        "Trainings with 10 seeds reach 99.51 % there, with a standard deviation of 0.03 %" in text
    )
    assert "(95 % interval of the mean 99.49–99.53 %)" in text


def test_a_card_states_how_images_are_moved_and_frames_asked_of(pages, made):
    from shuzi.training.settings import changed

    moves = {"augmentation.rotation_deg": 10.0, "augmentation.scale_percent": 5.0}
    recipe = changed(made.recipe, {**moves, "answer_shift_px": 2})
    text = pages.card(replace(made, recipe=recipe))
    assert "each shifted by up to 1 px, turned by up to 10°, scaled by up to 5 % at random" in text
    assert "the frame as it is and moved by 2 px to each side" in text


def test_the_index_has_a_row_a_model(pages, made):
    other = replace(made, card=replace(made.card, name="other"), size_bytes=9_000)
    text = pages.index([made, other])
    assert (
        "| [nearest](nearest.md) | `compact` | 1,234 | 1,235 kB | 90.00 % (59.58–98.21 %) | 12 |\n"
        "| [other](other.md) | `compact` | 1,234 | 9 kB |"
    ) in text
    assert "`nearest` reads where no model is named." in text
    assert "shuzi read --model other" in text
