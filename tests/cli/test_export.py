import re
import shutil
import sys

import numpy as np
import pytest

from shuzi.classifier import Classifier
from shuzi.synthesis.digits import draw_digits

pytest.importorskip("torch", reason="exporting needs the extra train")


def test_a_checkpoint_becomes_the_model_of_its_run(shuzi, run_folder, digits, tmp_path):
    out = tmp_path / "new" / "digits.onnx"
    ended = shuzi("export", run_folder / "checkpoint.safetensors", "-o", out, "--data", digits)
    frames = draw_digits(np.arange(10), seed=5)

    assert ended.code == 0
    difference = re.fullmatch(
        f"{re.escape(str(out))}: largest difference of a logit (.*)\n", ended.out
    )
    assert float(difference[1]) <= 1e-4
    expected = Classifier(run_folder / "model.onnx").logits(frames)
    assert np.allclose(Classifier(out).logits(frames), expected, atol=1e-4)


def test_a_checkpoint_of_an_epoch_is_one_too(shuzi, run_folder, digits):
    ended = shuzi("export", run_folder / "epochs" / "epoch-001.safetensors", "--data", digits)

    assert ended.code == 0
    assert ended.out.startswith("model.onnx: ")


def test_bad_checkpoints_end_with_3_and_one_line_that_names_them(shuzi, run_folder, tmp_path):
    from safetensors.numpy import save_file

    cut, other = tmp_path / "cut.safetensors", tmp_path / "other.safetensors"
    shutil.copy(run_folder / "checkpoint.safetensors", cut)
    cut.write_bytes(cut.read_bytes()[:-1])
    save_file({"weights": np.zeros(3)}, other)

    for path, cause in (
        (tmp_path / "missing.safetensors", "there is no such file"),
        (run_folder / "model.onnx", "is not a whole safetensors file"),
        (cut, "is not a whole safetensors file"),
        (other, "is a safetensors file, but no checkpoint of shuzi's"),
    ):
        ended = shuzi("export", path, "--out", tmp_path / "a.onnx")
        assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
        assert ended.err.startswith(f"shuzi: {path}: {cause}")
        assert not (tmp_path / "a.onnx").exists()


def test_without_torch_the_extra_is_named(shuzi, monkeypatch):
    monkeypatch.setitem(sys.modules, "shuzi.training.delivery", None)
    ended = shuzi("export", "a.safetensors")

    assert ended.code == 2
    assert 'pip install -c constraints.txt ".[train]"' in ended.err
