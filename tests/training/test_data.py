import numpy as np
import pytest

from shuzi import idx
from shuzi.errors import DataSetError
from shuzi.training import data as training_data
from shuzi.training.data import SYNTHESISED, images_to_draw, load_data, synthesised_digits


@pytest.fixture
def few(monkeypatch):
    """As many digits as a test has time for."""
    monkeypatch.setattr(training_data, "_TRAIN_IMAGES", 50)
    monkeypatch.setattr(training_data, "_TEST_IMAGES", 20)
    monkeypatch.setattr(training_data, "VALIDATION_IMAGES", 10)


@pytest.fixture
def folder(tmp_path, train):
    path = tmp_path / "mine"
    path.mkdir()
    for part in ("train", "t10k"):
        idx.write(path / f"{part}-images-idx3-ubyte", train.images)
        idx.write(path / f"{part}-labels-idx1-ubyte", train.labels)
    return path


@pytest.mark.usefixtures("few")
def test_drawn_digits_are_asked_for_by_name():
    drawn = load_data("synthesised")
    assert drawn.name == SYNTHESISED == "synthesised"
    assert (len(drawn.train), len(drawn.validation), len(drawn.test)) == (40, 10, 20)
    assert drawn.train_all.images.shape == (50, 28, 28)
    assert drawn.train_all.images.dtype == drawn.train_all.labels.dtype == np.uint8
    assert drawn.train_all.class_counts().tolist() == [5] * 10
    assert drawn.test.class_counts().tolist() == [2] * 10


@pytest.mark.usefixtures("few")
def test_drawn_digits_are_the_same_each_time_and_no_test_digit_is_trained_on():
    once, again = synthesised_digits(), synthesised_digits()
    np.testing.assert_array_equal(once.train_all.images, again.train_all.images)
    np.testing.assert_array_equal(once.test.images, again.test.images)
    trained = {image.tobytes() for image in once.train_all.images}
    assert not trained & {image.tobytes() for image in once.test.images}


@pytest.mark.usefixtures("few")
def test_progress_is_told_of_every_digit(folder):
    for name, count in ((SYNTHESISED, 70), (str(folder), 0)):
        drawn = []
        load_data(name, drawn.append)
        assert sum(drawn) == count == images_to_draw(name)


def test_other_names_are_data_sets(folder, train):
    loaded = load_data(str(folder))
    assert loaded.name == "mine"
    np.testing.assert_array_equal(loaded.train_all.images, train.images)


def test_unknown_names_are_refused():
    with pytest.raises(DataSetError, match="nonesuch"):
        load_data("nonesuch")
