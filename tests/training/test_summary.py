import json
from dataclasses import asdict, replace

import pytest

from shuzi.errors import DataSetError
from shuzi.training.summary import Summary

SUMMARY = Summary(
    recipe="quick",
    network="lenet_mini",
    parameters=21_840,
    data="bars",
    seed=1,
    device="cpu",
    epochs=2,
    images=120,
    train_seconds=1.5,
    wall_seconds=2.5,
    validation_accuracy=0.9,
    test_accuracy=0.8,
    test_interval=(0.7, 0.9),
    onnx="model.onnx",
)


@pytest.mark.parametrize(
    "summary", [SUMMARY, replace(SUMMARY, test_accuracy=None, test_interval=None)]
)
def test_what_is_saved_is_loaded(summary, tmp_path):
    summary.save(tmp_path)
    assert Summary.load(tmp_path) == summary
    plain = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert list(plain) == list(asdict(summary))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"test_interval": 3}'])
def test_what_is_no_summary_is_named(text, tmp_path):
    (tmp_path / "summary.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataSetError, match="is no summary of a training") as caught:
        Summary.load(tmp_path)
    assert caught.value.subject == str(tmp_path / "summary.json")


def test_a_missing_one_is_named(tmp_path):
    with pytest.raises(DataSetError, match="is no summary"):
        Summary.load(tmp_path)
