import gzip
import re

import numpy as np
import pytest
from PIL import Image

from shuzi.catalogue import MNIST_FILES, SETS
from shuzi.cli.data import ExportFormat

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
    words = " ".join(shuzi("data", command, "--help").out.replace("│", " ").split())

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


@pytest.mark.parametrize("to", [*ExportFormat])
def test_every_format_is_written(shuzi, digits, tmp_path, to):
    if to is ExportFormat.MAT:
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
