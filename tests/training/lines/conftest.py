import numpy as np
import pytest

from shuzi.synthesis.digits import draw_digits
from shuzi.synthesis.samples import Samples
from shuzi.training.lines.drawing import draw_lines


@pytest.fixture(scope="session")
def samples():
    """Drawn digits in place of MNIST's."""
    labels = (np.arange(400) * 7 % 10).astype(np.uint8)
    return Samples.of(draw_digits(labels, seed=3), labels)


@pytest.fixture(scope="session")
def lines(samples):
    return [*draw_lines(samples, (1,), 60)]
