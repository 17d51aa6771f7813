import io

import pytest

from shuzi.batch.slices import Limits, Shelf


@pytest.mark.parametrize(
    ("pictures", "size", "limits"),
    [
        (10, 10, Limits(1_000, 2**20)),
        (1_000_000, 784_000_000, Limits(2_500, 1_960_000)),
        (10**9, 10**15, Limits(50_000, 2**26)),
    ],
)
def test_limits_grow_with_the_input_so_that_parts_do_not_become_too_many(pictures, size, limits):
    assert Limits.of(pictures, size) == limits


def test_a_shelf_keeps_the_last_file_open_and_closes_the_one_before():
    opened = []

    def opener(path):
        opened.append(io.BytesIO(path.encode()))
        return opened[-1]

    with Shelf() as shelf:
        assert shelf.take("a", opener) is shelf.take("a", opener)
        shelf.take("b", opener)
        assert [file.closed for file in opened] == [True, False]
    assert opened[1].closed
