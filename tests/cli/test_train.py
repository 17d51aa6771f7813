import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="training needs the extra train")

from shuzi import idx
from shuzi.training import data as training_data
from shuzi.training.settings import shipped_recipes

pytestmark = pytest.mark.usefixtures("torch")

SUMMARY = {
    *("recipe", "network", "parameters", "seed", "device", "epochs", "images", "train_seconds"),
    *("wall_seconds", "validation_accuracy", "test_accuracy", "test_interval", "onnx"),
}
LEFT = {
    *("settings.json", "train.log", "tensorboard", "curves.png", "confusion.png"),
    *("checkpoint.safetensors", "model.onnx", "summary.json"),
}
PATIENCE = 60  # seconds that a training is given to begin


def summary_in(folder):
    return json.loads((folder / "summary.json").read_text())


def names_in(folder):
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def few_digits(monkeypatch):
    """So few synthesised digits that they are drawn in no time."""
    monkeypatch.setattr(training_data, "_TRAIN_IMAGES", 500)
    monkeypatch.setattr(training_data, "VALIDATION_IMAGES", 100)
    monkeypatch.setattr(training_data, "_TEST_IMAGES", 100)


def test_a_run_leaves_everything_about_it_in_its_folder(shuzi, digits, tiny, tmp_path):
    out = tmp_path / "run"
    ended = shuzi("train", "--recipe", tiny, "--data", digits, "--out", out, "--seed", "7")
    summary = summary_in(out)

    assert ended.code == 0
    assert names_in(out) == LEFT
    assert summary.keys() >= SUMMARY
    assert (summary["recipe"], summary["network"], summary["seed"]) == ("tiny", "lenet_mini", 7)
    assert (summary["epochs"], summary["images"], summary["device"]) == (2, 550, "cpu")
    assert summary["onnx"] == str(out / "model.onnx")
    low, high = summary["test_interval"]
    assert low < summary["test_accuracy"] < high
    assert f"test accuracy {summary['test_accuracy']:.2%}" in ended.out
    assert "550 images of few-digits" in ended.out
    assert ended.out.endswith(f"everything is in {out}\n")


def test_without_the_test_part_there_is_no_figure_of_it(shuzi, digits, tiny, tmp_path):
    settings = ["--epochs", "1", "--set", "network=conv3_bn", "--set", "optimiser.name=sgd"]
    source = ["--recipe", tiny, "--data", digits, "--out", tmp_path / "run"]
    ended = shuzi("train", *source, "--no-test", "--all", *settings)
    summary = summary_in(tmp_path / "run")

    assert ended.code == 0
    assert summary["test_accuracy"] is summary["test_interval"] is None
    assert summary["validation_accuracy"] is None
    assert (summary["images"], summary["epochs"], summary["network"]) == (600, 1, "conv3_bn")
    assert "accuracy" not in ended.out


def test_a_folder_with_something_in_it_is_left_as_it_is(shuzi, digits, tiny, tmp_path):
    (tmp_path / "precious.txt").touch()
    ended = shuzi("train", "--recipe", tiny, "--data", digits, "--out", tmp_path)

    assert ended.code == 3
    assert ended.err.startswith(f"shuzi: {tmp_path}: is not empty")
    assert "model.onnx" not in names_in(tmp_path)


def test_an_unknown_recipe_lists_the_known_ones(shuzi):
    ended = shuzi("train", "--recipe", "unheard-of")

    assert ended.code == 2
    assert ended.err.startswith("shuzi: recipe unheard-of: ")
    assert ", ".join(shipped_recipes()) in ended.err


def test_help_names_exactly_the_shipped_recipes(shuzi):
    words = " ".join(shuzi("train", "--help").out.replace("│", " ").split())
    (named,) = re.findall(r"NAME\|FILE ((?:[\w-]+, )+)or a \.toml file", words)

    assert named.rstrip(", ").split(", ") == list(shipped_recipes())


@pytest.mark.parametrize(
    ("setting", "cause"),
    [
        ("optimiser.learning_rat=0.1", "did you mean optimiser.learning_rate, over 0 to 10?"),
        ("optimiser.learning_rate=high", "optimiser.learning_rate is 'high'"),
        ("epochs=0", "epochs is 0"),
        ("network=unheard-of", "lenet_mini"),
    ],
)
def test_an_impossible_setting_is_named(shuzi, tiny, setting, cause):
    ended = shuzi("train", "--recipe", tiny, "--set", setting)

    assert ended.code == 2
    assert cause in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.usefixtures("few_digits")
def test_where_mnist_is_not_to_be_had_synthesised_digits_are_trained_on(shuzi, tiny, tmp_path):
    ended = shuzi("train", "--recipe", tiny, "--out", tmp_path / "run", "--epochs", "1")

    assert ended.code == 0
    said, epoch = ended.err.splitlines()
    assert said.startswith("mnist: no mirror answers")
    assert said.endswith("Training on synthesised digits instead.")
    assert epoch.startswith("epoch 1: validation accuracy ")
    assert summary_in(tmp_path / "run")["data"] == "synthesised"


def test_mnist_that_is_asked_for_is_not_replaced(shuzi, tiny):
    ended = shuzi("train", "--recipe", tiny, "--data", "mnist")

    assert ended.code == 3
    assert ended.err.startswith("shuzi: mnist: no mirror answers")


def test_a_picture_without_ink_is_left_out_and_the_others_are_trained_on(
    shuzi, digits, tiny, tmp_path
):
    shuzi("data", "export", digits, "--to", "png", "--out", tmp_path / "own")
    Image.new("L", (28, 28)).save(tmp_path / "own" / "train" / "4" / "blank.png")

    ended = shuzi("train", "--recipe", tiny, "--data", tmp_path / "own", "--out", tmp_path / "run")

    assert ended.code == 0
    assert "own: no ink was found in 1 of its pictures" in ended.err
    assert "540 images of own" in ended.out


def test_a_finished_run_is_not_resumed(shuzi, run_folder, digits):
    ended = shuzi("train", "--resume", run_folder, "--data", digits)

    assert ended.code == 3
    assert "all its 2 epochs are done" in ended.err


@pytest.mark.parametrize(
    ("content", "cause"), [(None, "there is no such file"), (b"damaged", "is not a whole")]
)
def test_a_run_without_a_sound_checkpoint_is_not_resumed(shuzi, tmp_path, content, cause):
    path = tmp_path / "checkpoint.safetensors"
    if content is not None:
        path.write_bytes(content)
    ended = shuzi("train", "--resume", tmp_path)

    assert ended.code == 3
    assert ended.err.startswith(f"shuzi: {path}: {cause}")


def begun(log):
    """Wait until a training has logged its first step."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if log.is_file() and "train_loss" in log.read_text():
            return
        time.sleep(0.01)
    pytest.fail(f"no step in {PATIENCE} s")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_an_interrupted_training_is_finished_later(shuzi, digits, tiny, tmp_path):
    out = tmp_path / "a run"
    arguments = ["--recipe", tiny, "--data", digits, "--out", out, "--epochs", "12"]
    with subprocess.Popen(
        [sys.executable, "-m", "shuzi", "train", *map(str, arguments)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        begun(out / "train.log")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    said = said.splitlines(keepends=True)[-1]  # before it, a line for each epoch that was done
    assert said.startswith("stopped after step ")
    assert names_in(out) >= {"checkpoint.safetensors", "train.log"}
    assert "model.onnx" not in names_in(out)

    # What is printed is a command: it can be given back as it is.
    command = said.partition("go on with: ")[2]
    assert command == f"shuzi train --resume '{out}'\n"
    other = shuzi("train", "--resume", out, "--data", digits, "--seed", "2")
    assert other.code == 3
    assert "was made with other settings (seed)" in other.err

    ended = shuzi("train", "--resume", out)
    assert ended.code == 0
    assert summary_in(out)["epochs"] == 12
    assert names_in(out) >= LEFT


def test_a_resumed_run_keeps_to_what_was_asked_for(shuzi, digits, tiny, tmp_path):
    out = tmp_path / "run"
    asked = ["--no-test", "--all", "--keep-epochs"]
    assert shuzi("train", "-r", tiny, "-d", digits, "-o", out, *asked).code == 0
    trained = summary_in(out)["train_seconds"]
    (out / "summary.json").unlink()  # as if it had been killed at the very end

    assert shuzi("train", "--resume", out).code == 0
    summary = summary_in(out)
    assert summary["test_accuracy"] is summary["validation_accuracy"] is None
    assert summary["images"] == 600
    assert summary["train_seconds"] == trained < summary["wall_seconds"]


def test_a_resumed_run_stays_in_its_folder(shuzi, run_folder, tmp_path):
    ended = shuzi("train", "--resume", run_folder, "--out", tmp_path / "other")

    assert ended.code == 2
    assert not (tmp_path / "other").exists()


def test_a_place_that_cannot_be_written_to_is_named(shuzi, digits, tiny, tmp_path):
    (tmp_path / "file").touch()
    ended = shuzi("train", "-r", tiny, "-d", digits, "-o", tmp_path / "file" / "run")

    assert ended.code == 3
    assert str(tmp_path / "file") in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("count", [2, 3, 33])
def test_the_default_recipe_trains_on_however_few_images(shuzi, tmp_path, count):
    frames = np.random.default_rng(count).integers(0, 256, (count + 1, 28, 28), np.uint8)
    for part in ("train", "t10k"):
        idx.write(tmp_path / "few" / f"{part}-images-idx3-ubyte", frames)
        idx.write(tmp_path / "few" / f"{part}-labels-idx1-ubyte", np.zeros(count + 1, np.uint8))
    ended = shuzi(
        *("train", "-d", tmp_path / "few", "-o", tmp_path / "run"),
        *("--set", "batch_images=2", "--epochs", "1"),
    )

    assert ended.code == 0, ended.err


def test_several_seeds_are_summed_up(shuzi, digits, tiny, tmp_path):
    out = tmp_path / "runs"
    source = ["--recipe", tiny, "--data", digits, "--out", out, "--epochs", "1"]
    ended = shuzi("train", *source, "--seed", "7", "--seeds", "2")

    assert ended.code == 0
    assert names_in(out) == {"seed-7", "seed-8", "series.json"}
    assert "mean of 2 seeds" in ended.out
    assert ended.err.splitlines()[0] == "tiny, seed 7"
    assert ended.out.endswith(f"everything is in {out}\n")


def test_a_series_is_not_resumed_by_its_folder(shuzi, run_folder):
    ended = shuzi("train", "--resume", run_folder, "--seeds", "2")

    assert ended.code == 2
    assert "by its own command" in ended.err
