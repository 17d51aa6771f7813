import pytest

from shuzi.training.lines.drawing import draw_lines


@pytest.fixture(scope="session")
def lines(samples):
    return [*draw_lines(samples, (1,), 60)]
