import numpy as np
import pytest

from shuzi.synthesis.furniture import boxes, comb, cross_rules, frame, rule, word
from shuzi.synthesis.sheet import paste


def laid(marks, size=(100, 200)):
    canvas = np.zeros(size, np.uint8)
    paste(canvas, marks)
    return canvas > 0


@pytest.mark.parametrize("width", [1, 2, 3, 6])
def test_a_rule_is_as_wide_as_asked_for_around_its_middle(width):
    across = laid([rule((10, 50), (190, 50), width)])
    assert (across.sum(axis=0) > 0).sum() == 180 + width
    assert across[:, 100].sum() == width
    assert abs(np.flatnonzero(across[:, 100]).mean() - 50) <= 0.5
    np.testing.assert_array_equal(
        laid([rule((50, 10), (50, 190), width)], (200, 100)),
        laid([rule((10, 50), (190, 50), width)]).T,
    )


def test_a_dashed_rule_is_half_gaps():
    dashed = laid([rule((0, 50), (199, 50), 2, dashed=True)])
    assert dashed[50].mean() == pytest.approx(0.5, abs=0.1)
    assert np.abs(np.diff(dashed[50].astype(int))).sum() > 8


def test_a_frame_has_four_sides_and_nothing_in_it():
    drawn = laid(frame(20, 10, 180, 90, 2))
    assert drawn[10, 20:180].all()
    assert drawn[90, 20:180].all()
    assert drawn[10:90, 20].all()
    assert drawn[10:90, 180].all()
    assert not drawn[14:86, 24:176].any()


def test_boxes_share_their_sides_and_a_comb_is_open():
    edges = [20, 60, 120, 180]
    closed, open_ = laid(boxes(edges, 10, 90, 1)), laid(comb(edges, 10, 90, 1))
    assert np.flatnonzero(closed[50]).tolist() == np.flatnonzero(open_[80]).tolist() == edges
    assert closed[10, 100]
    assert not open_[:40].any()
    assert open_[90, 20:181].all()


def test_squared_paper_is_ruled_paper_with_rules_down():
    ruled = laid(cross_rules((100, 200), 20, 1, squared=False))
    squared = laid(cross_rules((100, 200), 20, 1, squared=True))
    assert np.flatnonzero(ruled.all(axis=1)).tolist() == [20, 40, 60, 80]
    assert np.flatnonzero(squared.all(axis=0)).tolist() == list(range(20, 200, 20))
    assert squared[ruled].all()


def test_a_word_stands_on_its_foot():
    for seed in range(20):
        mark = word(5, 60, 20, np.random.default_rng(seed))
        assert mark.left == 5
        assert mark.bottom == 60
        assert mark.value is None
        assert mark.ink.max() > 100
