import cv2
import numpy as np
import pytest

from shuzi.corruptions.smoothing import smooth


def test_it_is_the_one_that_scipy_computes(digits):
    ndimage = pytest.importorskip("scipy.ndimage", reason="the oracle is scipy")
    for sigma in (0.7, 1.0, 1.5):
        expected = ndimage.gaussian_filter(digits[3], sigma, mode="nearest")
        assert np.allclose(smooth(digits[3], sigma), expected)
    expected = ndimage.gaussian_filter1d(digits[3], 0.7, axis=0, mode="nearest")
    assert np.allclose(smooth(digits[3], 0.7, across=False), expected)


def test_what_lies_around_may_be_nothing():
    ones = np.ones((28, 28))

    assert np.allclose(smooth(ones, 1.0), 1)
    assert smooth(ones, 1.0, border=cv2.BORDER_CONSTANT)[0, 0] < 0.5
