import numpy as np
import pytest

from shuzi.synthesis import strangers
from shuzi.synthesis.strangers import random_stranger
from shuzi.synthesis.strokes import letters
from shuzi.synthesis.writers import StrokeWriter


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("kind", range(len(strangers.SHARES)))
def test_every_stranger_is_trimmed_ink_of_about_a_digits_height(monkeypatch, kind):
    monkeypatch.setattr(strangers, "SHARES", tuple(np.eye(len(strangers.SHARES))[kind]))
    for seed in range(20):
        chance = rng(seed)
        stranger = random_stranger(StrokeWriter.random(chance), chance)
        for _ in range(3):
            ink = stranger(40, chance)
            assert ink.dtype == np.uint8
            assert ink.max() > 127
            assert ink[0].any()
            assert ink[-1].any()
            assert 40 / 5 < max(ink.shape) < 3 * 40


def test_no_stranger_is_a_letter_that_some_hand_shapes_like_a_digit(monkeypatch):
    monkeypatch.setattr(strangers, "SHARES", (1, 0, 0))
    drawn = []
    monkeypatch.setattr(
        strangers,
        "drawn",
        lambda letter, *_: drawn.append(letter.name) or np.ones((4, 4), np.uint8),
    )
    stranger = random_stranger(StrokeWriter.random(rng()), rng())
    for seed in range(400):
        stranger(40, rng(seed))
    assert len(set(drawn)) > 50
    assert not strangers.LIKE_DIGITS & set(drawn)
    assert {letter.name for letter in letters()} >= strangers.LIKE_DIGITS


def test_the_strangers_of_a_line_differ():
    chance = rng(3)
    stranger = random_stranger(StrokeWriter.random(chance), chance)

    assert len({stranger(40, chance).tobytes() for _ in range(8)}) > 3
