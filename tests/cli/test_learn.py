import shutil

import numpy as np
import pytest

from shuzi.classifier import SHIPPED_MODEL
from shuzi.home import learned_model

pytest.importorskip("torch", reason="needs the extra 'train'")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SHUZI_HOME", str(tmp_path / "home"))


@pytest.fixture
def quick(monkeypatch, digits):
    """Learning with little to rehearse, and drawn digits in place of MNIST's."""
    from shuzi import datasets
    from shuzi.training.learning import rehearsal

    monkeypatch.setattr(rehearsal, "_DIGITS", 0)
    monkeypatch.setattr(rehearsal, "_NON_DIGITS", 0)
    drawn = datasets.load(digits)
    monkeypatch.setattr(datasets, "load", lambda _: drawn)


@pytest.fixture
def crosses(tmp_path):
    """Crosses that somebody writes for a 4."""
    import cv2

    folder = tmp_path / "crosses" / "4"
    folder.mkdir(parents=True)
    random = np.random.default_rng(1)
    for number in range(24):
        image = np.full((60, 60), 255, np.uint8)
        left, top, right, bottom = random.integers((10, 10, 42, 42), (19, 19, 51, 51)).tolist()
        cv2.line(image, (left, top), (right, bottom), 0, 4)
        cv2.line(image, (left, bottom), (right, top), 0, 4)
        cv2.imwrite(str(folder / f"{number}.png"), image)
    return folder.parent


@pytest.mark.usefixtures("quick", "torch")
def test_what_it_learns_reads_from_then_on_until_it_is_rolled_back(shuzi, crosses):
    cross = crosses / "4" / "0.png"
    assert '"model": "handwriting' in shuzi("read", "--single", "--format", "json", cross).out

    ended = shuzi("learn", "--data", crosses)

    assert ended.code == 0
    assert "0 of 6 read right before" in ended.out
    assert str(learned_model()) in ended.out
    read = shuzi("read", "--single", "--format", "json", cross).out
    assert '"text": "4"' in read
    assert '"model": "learned' in read
    shipped = shuzi("read", "--single", "--model", "handwriting", "--format", "json", cross).out
    assert '"model": "handwriting' in shipped

    assert shuzi("learn", "--rollback").code == 0
    assert '"model": "handwriting' in shuzi("read", "--single", "--format", "json", cross).out


def test_too_few_corrections_are_told_of(shuzi, crosses):
    for number in range(10):
        (crosses / "4" / f"{number}.png").unlink()

    ended = shuzi("learn", "--data", crosses)

    assert ended.code == 3
    assert "holds 14 corrections that show ink, at least 20 are needed" in ended.err


def test_without_corrections_it_says_so(shuzi, tmp_path, monkeypatch):
    pytest.importorskip("sqlalchemy", reason="needs the extra 'serve'")
    monkeypatch.setenv("SHUZI_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")

    ended = shuzi("learn")

    assert ended.code == 3
    assert "correct something first" in ended.err


def test_where_nothing_was_learnt_nothing_is_rolled_back(shuzi):
    ended = shuzi("learn", "--rollback")

    assert ended.code == 3
    assert "no model that learnt" in ended.err


def test_rolling_back_takes_nothing_else(shuzi, pictures):
    assert shuzi("learn", "--rollback", "--data", pictures).code == 2


def test_the_learnt_model_stays_where_it_is_when_another_learning_fails(shuzi, pictures):
    learned_model().parent.mkdir(parents=True)
    shutil.copy(SHIPPED_MODEL, learned_model())

    assert shuzi("learn", "--data", pictures).code == 3
    assert learned_model().is_file()
