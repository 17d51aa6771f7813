import importlib
from pathlib import Path

import numpy as np
import pytest

from shuzi.datasets import LabelledImages
from shuzi.evaluation import Outcome, evaluate
from shuzi.reader import Reader
from shuzi.synthesis.digits import draw_digits

pytest.importorskip("torch", reason="the benchmark attacks, which needs the extra 'train'")

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def trust(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    return importlib.import_module("trust")


def test_the_page_holds_every_figure(trust):
    reader = Reader("tiny")
    right, refused = Outcome(1, 1, 0.9), Outcome(2, None, 0.1)
    halves = [evaluate(name, [right, refused]) for name in ("fog", "stripe")]
    families = [trust.Family(each, 7, likeliest=0.75, read=0.25) for each in halves]
    calibrated = [evaluate(name, [right] * 9) for name in ("MNIST test", "/data/kensanata")]
    strangers = [
        trust.Strangers("letters of not_digits", 1500, 0.2, 0.9611),
        trust.Strangers("blanks of not_digits", 1400, 0.01, 0.9988),
    ]
    page = trust.page(reader, families, halves[:1], calibrated, strangers)

    for row in (
        "| mean over the 15 families | 95 %; 98 % | 50.00 % |",
        "| ECE, MNIST test | 0.3 %; 0.1 % | 10.00 % |",
        "| AUROC, kensanata against blanks | 0.999; 1 | 0.9988 |",
        "| fog | 50.00 % | 50.0 % | 75.0 % | 25.0 % |",
        "| **mean** | **50.00 %** | | 75.0 % | 25.0 % |",
        "fog 50.0 % right, 50.0 % refused.",
        "first 7 digits.",
        "| kensanata | 9 | 100.00 % | 10.00 % |",
        "| letters of not_digits | 1,500 | 20.0 % | 0.9611 |",
    ):
        assert row in page


def test_every_family_is_measured_by_the_network_and_by_the_reader(trust):
    labels = (np.arange(4) % 10).astype(np.uint8)
    digits = LabelledImages(draw_digits(labels, seed=4), labels)
    families = trust.corrupted(Reader("tiny"), digits, read=2)

    assert len(families) == 15
    assert all(each.frames.count == 4 for each in families)
    assert all(each.likeliest in (0, 0.5, 1) and each.read in (0, 0.5, 1) for each in families)
    assert max(each.read for each in families) == 1
