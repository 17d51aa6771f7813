import csv
import sys

import numpy as np
import pytest
from PIL import Image
from scipy.io import loadmat

from shuzi.datasets import DataSet, LabelledImages
from shuzi.errors import DataSetError, MissingExtraError
from shuzi.exports import export, new_folder

FORMATS = ["png", "npz", "csv", "mat"]


def some(count, seed):
    random = np.random.default_rng(seed)
    return LabelledImages(
        random.integers(0, 256, (count, 28, 28), np.uint8),
        random.integers(0, 10, count).astype(np.uint8),
    )


DATA_SET = DataSet("some", train_all=some(30, seed=0), held_out=5, test=some(7, seed=1))
PARTS = {"train": DATA_SET.train_all, "test": DATA_SET.test}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "deeper" / "out"


@pytest.mark.parametrize("to", FORMATS)
def test_progress_adds_up_to_all_images_and_nothing_else_is_left(out, to):
    counts = []
    export(DATA_SET, to, out, counts.append)

    assert sum(counts) == 37
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_png(out):
    export(DATA_SET, "png", out, lambda _: None)

    for name, part in PARTS.items():
        assert len(list((out / name).glob("*/*.png"))) == len(part)
        for index, (image, label) in enumerate(zip(part.images, part.labels, strict=True)):
            with Image.open(out / name / str(label) / f"{index:05}.png") as picture:
                assert np.array_equal(np.asarray(picture), image)


def test_npz(out):
    export(DATA_SET, "npz", out, lambda _: None)

    with np.load(out) as arrays:
        assert len(arrays.files) == 4
        for name, part in PARTS.items():
            assert np.array_equal(arrays[f"{name}_images"], part.images)
            assert np.array_equal(arrays[f"{name}_labels"], part.labels)
            assert arrays[f"{name}_images"].dtype == np.uint8


def test_csv(out):
    export(DATA_SET, "csv", out, lambda _: None)

    for name, part in PARTS.items():
        with (out / f"{name}.csv").open(newline="") as file:
            header, *rows = csv.reader(file)
        assert header[:2] == ["label", "pixel0"]
        assert header[-1] == "pixel783"
        table = np.array(rows, int)
        assert np.array_equal(table[:, 0], part.labels)
        assert np.array_equal(table[:, 1:].reshape(-1, 28, 28), part.images)


def test_mat_is_what_matlab_makes_of_the_idx_file(out):
    export(DATA_SET, "mat", out, lambda _: None)
    arrays = loadmat(out)

    for name, part in PARTS.items():
        count = len(part)
        # As MATLAB does it: column by column into 28 x 28 x N, then the first two axes swapped.
        columns = part.images.ravel().reshape((28, 28, count), order="F")
        upright = columns.transpose(1, 0, 2)
        assert arrays[f"{name}_images"].shape == (28, 28, 1, count)
        assert arrays[f"{name}_images"].dtype == np.uint8
        assert np.array_equal(arrays[f"{name}_images"][:, :, 0, :], upright)
        assert np.array_equal(arrays[f"{name}_images"][:, :, 0, 3], part.images[3])
        assert np.array_equal(arrays[f"{name}_labels"], part.labels[:, np.newaxis])


@pytest.mark.parametrize("to", FORMATS)
def test_what_exists_is_never_overwritten(out, to):
    out.mkdir(parents=True)
    (out / "mine").write_text("mine")

    with pytest.raises(DataSetError, match="out: exists already; name another place"):
        export(DATA_SET, to, out, lambda _: None)
    with pytest.raises(DataSetError, match="mine: exists already"):
        export(DATA_SET, to, out / "mine", lambda _: None)
    assert (out / "mine").read_text() == "mine"


@pytest.mark.parametrize("to", ["png", "csv"])
def test_an_empty_folder_is_filled(out, to):
    out.mkdir(parents=True)
    export(DATA_SET, to, out, lambda _: None)

    assert list(out.iterdir())


@pytest.mark.parametrize("to", ["png", "csv"])
def test_an_export_that_is_interrupted_leaves_nothing(out, to):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(DATA_SET, to, out, interrupt)
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("to", ["npz", "mat"])
def test_a_file_that_cannot_be_finished_leaves_nothing(out, to, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr("numpy.savez_compressed", fail)
    monkeypatch.setattr("scipy.io.savemat", fail)
    with pytest.raises(OSError, match="disk full"):
        export(DATA_SET, to, out, lambda _: None)
    assert list(out.parent.iterdir()) == []


def test_without_scipy_there_is_no_mat(out, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.io", None)

    with pytest.raises(MissingExtraError, match=r"a \.mat file needs the extra 'train'"):
        export(DATA_SET, "mat", out, lambda _: None)
    assert not out.exists()


def test_a_new_folder_is_there_whole_or_not_at_all(tmp_path):
    with new_folder(tmp_path / "a" / "new") as folder:
        (folder / "file").write_text("content")
        assert not (tmp_path / "a" / "new").exists()
    assert (tmp_path / "a" / "new" / "file").read_text() == "content"

    def failing():
        with new_folder(tmp_path / "b") as folder:
            (folder / "file").write_text("content")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_new_folder_may_take_the_place_of_an_empty_one_only(tmp_path):
    with new_folder(tmp_path) as folder:
        (folder / "file").touch()
    with pytest.raises(DataSetError, match="exists already"), new_folder(tmp_path):
        pass
