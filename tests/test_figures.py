import sys

import numpy as np
import pytest
from PIL import Image

from shuzi.errors import MissingExtraError
from shuzi.evaluation import Outcome, evaluate
from shuzi.figures import draw_confusion, draw_curves, draw_samples

DIGITS = tuple("0123456789")
DARK = 100  # of grey levels, 0 black to 255 white


def confusion(path):
    outcomes = [Outcome(3, 3, 0.9)] * 90 + [Outcome(3, 8, 0.8), Outcome(4, None, 0.3)]
    draw_confusion(evaluate("some digits", outcomes), DIGITS, path)


def curves(path):
    draw_curves([(1, 2.3), (50, 0.4)], [(50, 0.5, 0.91), (100, 0.3, 0.97)], "tiny", path)


def samples(path, count=6, columns=3):
    images = np.random.default_rng(0).integers(0, 256, (count, 28, 28), np.uint8)
    draw_samples(images, DIGITS[:count], path, columns)


ALL = [confusion, curves, samples]


def opened(path):
    """The picture in grey, read whole."""
    with Image.open(path) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("L"))


@pytest.fixture(autouse=True)
def _matplotlib():
    pytest.importorskip("matplotlib", reason="figures need the extra train")


@pytest.mark.parametrize("draw", ALL)
def test_a_figure_is_a_png_of_a_screen_s_size_with_something_in_it(draw, tmp_path):
    path = tmp_path / "new folder" / "figure.png"
    draw(path)
    grey = opened(path)

    assert all(400 <= side <= 2000 for side in grey.shape)
    assert grey[0, 0] == 255
    assert (grey < DARK).mean() > 0.001
    assert [file.name for file in path.parent.iterdir()] == ["figure.png"]


def test_six_samples_stand_two_by_three(tmp_path):
    samples(tmp_path / "six.png")
    samples(tmp_path / "three.png", count=3)
    (six_high, six_wide), (three_high, three_wide) = (
        opened(tmp_path / name).shape for name in ("six.png", "three.png")
    )

    assert six_wide == three_wide
    assert six_high == 2 * three_high


def test_a_last_row_need_not_be_full(tmp_path):
    samples(tmp_path / "a.png", count=4)

    assert opened(tmp_path / "a.png").size


def test_samples_keep_their_shades(tmp_path):
    white, black = np.full((28, 28), 255, np.uint8), np.zeros((28, 28), np.uint8)
    draw_samples(np.stack([white, black]), ["0", "1"], tmp_path / "a.png", columns=2)
    grey = opened(tmp_path / "a.png")
    middle, quarter = grey.shape[0] * 6 // 10, grey.shape[1] // 4

    assert grey[middle, quarter] == 255
    assert grey[middle, 3 * quarter] == 0


def test_a_truth_is_wanted_for_each_sample(tmp_path):
    with pytest.raises(ValueError, match="zip"):
        draw_samples(np.zeros((2, 28, 28), np.uint8), ["0"], tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_a_training_without_validation_has_curves_too(tmp_path):
    draw_curves([(1, 2.3), (50, 0.4)], [], "all images", tmp_path / "a.png")

    assert opened(tmp_path / "a.png").size


@pytest.mark.parametrize("draw", ALL)
def test_without_matplotlib_the_extra_is_named(draw, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    with pytest.raises(MissingExtraError) as caught:
        draw(tmp_path / "a.png")
    assert caught.value.extra == "train"
    assert not list(tmp_path.iterdir())
