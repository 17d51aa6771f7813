import json

import numpy as np
import pytest
from rich.console import Console

from shuzi.datasets import DataSet, LabelledImages
from shuzi.errors import DataSetError
from shuzi.lines.reader import LineReader
from shuzi.synthesis.digits import draw_digits
from shuzi.training.lines import run
from shuzi.training.lines.run import LINES, LineSettings, LineSummary, train_lines


@pytest.fixture
def few_digits(monkeypatch):
    """Drawn digits in place of MNIST's, and few lines to measure with."""
    labels = (np.arange(200) % 10).astype(np.uint8)
    digits = LabelledImages(draw_digits(labels, seed=5), labels)
    data = DataSet(name="few", train_all=digits, held_out=50, test=digits)
    monkeypatch.setattr(run.datasets, "load", {"few": data}.__getitem__)
    monkeypatch.setattr(run, "VALIDATION_LINES", 60)


@pytest.mark.usefixtures("few_digits")
def test_a_training_leaves_a_model_and_says_what_it_reached(tmp_path):
    settings = LineSettings(data="few", seed=1, lines=64, epochs=1)
    summary = train_lines(settings, tmp_path, Console(quiet=True))
    assert LineSummary.load(tmp_path) == summary
    assert summary.settings == settings
    assert 50 <= summary.score.held_out_lines <= 60
    assert summary.train_seconds > 0
    reader = LineReader(tmp_path / LINES)
    assert reader.card.provenance["lines"] == "64"
    assert reader.card.provenance["data"] == "few"


@pytest.mark.parametrize("text", ["", "{}", json.dumps({"settings": {}, "score": {}})])
def test_what_is_no_summary_is_refused(tmp_path, text):
    (tmp_path / "summary.json").write_text(text)
    with pytest.raises(DataSetError, match="no summary of a training of lines"):
        LineSummary.load(tmp_path)
