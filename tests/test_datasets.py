import hashlib
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shuzi import datasets, idx
from shuzi.catalogue import MNIST_FILES, SETS
from shuzi.datasets import LabelledImages
from shuzi.downloads import RemoteFile
from shuzi.errors import DataSetError, IdxError
from shuzi.folders import open_folder

TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = MNIST_FILES


def some(count, seed):
    """Images that tell themselves apart, and labels of all ten digits in turn."""
    random = np.random.default_rng(seed)
    images = random.integers(0, 256, (count, 28, 28), np.uint8)
    return LabelledImages(images, np.arange(count, dtype=np.uint8) % 10)


TRAIN, TEST = some(48, seed=0), some(20, seed=1)


@pytest.fixture
def own(tmp_path):
    """A folder of one's own IDX files, good as it is."""
    contents = (TRAIN.images, TRAIN.labels, TEST.images, TEST.labels)
    for name, content in zip(MNIST_FILES, contents, strict=True):
        idx.write(tmp_path / name, content)
    return tmp_path


@pytest.fixture
def plain(own):
    """The same folder with its files unpacked."""
    for name in MNIST_FILES:
        idx.write(own / name.removesuffix(".gz"), idx.read(own / name))
        (own / name).unlink()
    return own


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SHUZI_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def draw(folder, text, count=1):
    """Dark strokes on white, side by side, as many as the digit says, and one."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        picture = np.full((50, 60), 255, np.uint8)
        for stroke in range(int(text) + 1):
            picture[10 : 35 + index % 5, 5 * stroke + 4 : 5 * stroke + 7] = 20
        Image.fromarray(picture).save(folder / f"{index:03}.png")


def same(left, right):
    return np.array_equal(left.images, right.images) and np.array_equal(left.labels, right.labels)


def test_ones_own_idx_files_need_no_checksum(own):
    data_set = datasets.load(own)

    assert data_set.name == own.name
    assert same(data_set.train_all, TRAIN)
    assert same(data_set.test, TEST)
    assert data_set.classes == tuple("0123456789")


def test_unpacked_files_and_other_integers_are_read_too(own):
    (own / TRAIN_LABELS).unlink()
    idx.write(own / "train-labels.idx1-ubyte", TRAIN.labels.astype(np.int32))

    assert same(datasets.load(str(own)).train_all, TRAIN)


def test_the_end_of_the_training_part_is_held_out(own):
    data_set = datasets.load(own)

    assert same(data_set.train, TRAIN.part(slice(0, 44)))
    assert same(data_set.validation, TRAIN.part(slice(44, 48)))


def test_plain_images_are_mapped_and_not_copied(plain):
    data_set = datasets.load(plain)

    for part in (data_set.train_all, data_set.train, data_set.validation, data_set.test):
        assert isinstance(part.images, np.memmap)
        assert not part.images.flags.writeable
    assert np.shares_memory(data_set.train.images, data_set.train_all.images)
    assert same(data_set.train_all, TRAIN)
    assert same(data_set.test, TEST)


def test_compressed_images_are_read_whatever_their_name(own):
    packed = own / TRAIN_IMAGES
    packed.rename(own / TRAIN_IMAGES.removesuffix(".gz"))
    data_set = datasets.load(own)

    assert not isinstance(data_set.train_all.images, np.memmap)
    assert same(data_set.train_all, TRAIN)


def test_what_a_checksum_vouches_for_is_read(plain, data, monkeypatch):
    files = tuple(
        RemoteFile(name, unpacked_md5=hashlib.md5(content, usedforsecurity=False).hexdigest())
        for name in MNIST_FILES
        if (content := (plain / name.removesuffix(".gz")).read_bytes())
    )
    named = replace(SETS["mnist"], remote=replace(SETS["mnist"].remote, files=files))
    monkeypatch.setattr(datasets, "SETS", {"mnist": named})
    data_set = datasets.load("mnist")
    images = data / TRAIN_IMAGES.removesuffix(".gz")
    images.write_bytes(bytes(images.stat().st_size))

    assert same(data_set.train_all, TRAIN)


def test_class_counts():
    assert LabelledImages(
        TEST.images[:3], np.array([1, 9, 1], np.uint8)
    ).class_counts().tolist() == [
        *(0, 2, 0, 0, 0),
        *(0, 0, 0, 0, 1),
    ]


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        (TRAIN_LABELS, TRAIN.labels[:-1], "hold 48 images and 47 labels"),
        (TEST_IMAGES, TEST.images[1:], "hold 19 images and 20 labels"),
        (TRAIN_LABELS, np.where(TRAIN.labels == 3, 10, TRAIN.labels), "label 3.* is 10, which"),
        (TEST_LABELS, np.full(20, -1, np.int32), "label 0.* is -1, which is no digit"),
        (TRAIN_IMAGES, np.zeros((48, 32, 32), np.uint8), "holds 32 x 32 images of uint8, 28 x 28"),
        (TRAIN_IMAGES, np.zeros((48, 28, 28), np.float32), "28 x 28 images of float32"),
    ],
)
def test_files_that_do_not_fit(own, name, content, cause):
    idx.write(own / name, content.astype(np.uint8) if content.dtype == np.int64 else content)

    with pytest.raises(DataSetError, match=cause) as caught:
        datasets.load(own)
    assert str(own / name) in caught.value.subject


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (TRAIN.images.astype(np.float32), "28 x 28 images of float32"),
        (TRAIN.images[:0], "holds no images"),
        (TRAIN.labels, r"holds labels \(rank 1\) instead of images"),
    ],
)
def test_a_mapped_file_that_does_not_fit(plain, content, cause):
    idx.write(plain / TRAIN_IMAGES.removesuffix(".gz"), content)
    idx.write(plain / TRAIN_LABELS.removesuffix(".gz"), TRAIN.labels[: len(content)])

    with pytest.raises((DataSetError, IdxError), match=cause):
        datasets.load(plain)


def test_images_and_labels_of_different_counts_are_both_named(own):
    idx.write(own / TRAIN_LABELS, TRAIN.labels[:-1])

    with pytest.raises(DataSetError) as caught:
        datasets.load(own)
    assert TRAIN_IMAGES in caught.value.subject
    assert TRAIN_LABELS in caught.value.subject


def test_an_empty_set(own):
    idx.write(own / TEST_IMAGES, TEST.images[:0])
    idx.write(own / TEST_LABELS, TEST.labels[:0])

    with pytest.raises(DataSetError, match=f"{TEST_IMAGES}: holds no images"):
        datasets.load(own)


def test_a_single_training_image_cannot_be_divided(own):
    idx.write(own / TRAIN_IMAGES, TRAIN.images[:1])
    idx.write(own / TRAIN_LABELS, TRAIN.labels[:1])

    with pytest.raises(DataSetError, match="holds 1 image"):
        datasets.load(own)


def test_swapped_files_are_told_by_their_rank(own):
    (own / TRAIN_IMAGES).rename(own / "images")
    (own / TRAIN_LABELS).rename(own / TRAIN_IMAGES)
    (own / "images").rename(own / TRAIN_LABELS)

    with pytest.raises(IdxError, match=r"holds labels \(rank 1\) instead of images \(rank 3\)"):
        datasets.load(own)


def test_a_missing_file_is_named(own):
    (own / TEST_LABELS).unlink()

    with pytest.raises(DataSetError, match=f"holds no {TEST_LABELS}"):
        datasets.load(own)


def test_an_unknown_name_lists_the_known_ones(tmp_path):
    with pytest.raises(DataSetError, match="mnist, fashion-mnist, kmnist, qmnist, emnist-digits"):
        datasets.load("mnits")
    with pytest.raises(DataSetError, match="is neither a data set's name nor a folder"):
        datasets.load(tmp_path / "mnist")


def test_a_damaged_official_file_is_told_by_its_damage(own, data):
    content = (own / TRAIN_IMAGES).read_bytes()
    (own / TRAIN_IMAGES).write_bytes(content[: len(content) // 2])

    with pytest.raises(IdxError, match=f"{data / TRAIN_IMAGES}: its gzip data is damaged"):
        datasets.load("mnist")


@pytest.mark.usefixtures("own")
def test_other_data_under_an_official_name_is_refused(data):
    with pytest.raises(DataSetError, match="is not the official file") as caught:
        datasets.load("mnist")
    assert caught.value.subject == str(data / TRAIN_IMAGES)


def test_emnist_is_turned_upright(data):
    contents = (TRAIN.images.swapaxes(1, 2), TRAIN.labels, TEST.images.swapaxes(1, 2), TEST.labels)
    for file, content in zip(SETS["emnist-digits"].remote.files, contents, strict=True):
        idx.write(data / "gzip" / file.name, content)
    data_set = datasets.load("emnist-digits")

    assert same(data_set.train_all, TRAIN)
    assert same(data_set.test, TEST)


def test_qmnist_has_its_class_in_the_first_column(data):
    for part, name in ((TRAIN, "train"), (TEST, "test")):
        rows = np.column_stack([part.labels, *[part.labels + 20] * 7]).astype(np.int32)
        # Unpacked, because of the official ones only the packed checksums are known.
        idx.write(data / "QMNIST" / "raw" / f"qmnist-{name}-images-idx3-ubyte", part.images)
        idx.write(data / "QMNIST" / "raw" / f"qmnist-{name}-labels-idx2-int", rows)

    assert same(datasets.load("qmnist").train_all, TRAIN)


def test_fashion_mnist_is_not_looked_for_where_mnist_lies(data):
    folder = data / "FashionMNIST" / "raw"
    contents = (TRAIN.images, TRAIN.labels, TEST.images, TEST.labels)
    for name, content in zip(MNIST_FILES, contents, strict=True):
        idx.write(folder / name.removesuffix(".gz"), content)
        idx.write(data / name, content)
    data_set = datasets.load("fashion-mnist")

    assert data_set.classes[9] == "Ankle boot"
    assert same(data_set.test, TEST)


def test_every_named_set_is_complete():
    for name, named in SETS.items():
        assert named.remote.name == name
        assert len(named.remote.files) == 4
        assert len(set(named.classes)) == 10
        assert all(url.endswith("/") for url in named.remote.mirrors)
        assert named.remote.archive or all(file.md5 for file in named.remote.files)


def test_a_folder_of_pictures_is_divided_by_digit(tmp_path):
    for digit in "0123456789":
        draw(tmp_path / digit, digit, count=20)
    data_set = datasets.load(tmp_path)

    assert data_set.train.class_counts().tolist() == [16] * 10
    assert data_set.validation.class_counts().tolist() == [2] * 10
    assert data_set.test.class_counts().tolist() == [2] * 10
    assert same(datasets.load(tmp_path).test, data_set.test)


def test_no_picture_is_in_two_parts(tmp_path):
    draw(tmp_path / "1", "1", count=5)
    draw(tmp_path / "2", "2", count=4)
    everything = datasets.frames(open_folder(tmp_path)).images
    data_set = datasets.load(tmp_path)
    parts = [data_set.train, data_set.validation, data_set.test]

    assert sum(map(len, parts)) == 9
    together = np.concatenate([part.images for part in parts]).reshape(9, -1)
    assert sorted(together.tolist()) == sorted(everything.images.reshape(9, -1).tolist())


def test_folders_that_are_divided_already_stay_so(tmp_path):
    for digit in "012":
        draw(tmp_path / "train" / digit, digit, count=10)
    draw(tmp_path / "test" / "2", "2", count=3)
    data_set = datasets.load(tmp_path)

    assert data_set.train.class_counts()[:3].tolist() == [9, 9, 9]
    assert data_set.validation.class_counts()[:3].tolist() == [1, 1, 1]
    assert same(data_set.test, datasets.frames(open_folder(tmp_path / "test")).images)


def test_a_folder_with_half_of_its_parts(tmp_path):
    draw(tmp_path / "train" / "1", "1", count=10)

    with pytest.raises(DataSetError, match="test: cannot be read"):
        datasets.load(tmp_path)


def test_too_few_pictures_to_divide(tmp_path):
    draw(tmp_path / "1", "1", count=2)

    with pytest.raises(DataSetError, match="too few pictures"):
        datasets.load(tmp_path)


def test_a_folder_without_labels(tmp_path):
    draw(tmp_path, "1", count=2)

    with pytest.raises(DataSetError, match=r"holds neither labels\.csv nor sub-folders"):
        datasets.load(tmp_path)


def test_pictures_become_frames_in_their_order(tmp_path):
    draw(tmp_path, "1", count=3)
    (tmp_path / "labels.csv").write_text("file,text\n002.png,4\n000.png,7\n")
    framed = datasets.frames(open_folder(tmp_path)).images

    assert framed.images.shape == (2, 28, 28)
    assert framed.images.dtype == framed.labels.dtype == np.uint8
    assert framed.labels.tolist() == [4, 7]
    assert framed.images.max(axis=(1, 2)).tolist() == [255, 255]
    assert not framed.images[:, 0].any()


def test_a_picture_in_which_no_ink_is_found_is_left_out_and_named(tmp_path):
    for digit in "123":
        draw(tmp_path / digit, digit, count=4)
    blank = tmp_path / "2" / "blank.png"
    Image.new("L", (60, 60), 255).save(blank)
    data_set = datasets.load(tmp_path)

    assert data_set.without_ink == (blank,)
    assert len(data_set.train_all) + len(data_set.test) == 12


def test_pictures_left_out_of_both_parts_are_named(tmp_path):
    for part in ("train", "test"):
        draw(tmp_path / part / "1", "1", count=4)
        Image.new("L", (60, 60), 255).save(tmp_path / part / "1" / "blank.png")

    names = [path.relative_to(tmp_path).parts[0] for path in datasets.load(tmp_path).without_ink]
    assert names == ["train", "test"]


def test_a_folder_of_blank_pictures(tmp_path):
    (tmp_path / "1").mkdir()
    Image.new("L", (60, 60), 255).save(tmp_path / "1" / "blank.png")

    with pytest.raises(DataSetError, match="in none of them ink was found"):
        datasets.load(tmp_path)


@pytest.mark.parametrize("text", ["", "12", "1 2"])
def test_a_picture_of_another_number_of_digits_is_no_frame(tmp_path, text):
    draw(tmp_path, "1")
    (tmp_path / "labels.csv").write_text(f"file,text\n000.png,{text}\n")

    with pytest.raises(DataSetError, match=f"its text is '{text}', one digit was expected"):
        datasets.frames(open_folder(tmp_path))


def test_mnist_itself():
    data = os.environ.get("SHUZI_DATA")
    if not data or not (Path(data) / "mnist").is_dir():
        pytest.skip("SHUZI_DATA names no folder with MNIST")
    data_set = datasets.load("mnist")

    assert (len(data_set.train), len(data_set.validation), len(data_set.test)) == (
        *(55_000, 5_000, 10_000),
    )
    assert data_set.train_all.class_counts().tolist() == [
        *(5923, 6742, 5958, 6131, 5842),
        *(5421, 5918, 6265, 5851, 5949),
    ]
    assert data_set.test.labels[:5].tolist() == [7, 2, 1, 0, 4]
