import numpy as np
import pytest

from shuzi import datasets, idx
from shuzi.datasets import DataSet
from shuzi.errors import DataSetError
from shuzi.training import data as training_data
from shuzi.training.data import HANDWRITING, SYNTHESISED, images_to_draw, load_data


@pytest.fixture
def few(monkeypatch):
    """As many digits as a test has time for."""
    monkeypatch.setattr(training_data, "_TRAIN_IMAGES", 50)
    monkeypatch.setattr(training_data, "_TEST_IMAGES", 20)
    monkeypatch.setattr(training_data, "VALIDATION_IMAGES", 10)
    monkeypatch.setattr(
        training_data, "_TO_LEARN", training_data._Drawing(6, 40, 20, 4, 22, 2, 3, seed=3)
    )
    monkeypatch.setattr(
        training_data, "_TO_VALIDATE", training_data._Drawing(2, 10, 5, 3, 11, 1, 2, seed=4)
    )


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
    once, again = load_data(SYNTHESISED), load_data(SYNTHESISED)
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


@pytest.fixture
def small_mnist(monkeypatch, train, validation):
    mnist = DataSet("mnist", train, 10, validation)
    monkeypatch.setattr(datasets, "load", {"mnist": mnist}.__getitem__)
    return mnist


@pytest.mark.usefixtures("few")
def test_handwriting_is_mnist_and_what_is_drawn_beside_it(small_mnist):
    drawn = []
    hands = load_data(HANDWRITING, drawn.append)
    assert (
        sum(drawn)
        == images_to_draw(HANDWRITING)
        == (6 + 40 + 20 + 4 + 22 + 2 + 3 * 4) + (2 + 10 + 5 + 3 + 11 + 1 + 2 * 4)
    )
    assert hands.classes == (*"0123456789", "not a digit")
    assert (len(hands.train), len(hands.validation)) == (2 * len(small_mnist.train) + 106, 50)
    np.testing.assert_array_equal(
        hands.train.images[: len(small_mnist.train)], small_mnist.train.images
    )
    np.testing.assert_array_equal(hands.validation.images[:10], small_mnist.validation.images)
    assert hands.test is small_mnist.test
    assert (hands.train.labels[-100:-36] == 10).sum() == 20 + 4
    assert (hands.train.labels[-36:-14] == 10).sum() == 2
    assert (hands.train.labels[-14:-12] == 10).all()
    assert (hands.validation.labels[22:30] == 10).all()


@pytest.mark.usefixtures("few", "small_mnist")
def test_handwriting_is_the_same_each_time_and_validated_on_other_frames():
    once, again = load_data(HANDWRITING), load_data(HANDWRITING)
    np.testing.assert_array_equal(once.train_all.images, again.train_all.images)
    trained = {image.tobytes() for image in once.train.images}
    assert not trained & {image.tobytes() for image in once.validation.images[10:]}
