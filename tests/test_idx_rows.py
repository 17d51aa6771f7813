import gzip

import numpy as np
import pytest

from shuzi import idx
from shuzi.errors import IdxError
from shuzi.idx_rows import Rows

PICTURES = np.arange(5 * 2 * 3, dtype=np.int16).reshape(5, 2, 3)


@pytest.fixture(params=["plain", "packed"])
def path(tmp_path, request):
    path = tmp_path / ("a.idx.gz" if request.param == "packed" else "a.idx")
    idx.write(path, PICTURES)
    return path


def test_rows_are_those_of_the_array_in_any_order(path):
    rows = Rows(path, rank=3)

    assert rows.shape == PICTURES.shape
    for start, stop in ((0, 2), (3, 5), (1, 4), (2, 2)):
        read = np.frombuffer(rows.read(start, stop), rows.dtype).reshape(-1, 2, 3)
        assert np.array_equal(read, PICTURES[start:stop])
    rows.close()


def test_another_rank_is_refused(path):
    with pytest.raises(IdxError, match="instead of labels"):
        Rows(path, rank=1)


def test_a_plain_file_that_is_cut_short_is_refused_at_once(tmp_path):
    (tmp_path / "a.idx").write_bytes(idx.encode(PICTURES)[:-1])
    with pytest.raises(IdxError, match="truncated"):
        Rows(tmp_path / "a.idx")


@pytest.mark.parametrize("cut", [-20, -1])
def test_a_compressed_one_once_what_is_missing_is_read(tmp_path, cut):
    pictures = np.random.default_rng(1).integers(0, 256, (9, 28, 28), np.uint8)
    (tmp_path / "a.idx.gz").write_bytes(gzip.compress(idx.encode(pictures))[:cut])
    rows = Rows(tmp_path / "a.idx.gz")
    with pytest.raises(IdxError, match=r"gzip data is damaged|is truncated"):
        rows.read(0, 10)
    rows.close()


def test_rows_that_are_not_there_are_told(path):
    rows = Rows(path)
    with pytest.raises(IdxError, match="rows 4 to 6 are missing"):
        rows.read(4, 6)
    rows.close()


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(IdxError, match="cannot be read"):
        Rows(tmp_path / "none.idx")
