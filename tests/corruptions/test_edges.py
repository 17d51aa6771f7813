import numpy as np
import pytest

from shuzi.corruptions.edges import canny_edges


def test_a_square_leaves_its_outline(rng):
    square = np.zeros((1, 28, 28))
    square[0, 8:20, 8:20] = 1
    (edges,) = canny_edges(square, rng)

    assert set(np.unique(edges)) == {0, 1}
    assert not edges[11:17, 11:17].any()
    assert not edges[:6].any()
    for row in edges[11:17]:
        (crossed,) = np.nonzero(row)
        assert len(crossed) in (2, 4)  # an edge between two pixels is as strong in both
        assert abs(crossed[0] - 7.5) <= 0.5
        assert abs(crossed[-1] - 19.5) <= 0.5


def test_faint_edges_stay_only_where_strong_ones_go_on(rng):
    ramp = np.zeros((2, 28, 28))
    ramp[:, :, 14:] = np.linspace(0.01, 1, 28)[:, None]
    ramp[1] *= 0.03  # nowhere strong
    edges = canny_edges(ramp, rng)

    assert edges[0, 3:26, 12:16].any(axis=1).all()
    assert not edges[1].any()


def test_it_is_the_one_that_scikit_image_computes(digits, rng):
    feature = pytest.importorskip("skimage.feature", reason="the oracle is scikit-image")

    assert np.array_equal(canny_edges(digits, rng), [feature.canny(digit) for digit in digits])


def test_an_empty_frame_has_none(rng):
    assert not canny_edges(np.zeros((1, 28, 28)), rng).any()
