import numpy as np

from shuzi.synthesis import blanks
from shuzi.synthesis.blanks import draw_blank


def test_nothing_is_written_and_the_seed_decides_all():
    pages = [draw_blank(np.random.default_rng(seed), height=32) for seed in (1, 1, 2)]
    assert pages[0].text == ""
    assert pages[0].boxes == pages[0].values == ()
    assert pages[0].picture.dtype == np.uint8
    np.testing.assert_array_equal(pages[0].picture, pages[1].picture)
    assert pages[0].picture.shape != pages[2].picture.shape


def test_walls_stand_near_the_edges(monkeypatch):
    for name, value in {"WALLED": 1, "DASHED": 0, "STOPS": 0, "PEN": 1, "TURN_SPREAD": 0}.items():
        monkeypatch.setattr(blanks, name, value)
    monkeypatch.setattr(blanks, "NEAREST", 0.1)
    monkeypatch.setattr(blanks, "photographed", lambda picture, _: picture)
    for seed in range(20):
        page = draw_blank(np.random.default_rng(seed), height=64)
        rows, columns = (np.median(page.grey, axis=axis) for axis in (1, 0))
        for profile in (rows, columns):
            middle = np.median(profile)
            assert profile[: len(profile) // 2].min() < middle - 20
            assert profile[len(profile) // 2 :].min() < middle - 20
