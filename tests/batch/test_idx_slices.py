import gzip

import numpy as np
import pytest

from shuzi import idx
from shuzi.batch.contents import array_of
from shuzi.batch.idx_slices import cut_idx
from shuzi.batch.inputs import find_files
from shuzi.batch.slices import Limits, Shelf
from shuzi.errors import IdxError


def cut(path, limits):
    return [*cut_idx(next(find_files(str(path))), limits)]


@pytest.mark.parametrize("packed", [False, True])
def test_slices_together_are_the_file(idx_file, frames, packed):
    if packed:
        idx_file.write_bytes(gzip.compress(idx_file.read_bytes()))
    slices = cut(idx_file, Limits(3, 1e9))
    with Shelf() as shelf:
        tables = [each.load(shelf) for each in slices]

    assert [each.pictures for each in slices] == [3, 3, 2]
    assert np.array_equal(np.concatenate([*map(array_of, tables)]), frames)
    keys = [key for table in tables for key in table.column("key").to_pylist()]
    assert keys == [f"{idx_file.name}/{number}" for number in range(8)]


def test_any_size_and_type_comes_as_it_is(tmp_path):
    pictures = np.arange(2 * 3 * 5, dtype=np.float32).reshape(2, 3, 5)
    idx.write(tmp_path / "any", pictures)
    (slice_,) = cut(tmp_path / "any", Limits(100, 1e9))
    with Shelf() as shelf:
        assert np.array_equal(array_of(slice_.load(shelf)), pictures)


def test_bytes_limit_a_slice_too(idx_file):
    assert [each.pictures for each in cut(idx_file, Limits(100, 784 * 5))] == [5, 3]


def test_labels_are_no_pictures(tmp_path, frames):
    idx.write(tmp_path / "labels", frames[:, 0, 0])
    with pytest.raises(IdxError, match="holds labels"):
        cut(tmp_path / "labels", Limits(3, 1e9))
