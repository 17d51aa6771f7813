from dataclasses import replace

import numpy as np
import pytest

from shuzi.synthesis.paper import PLAIN
from shuzi.synthesis.sheet import Mark, Sheet
from shuzi.synthesis.stationery import (
    PATTERNS,
    Stationery,
    dots,
    guilloche,
    lay_sheet,
    line_screen,
    random_stationery,
    waves,
)

SIMPLE = Stationery(
    surface=replace(PLAIN, ground=(240, 220, 200), ink=(0, 0, 100)),
    strength=1.0,
    print=(100, 200, 100),
    print_strength=0.5,
    pattern=None,
    period=0.2,
    pattern_strength=0.3,
)
BLOCK = Mark(np.full((20, 20), 255, np.uint8), 10, 10, 1)
SHEET = Sheet.of((60, 120), [[BLOCK]], [BLOCK.moved(10, 0), BLOCK.moved(50, 0)])


def rng(seed=1):
    return np.random.default_rng(seed)


def axes(rows, columns):
    y, x = np.ogrid[:rows, :columns]
    return x.astype(np.float32), y.astype(np.float32)


def test_ink_lies_over_print_and_print_over_paper():
    picture = lay_sheet(SHEET, SIMPLE, 40, rng())
    assert picture.dtype == np.uint8
    assert picture[50, 100].tolist() == [240, 220, 200]
    assert picture[15, 70].tolist() == [170, 210, 150]
    assert picture[15, 15].tolist() == picture[15, 25].tolist() == [0, 0, 100]


def test_weak_ink_lets_the_paper_through():
    picture = lay_sheet(SHEET, replace(SIMPLE, strength=0.5), 40, rng())
    assert picture[15, 15].tolist() == [120, 110, 150]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_runs_from_no_print_to_all(pattern):
    for seed in range(5):
        print_ = pattern(*axes(200, 300), 10.0, rng(seed))
        assert print_.shape == (200, 300)
        assert print_.dtype == np.float32
        assert print_.min() >= 0
        assert 0.9 < print_.max() <= 1.0001
        assert 0.1 < print_.mean() < 0.75


@pytest.mark.parametrize("pattern", [waves, guilloche])
def test_waves_come_back_after_their_period(pattern):
    print_ = pattern(*axes(200, 300), 10.0, rng())
    np.testing.assert_allclose(print_[10:], print_[:-10], atol=1e-3)


@pytest.mark.parametrize("pattern", [line_screen, dots])
def test_screens_come_back_after_their_period(pattern):
    for seed in range(5):
        power = np.abs(np.fft.rfft2(pattern(*axes(200, 300), 10.0, rng(seed)) - 0.5))
        power[0, 0] = 0
        down, across = np.unravel_index(power.argmax(), power.shape)
        assert np.hypot(min(down, 200 - down) / 200, across / 300) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_lies_on_the_paper_and_under_the_ink(pattern):
    picture = lay_sheet(SHEET, replace(SIMPLE, pattern=pattern), 40, rng())
    assert len(np.unique(picture[35:, :, 0])) > 5
    assert (picture[11:29, 11:29] == (0, 0, 100)).all()


def test_ink_is_darker_than_any_paper():
    for seed in range(100):
        stationery = random_stationery(rng(seed))
        light, dark = np.mean(stationery.surface.ground), np.mean(stationery.surface.ink)
        assert light - stationery.strength * (light - dark) < light - 30


def test_all_kinds_of_paper_are_met():
    found = [random_stationery(rng(seed)) for seed in range(200)]
    assert {stationery.pattern for stationery in found} == {None, *PATTERNS}
    assert len({stationery.surface.ink for stationery in found}) == 8
