import numpy as np
import pytest

from shuzi.synthesis.digits import draw_digits
from shuzi.synthesis.samples import Samples


@pytest.fixture(scope="session")
def samples():
    """Drawn digits in place of MNIST's."""
    labels = (np.arange(400) * 7 % 10).astype(np.uint8)
    return Samples.of(draw_digits(labels, seed=3), labels)
