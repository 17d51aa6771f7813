import gzip
import hashlib
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shuzi import idx
from shuzi.errors import IdxError

ARRAYS = hnp.arrays(
    dtype=st.sampled_from(["u1", "i1", ">i2", "<i2", "<i4", "<f4", ">f8", "<f8"]),
    shape=hnp.array_shapes(min_dims=0, max_dims=6, min_side=0, max_side=4),
)
# Written by hand from the format's description, not by our encoder: two images of 2 x 3.
IMAGES = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
IMAGES_FILE = struct.pack(">BBBBIII12B", 0, 0, 0x08, 3, 2, 2, 3, *range(12))
LABELS_FILE = struct.pack(">BBBBI2B", 0, 0, 0x08, 1, 2, 7, 1)


def same(left, right):
    return left.dtype == right.dtype and np.array_equal(
        left, right, equal_nan=left.dtype.kind == "f"
    )


@pytest.fixture
def write(tmp_path):
    def write(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_reads_what_the_format_describes(write, pack):
    assert same(idx.read(write(pack(IMAGES_FILE))), IMAGES)


@pytest.mark.parametrize(
    ("code", "letter", "dtype"),
    [
        (0x08, "B", np.uint8),
        (0x09, "b", np.int8),
        (0x0B, "h", np.int16),
        (0x0C, "i", np.int32),
        (0x0D, "f", np.float32),
        (0x0E, "d", np.float64),
    ],
)
def test_every_element_type_is_big_endian_in_the_file_and_native_in_memory(code, letter, dtype):
    content = struct.pack(f">BBBBI3{letter}", 0, 0, code, 1, 3, 1, 2, 100)
    values = np.array([1, 2, 100], dtype)

    assert same(idx.decode(content), values)
    assert idx.encode(values) == content


@given(ARRAYS, st.sampled_from(["a", "a.gz"]))
def test_what_is_written_is_read_and_mapped(tmp_path_factory, array, name):
    path = tmp_path_factory.mktemp("idx") / name
    idx.write(path, array)
    native = array.astype(array.dtype.newbyteorder("="))

    assert same(idx.read(path), native)
    if name == "a":
        assert same(idx.memory_map(path).astype(native.dtype), native)


@given(ARRAYS)
def test_decoding_undoes_encoding(array):
    content = idx.encode(array)
    native = array.astype(array.dtype.newbyteorder("="))

    assert same(idx.decode(content), native)
    assert same(idx.decode(gzip.compress(content)), native)


@settings(max_examples=300)
@given(st.data(), st.sampled_from([IMAGES_FILE, gzip.compress(IMAGES_FILE, mtime=0)]))
def test_mutated_bytes_give_an_array_or_an_idx_error(data, content):
    damaged = bytearray(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        damaged[place] = data.draw(st.integers(0, 255))
    kept = damaged[: data.draw(st.integers(0, len(damaged)))]
    try:
        array = idx.decode(bytes(kept))
    except IdxError:
        return
    assert array.nbytes <= len(IMAGES_FILE)


def test_a_file_of_the_most_axes_that_numpy_holds():
    array = np.zeros((1,) * 64, np.uint8)

    assert idx.decode(idx.encode(array)).shape == array.shape


def test_a_gzip_of_several_members_is_one_file(write):
    path = write(gzip.compress(IMAGES_FILE[:20]) + gzip.compress(IMAGES_FILE[20:]))

    assert same(idx.read(path), IMAGES)


def test_compressed_files_do_not_depend_on_the_time(tmp_path, monkeypatch):
    idx.write(tmp_path / "a.gz", IMAGES)
    monkeypatch.setattr("time.time", lambda: 2e9)
    idx.write(tmp_path / "b.gz", IMAGES)

    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_a_memory_map_cannot_be_written_to(write):
    mapped = idx.memory_map(write(IMAGES_FILE))

    assert isinstance(mapped, np.memmap)
    assert np.array_equal(mapped, IMAGES)
    with pytest.raises(ValueError, match="read-only"):
        mapped[0] = 1


def test_an_array_that_was_read_can_be_written_to(write):
    idx.read(write(IMAGES_FILE))[0] = 1


BAD_FILES = {
    "empty": (b"", r"is empty \(0 bytes\)"),
    "wrong magic": (b"\x89PNG\r\n\x1a\n", "is not an IDX file: it starts with 89 50 4e 47"),
    "unknown element type": (b"\0\0\x0a\x01\0\0\0\x01\0", "is not an IDX file"),
    "only a beginning": (b"\0\0", "is not an IDX file"),
    "ends within its header": (IMAGES_FILE[:9], "ends within its header of 3 sizes"),
    "truncated": (IMAGES_FILE[:-1], "truncated: its header declares 28 bytes, 27 are there"),
    "oversized": (IMAGES_FILE + b"\0", "too long: its header declares 28 bytes, 29 are there"),
    "more axes than numpy's": (b"\0\0\x08\x41" + bytes([0, 0, 0, 1]) * 65, "has 65 axes"),
    "impossible shape": (b"\0\0\x08\x03\0\0\0\0" + b"\xff" * 8 * 2, "impossible shape"),
    "impossible zero shape": (b"\0\0\x0e\x05\0\0\0\0" + b"\xff" * 16, "impossible shape"),
    "gzip of nothing": (gzip.compress(b""), "it starts with nothing"),
    "gzip that ends early": (gzip.compress(IMAGES_FILE)[:-9], "gzip data is damaged"),
    "gzip without its checksum": (gzip.compress(IMAGES_FILE)[:-8], "gzip data is damaged"),
    "gzip of a truncated file": (
        gzip.compress(IMAGES_FILE[:-1]),
        "truncated: its header declares 28 bytes, 27 are there",
    ),
    "gzip of too much": (gzip.compress(IMAGES_FILE + b"\0"), "holds more than the 28 bytes"),
    "gzip and garbage": (gzip.compress(IMAGES_FILE) + b"garbage", "gzip data is damaged"),
    "gzip bomb": (
        gzip.compress(struct.pack(">BBBBII", 0, 0, 8, 2, 2**31, 2**30)),
        "declares 2,305,843,009,213,693,964 bytes, more than 3. compressed bytes can hold",
    ),
}


@pytest.mark.parametrize(("content", "cause"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_named_with_its_fault(write, content, cause):
    path = write(content)

    with pytest.raises(IdxError, match=cause) as caught:
        idx.read(path)
    assert caught.value.subject == str(path)
    assert caught.value.remedy


@pytest.mark.parametrize("name", [name for name in BAD_FILES if "gzip" not in name])
def test_a_bad_file_is_not_mapped_and_has_the_same_fault(write, name):
    content, cause = BAD_FILES[name]
    with pytest.raises(IdxError, match=cause):
        idx.memory_map(write(content))


def test_a_compressed_file_is_not_mapped(write):
    with pytest.raises(IdxError, match="is compressed and cannot be mapped; unpack it"):
        idx.memory_map(write(gzip.compress(IMAGES_FILE)))


def test_what_is_compressed_is_told_by_content(write, tmp_path):
    assert idx.is_compressed(write(gzip.compress(IMAGES_FILE), "plain-by-name"))
    assert not idx.is_compressed(write(IMAGES_FILE, "compressed-by-name.gz"))
    assert not idx.is_compressed(write(b"", "empty"))
    with pytest.raises(IdxError, match="No such file"):
        idx.is_compressed(tmp_path / "missing")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say so how large memory is")
def test_a_map_may_be_larger_than_memory(tmp_path):
    # Twice as large: Linux refuses a map of so much that may be written to.
    count = 2 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    path = tmp_path / "sparse"
    path.write_bytes(struct.pack(">BBBBIII", 0, 0, 0x08, 3, count, 2**10, 2**10))
    os.truncate(path, path.stat().st_size + count * 2**20)

    assert idx.memory_map(path).shape == (count, 2**10, 2**10)


def test_every_flipped_bit_of_compressed_pixels_is_noticed():
    content = gzip.compress(IMAGES_FILE, mtime=0)
    # The ten bytes of gzip's own header hold a time and flags that change nothing.
    for bit in range(10 * 8, len(content) * 8):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        try:
            assert same(idx.decode(bytes(damaged)), IMAGES)
        except IdxError:
            continue


def test_the_wrong_rank_says_what_the_file_holds(write):
    with pytest.raises(IdxError, match=r"holds labels \(rank 1\) instead of images \(rank 3\)"):
        idx.read(write(LABELS_FILE), rank=3)
    with pytest.raises(IdxError, match=r"holds images \(rank 3\) instead of an array of rank 2"):
        idx.read(write(IMAGES_FILE), rank=2)
    with pytest.raises(IdxError, match=r"holds labels \(rank 1\) instead of images \(rank 3\)"):
        idx.memory_map(write(LABELS_FILE), rank=3)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(IdxError, match="No such file"):
        idx.read(tmp_path / "missing")
    with pytest.raises(IdxError, match="Is a directory"):
        idx.memory_map(tmp_path)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="this user may read every file"
)
def test_a_file_that_may_not_be_read_is_named(write):
    path = write(IMAGES_FILE)
    path.chmod(0)
    with pytest.raises(IdxError, match="Permission denied"):
        idx.read(path)


@pytest.mark.parametrize("dtype", [np.int64, np.bool_, np.complex64, np.float16, object])
def test_what_idx_cannot_say_is_not_written(tmp_path, dtype):
    with pytest.raises(IdxError, match="IDX has no such element type"):
        idx.write(tmp_path / "a", np.zeros(3, dtype))
    assert not list(tmp_path.iterdir())


def test_an_axis_longer_than_idx_can_say_is_not_written():
    with pytest.raises(IdxError, match="an axis is longer"):
        idx.encode(np.zeros((2**32, 0), np.uint8))


def test_mnist_itself():
    if not (data := os.environ.get("SHUZI_DATA")):
        pytest.skip("SHUZI_DATA names no folder with MNIST")
    labels = idx.read(Path(data) / "mnist" / "t10k-labels-idx1-ubyte.gz", rank=1)

    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    digest = hashlib.md5(idx.encode(labels), usedforsecurity=False).hexdigest()
    assert digest == "27ae3e4e09519cfbb04c329615203637"
