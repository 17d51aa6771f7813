"""Data sets of single digits: named ones, own IDX files and folders of pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi import downloads, framing, idx, pictures
from shuzi.catalogue import DIGITS, MNIST_FILES, SETS, NamedSet
from shuzi.downloads import LocalFile, RemoteFile
from shuzi.errors import DataSetError
from shuzi.folders import PictureFolder, open_folder
from shuzi.layout.ink import find_ink
from shuzi.layout.single import find_mark

__all__ = ["VALIDATION_IMAGES", "DataSet", "Frames", "LabelledImages", "frames", "load"]

VALIDATION_IMAGES = 5_000
"""How many images at the end of a training part are held back to choose by; of small sets fewer."""

_VALIDATION_SHARE = VALIDATION_IMAGES / 60_000  # what that is of MNIST's training part
_PICTURE_SHARE = 0.1  # of a folder of pictures: for the test, and as many for validation
_SPLIT_SEED = 1
_CUT_UP = "cut it into pictures of one digit each"


@dataclass(frozen=True, slots=True, eq=False)
class LabelledImages:
    """Images and the class of each.

    Attributes:
        images: uint8 [N, 28, 28], bright ink on 0; read-only where they are a mapped file.
        labels: uint8 [N], 0 to 9.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, places: slice | NDArray[np.intp]) -> "LabelledImages":
        """Those at ``places``: views for a slice, copies for indices."""
        return LabelledImages(self.images[places], self.labels[places])

    def class_counts(self) -> NDArray[np.intp]:
        """How many images each class has: [10]."""
        return np.bincount(self.labels, minlength=len(DIGITS))


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """A data set, in what is trained on, what is chosen by, and what is reported on.

    Attributes:
        name: the set's name, or its folder's.
        train_all: the whole training part.
        held_out: how many images at its end are the validation part; at least 1.
        test: read once, for a number that is reported.
        classes: what the labels 0 to 9 stand for.
        without_ink: pictures of its folder that are in no part, since no ink was found in them.
    """

    name: str
    train_all: LabelledImages
    held_out: int
    test: LabelledImages
    classes: tuple[str, ...] = DIGITS
    without_ink: tuple[Path, ...] = ()

    @property
    def train(self) -> LabelledImages:
        """The training part without what is held out; views."""
        return self.train_all.part(slice(None, -self.held_out))

    @property
    def validation(self) -> LabelledImages:
        """What is held out of the training part; views."""
        return self.train_all.part(slice(-self.held_out, None))


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """A folder's pictures in MNIST's frame.

    Attributes:
        images: them and their digits, in the folder's order.
        without_ink: those left out, since no ink was found in them.
    """

    images: LabelledImages
    without_ink: tuple[Path, ...]


def load(name_or_folder: str | Path) -> DataSet:
    """Load a data set.

    Images of one's own in plain IDX files are mapped into memory and not read, so that they may be
    more than it holds; all others are read.

    Args:
        name_or_folder: a name of `shuzi.catalogue.SETS`; or a folder with IDX files named as
            MNIST's are, with sub-folders ``train`` and ``test`` of pictures, or of pictures
            itself. IDX files and named sets are validated on the end of their training part,
            pictures on a tenth of each digit's, drawn with a fixed seed; where a folder of
            pictures has no sub-folders ``train`` and ``test``, another tenth is drawn for the
            test: 80 %, 10 % and 10 %.

    Returns:
        The set, checked.

    Raises:
        DataSetError: there is no such set, a part of it is missing, or labels do not fit images.
        DownloadError: it is not on this machine and could not be fetched.
        IdxError: one of its IDX files is damaged, or holds something else.
        PictureError: one of its pictures cannot be read.
    """
    if isinstance(name_or_folder, str) and name_or_folder in SETS:
        named = SETS[name_or_folder]
        return _from_idx(name_or_folder, downloads.locate(named.remote), named)
    folder = Path(name_or_folder)
    if not folder.is_dir():
        raise DataSetError(
            folder,
            "is neither a data set's name nor a folder",
            f"give one of {', '.join(SETS)}, or a folder of IDX files or of pictures",
        )
    files = [LocalFile(path, RemoteFile(path.name)) for path in _idx_files(folder)]
    if files:
        return _from_idx(folder.resolve().name, files, SETS["mnist"])
    if (folder / "train").is_dir() or (folder / "test").is_dir():
        train, test = (frames(open_folder(folder / part)) for part in ("train", "test"))
        divided = _with_validation(folder, train.images, test.images, _PICTURE_SHARE)
        return replace(divided, without_ink=(*train.without_ink, *test.without_ink))
    framed = frames(open_folder(folder))
    return replace(_split(folder, framed.images), without_ink=framed.without_ink)


def frames(folder: PictureFolder) -> Frames:
    """Bring every picture of a folder into MNIST's frame.

    Args:
        folder: pictures of one digit each.

    Returns:
        At least one frame.

    Raises:
        DataSetError: a picture's text is not one digit, or no picture shows ink.
        PictureError: a picture cannot be read.
    """
    for picture in folder.items:
        if len(picture.text) != 1:
            raise DataSetError(
                picture.path, f"its text is {picture.text!r}, one digit was expected", _CUT_UP
            )
    images, labels, without_ink = [], [], []
    for picture in folder.items:
        frame = _frame(picture.path)
        if frame is None:
            without_ink.append(picture.path)
        else:
            images.append(frame)
            labels.append(int(picture.text))
    if not images:
        raise DataSetError(
            folder.path,
            f"holds {len(without_ink):,} pictures, and in none of them ink was found",
            "give pictures of a digit each, some pixels larger than the digit on every side",
        )
    return Frames(LabelledImages(np.stack(images), np.array(labels, np.uint8)), tuple(without_ink))


def _frame(path: Path) -> NDArray[np.uint8] | None:
    """The frame of a picture's one digit, found as the reader finds it; None without ink."""
    mark = find_mark(find_ink(pictures.load(path).grey))
    return None if mark is None else framing.frame_ink(mark.ink)


def _idx_files(folder: Path) -> list[Path]:
    found = [downloads.find_in(folder, name) for name in MNIST_FILES]
    missing = [name for name, path in zip(MNIST_FILES, found, strict=True) if not path]
    if 0 < len(missing) < len(MNIST_FILES):
        raise DataSetError(folder, f"holds no {', no '.join(missing)}", "add the missing files")
    return [path for path in found if path]


def _from_idx(name: str, files: Sequence[LocalFile], like: NamedSet) -> DataSet:
    train_images, train_labels, test_images, test_labels = files
    train = _read_part(train_images, train_labels, like)
    test = _read_part(test_images, test_labels, like)
    if len(train) == 1:
        raise DataSetError(
            train_images.path, "holds 1 image", "give at least 2: to train on, and to validate"
        )
    held_out = min(VALIDATION_IMAGES, max(1, round(len(train) * _VALIDATION_SHARE)))
    return DataSet(name, train, held_out, test, like.classes)


def _read_part(image_file: LocalFile, label_file: LocalFile, like: NamedSet) -> LabelledImages:
    # Decoded before it is verified: what is wrong inside a damaged file says more than a checksum.
    images = _open_images(image_file)
    labels = idx.read(label_file.path, rank=like.label_rank)
    image_file.verify()
    label_file.verify()
    if like.label_rank > 1:
        labels = labels[:, 0]
    if len(images) != len(labels):
        raise DataSetError(
            f"{image_file.path} and {label_file.path}",
            f"hold {len(images):,} images and {len(labels):,} labels",
            "give files of the same part of the same data set",
        )
    _check_images(images, image_file.path)
    _check_labels(labels, label_file.path)
    if like.transposed:
        images = np.ascontiguousarray(images.swapaxes(1, 2))
    return LabelledImages(images, labels.astype(np.uint8))


def _open_images(file: LocalFile) -> NDArray[Any]:
    # What a checksum vouches for is read: a mapped file can still change once it is verified.
    if file.published.unpacked_md5 or idx.is_compressed(file.path):
        return idx.read(file.path, rank=3)
    return idx.memory_map(file.path, rank=3)


def _check_images(images: NDArray[np.generic], path: Path) -> None:
    if not len(images):
        raise DataSetError(path, "holds no images", "give a file with some")
    side = framing.FRAME
    if images.shape[1:] != (side, side) or images.dtype != np.uint8:
        height, width = images.shape[1:]
        raise DataSetError(
            path,
            f"holds {height} x {width} images of {images.dtype.name}, "
            f"{side} x {side} of uint8 were expected",
            "give the digits as pictures instead, which are framed",
        )


def _check_labels(labels: NDArray[np.generic], path: Path) -> None:
    wrong = np.flatnonzero(~np.isin(labels, np.arange(len(DIGITS))))
    if len(wrong):
        raise DataSetError(
            path,
            f"label {wrong[0]}, counted from 0, is {labels[wrong[0]]}, which is no digit",
            "correct it, or leave the image and its label out",
        )


def _split(folder: Path, framed: LabelledImages) -> DataSet:
    chosen = _drawn_from_each_digit(framed.labels, _PICTURE_SHARE)
    rest = np.setdiff1d(np.arange(len(framed)), chosen)
    return _with_validation(
        folder,
        framed.part(rest),
        framed.part(chosen),
        _PICTURE_SHARE / (1 - _PICTURE_SHARE),
    )


def _with_validation(
    folder: Path, train: LabelledImages, test: LabelledImages, share: float
) -> DataSet:
    held_out = _drawn_from_each_digit(train.labels, share)
    if not len(held_out) or not len(test):
        raise DataSetError(
            folder, "holds too few pictures to divide", "give at least 3 of one digit"
        )
    rest = np.setdiff1d(np.arange(len(train)), held_out)
    ordered = train.part(np.concatenate([rest, held_out]))
    return DataSet(folder.resolve().name, ordered, len(held_out), test)


def _drawn_from_each_digit(labels: NDArray[np.uint8], share: float) -> NDArray[np.intp]:
    """Places of a share of each digit's images: at least 1 where it has 2."""
    random = np.random.default_rng(_SPLIT_SEED)
    drawn = []
    for digit in np.unique(labels):
        places = random.permutation(np.flatnonzero(labels == digit))
        drawn.append(places[: max(round(len(places) * share), 1 if len(places) > 1 else 0)])
    return np.sort(np.concatenate(drawn))
