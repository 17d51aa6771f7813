import numpy as np
import pytest

from shuzi.synthesis.digits import draw_digits


@pytest.fixture(scope="session")
def digits():
    """Frames, float64 [20, 28, 28] of 0 to 1."""
    return draw_digits((np.arange(20) % 10).astype(np.uint8), seed=5) / 255


@pytest.fixture
def rng():
    return np.random.default_rng(7)
