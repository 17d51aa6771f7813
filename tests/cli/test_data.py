import gzip
import re
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from shuzi import datasets
from shuzi.catalogue import MNIST_FILES, SETS
from shuzi.cli.data import ExportFormat, Kind

TRAIN_IMAGES, TRAIN_LABELS, _, TEST_LABELS = MNIST_FILES


@pytest.fixture
def own(digits, tmp_path):
    """A copy of the digits that may be damaged."""
    folder = tmp_path / "own"
    folder.mkdir()
    for path in digits.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def rows(text):
    """The rows of a printed table, by their first word."""
    words = [re.findall(r"[\w,]+", line) for line in text.splitlines()]
    return {line[0]: line[1:] for line in words if line}


def test_get_says_what_there_is(shuzi, digits):
    ended = shuzi("data", "get", digits)

    assert ended.code == 0
    assert ended.out == "few-digits: 600 images to train on, 100 to test, all checked\n"


def test_get_of_an_unknown_name_lists_the_known_ones(shuzi):
    ended = shuzi("data", "get", "unheard-of")

    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert ended.err.startswith("shuzi: unheard-of: is neither a data set's name nor a folder")
    assert ", ".join(SETS) in ended.err


@pytest.mark.parametrize("command", ["get", "show", "export"])
def test_help_names_exactly_the_sets_that_there_are(shuzi, command):
    words = " ".join(shuzi("data", command, "--help").out.split())

    assert f"{', '.join(SETS)}; or a folder." in words


def test_without_a_network_get_says_what_to_do(shuzi):
    ended = shuzi("data", "get", "mnist")

    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert ended.err.startswith("shuzi: mnist: no mirror answers")
    assert "SHUZI_DATA" in ended.err


def test_show_counts_the_classes_and_draws_samples(shuzi, digits, tmp_path):
    pytest.importorskip("matplotlib", reason="figures need the extra train")
    ended = shuzi("data", "show", digits, "--out", tmp_path / "new" / "six.png")
    table = rows(ended.out)

    assert ended.code == 0
    assert ended.err == f"samples of the test part: {tmp_path}/new/six.png\n"
    assert all(table[digit] == ["55", "5", "10"] for digit in "0123456789")
    assert table["all"] == ["550", "50", "100"]
    with Image.open(tmp_path / "new" / "six.png") as picture:
        assert picture.width > picture.height > 400


def test_show_draws_as_many_as_asked_for_and_others_with_another_seed(shuzi, digits, tmp_path):
    pytest.importorskip("matplotlib", reason="figures need the extra train")
    drawn = {}
    for name, options in {"first": [], "again": [], "other": ["--seed", "2"]}.items():
        shuzi("data", "show", digits, "-n", "3", "-o", tmp_path / name, *options)
        drawn[name] = np.asarray(Image.open(tmp_path / name).convert("L"))

    assert drawn["first"].shape[1] > 2 * drawn["first"].shape[0]
    assert np.array_equal(drawn["first"], drawn["again"])
    assert not np.array_equal(drawn["first"], drawn["other"])


@pytest.mark.parametrize("to", get_args(ExportFormat))
def test_every_format_is_written(shuzi, digits, tmp_path, to):
    if to == "mat":
        pytest.importorskip("scipy", reason="writing .mat needs the extra train")
    out = tmp_path / ("digits" if to in {"png", "csv"} else f"digits.{to}")
    ended = shuzi("data", "export", digits, "--to", to, "--out", out)

    assert (ended.code, ended.out) == (0, f"{out}\n")
    assert out.exists()


def test_pictures_that_were_exported_are_a_data_set(shuzi, digits, tmp_path):
    shuzi("data", "export", digits, "--to", "png", "--out", tmp_path / "pictures")
    ended = shuzi("data", "get", tmp_path / "pictures")

    assert ended.out == "pictures: 600 images to train on, 100 to test, all checked\n"


def test_what_exists_is_not_overwritten(shuzi, digits, tmp_path):
    (tmp_path / "a.npz").write_text("precious")
    ended = shuzi("data", "export", digits, "--to", "npz", "--out", tmp_path / "a.npz")

    assert ended.code == 3
    assert ended.err.startswith(f"shuzi: {tmp_path}/a.npz: ")
    assert (tmp_path / "a.npz").read_text() == "precious"


BAD = {
    "missing": (TEST_LABELS, lambda _: None, "holds no t10k-labels-idx1-ubyte.gz"),
    "truncated": (TRAIN_LABELS, lambda b: gzip.compress(gzip.decompress(b)[:-1]), "truncated"),
    "ends early": (TRAIN_IMAGES, lambda b: b[: len(b) // 2], "gzip data is damaged"),
    "wrong magic": (TRAIN_IMAGES, lambda _: b"\x89PNG\r\n\x1a\n", "is not an IDX file"),
    "0 bytes": (TRAIN_IMAGES, lambda _: b"", "is empty"),
    "no digit": (
        TRAIN_LABELS,
        lambda b: gzip.compress(gzip.decompress(b)[:-1] + b"\x0a"),
        "label 599, counted from 0, is 10, which is no digit",
    ),
}


@pytest.mark.parametrize(("name", "damage", "cause"), BAD.values(), ids=BAD)
def test_a_bad_file_ends_with_3_and_one_line_that_names_it(shuzi, own, name, damage, cause):
    content = damage((own / name).read_bytes())
    (own / name).unlink()
    if content is not None:
        (own / name).write_bytes(content)
    ended = shuzi("data", "get", own)

    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert name in ended.err
    assert cause in ended.err


def test_a_folder_s_name_that_looks_like_a_mark_of_style_is_printed_as_it_is(shuzi, own):
    pytest.importorskip("matplotlib", reason="figures need the extra train")
    strange = own.rename(own.with_name("[bold]:x:"))

    assert shuzi("data", "get", strange).out.startswith("[bold]:x:: 600 images")
    assert "[bold]:x:" in shuzi("data", "show", strange).out


@pytest.mark.parametrize(("blank", "named"), [(1, 1), (5, 3)])
def test_pictures_without_ink_are_left_out_and_told(shuzi, digits, tmp_path, blank, named):
    shuzi("data", "export", digits, "--to", "png", "--out", tmp_path / "own")
    for number in range(blank):
        Image.new("L", (28, 28)).save(tmp_path / "own" / "train" / "4" / f"blank{number}.png")

    ended = shuzi("data", "get", tmp_path / "own")

    assert ended.code == 0
    assert "600 images to train on" in ended.out
    assert f"no ink was found in {blank} of its pictures" in ended.err
    assert ended.err.count("blank") == named
    assert ended.err.endswith(f"blank{named - 1}.png{', ...' * (blank > named)}\n")


@pytest.mark.parametrize("kind", get_args(Kind))
def test_synthesize_writes_a_data_set_that_evaluate_reads(shuzi, tmp_path, kind):
    pytest.importorskip("onnxruntime")
    ended = shuzi(
        *("data", "synthesize", tmp_path / "drawn", "--kind", kind, "--count", "3"),
        *("--height", "20", "--strokes-only"),
    )

    assert (ended.code, ended.out, ended.err) == (0, f"{tmp_path}/drawn\n", "")
    assert len(list((tmp_path / "drawn" / "images").iterdir())) == 3
    assert shuzi("evaluate", "--data", tmp_path / "drawn").code == 0


def test_synthesize_says_that_mnist_is_missing_and_draws_strokes_alone(shuzi, tmp_path):
    for name, options in {"without": [], "alone": ["--strokes-only"]}.items():
        ended = shuzi("data", "synthesize", tmp_path / name, "-n", "4", *options)
        assert ended.code == 0
        assert ended.err.endswith("Drawing with strokes alone instead.\n") == (name == "without")

    for path in sorted((tmp_path / "alone").glob("**/*.*")):
        same = tmp_path / "without" / path.relative_to(tmp_path / "alone")
        assert same.read_bytes() == path.read_bytes()


def test_synthesize_takes_mnist_s_digits_and_another_seed(shuzi, digits, tmp_path, monkeypatch):
    mnist = datasets.load(digits)
    monkeypatch.setattr(datasets, "load", {"mnist": mnist}.get)
    drawn = {}
    for name, options in {
        "mnist": [],
        "strokes": ["--strokes-only"],
        "other": ["--seed", "2"],
    }.items():
        ended = shuzi("data", "synthesize", tmp_path / name, "-n", "6", *options)
        assert (ended.code, ended.err) == (0, "")
        drawn[name] = (tmp_path / name / "labels.csv").read_text()

    assert len(set(drawn.values())) == 3


def test_synthesize_overwrites_nothing(shuzi, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    ended = shuzi("data", "synthesize", tmp_path, "--strokes-only", "-n", "1")

    assert ended.code == 3
    assert "exists already" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("options", [["--count", "0"], ["--height", "5"], ["--kind", "words"]])
def test_synthesize_refuses_what_cannot_be_drawn(shuzi, tmp_path, options):
    assert shuzi("data", "synthesize", tmp_path / "drawn", *options).code == 2
    assert not (tmp_path / "drawn").exists()
