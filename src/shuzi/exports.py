"""A data set written out for other programs: PNG files, NumPy, CSV or MATLAB."""

import csv
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from shuzi.datasets import DataSet, LabelledImages
from shuzi.errors import DataSetError, MissingExtraError
from shuzi.files import written_whole

__all__ = ["Format", "Progress", "export", "new_folder"]

Format = Literal["png", "npz", "csv", "mat"]
Progress = Callable[[int], object]
"""Is told how many more images are written; the calls add up to all images."""

_ROWS = 1_000  # of a CSV file, turned to Python's numbers at a time


def export(data_set: DataSet, to: Format, out: Path, progress: Progress) -> None:
    """Write a data set's whole training part and its test part, all or nothing.

    - ``png``: a folder with ``train/<label>/<index>.png`` and ``test/…``; the index, in five
      digits, counts from 0 in the set's order.
    - ``npz``: a file with the uint8 arrays ``train_images`` [N, 28, 28], ``train_labels`` [N],
      ``test_images`` and ``test_labels``.
    - ``csv``: a folder with ``train.csv`` and ``test.csv``, each a header line
      ``label,pixel0,…,pixel783`` and a line for an image, as Kaggle gives MNIST.
    - ``mat``: a file for MATLAB or Octave with the same four uint8 arrays, images as
      28 x 28 x 1 x N, where ``train_images(:, :, 1, i)`` stands upright, and labels as N x 1.

    Args:
        data_set: what is written.
        to: the format.
        out: the file or folder to make; of a folder, an empty one may exist.
        progress: called as it goes on.

    Raises:
        DataSetError: ``out`` exists already.
        MissingExtraError: ``mat`` without SciPy.
    """
    out = out.resolve()
    _check_free(out, folder=to in {"png", "csv"})
    _WRITERS[to](data_set, out, progress)


def _write_png(data_set: DataSet, out: Path, progress: Progress) -> None:
    with new_folder(out) as folder:
        for name, part in _parts(data_set):
            for label in np.unique(part.labels):
                (folder / name / str(label)).mkdir(parents=True)
            for index, (image, label) in enumerate(zip(part.images, part.labels, strict=True)):
                Image.fromarray(image).save(folder / name / str(label) / f"{index:05}.png")
                progress(1)


def _write_csv(data_set: DataSet, out: Path, progress: Progress) -> None:
    with new_folder(out) as folder:
        for name, part in _parts(data_set):
            table = np.column_stack([part.labels, part.images.reshape(len(part), -1)])
            header = ["label", *(f"pixel{place}" for place in range(table.shape[1] - 1))]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                lines = csv.writer(file, lineterminator="\n")
                lines.writerow(header)
                for start in range(0, len(table), _ROWS):
                    rows = table[start : start + _ROWS].tolist()
                    lines.writerows(rows)
                    progress(len(rows))


def _write_npz(data_set: DataSet, out: Path, progress: Progress) -> None:
    # An open file, because to a bare name numpy would add its suffix.
    with written_whole(out) as beside, beside.open("wb") as file:
        np.savez_compressed(
            file,
            train_images=data_set.train_all.images,
            train_labels=data_set.train_all.labels,
            test_images=data_set.test.images,
            test_labels=data_set.test.labels,
        )
    progress(len(data_set.train_all) + len(data_set.test))


def _write_mat(data_set: DataSet, out: Path, progress: Progress) -> None:
    try:
        from scipy.io import savemat
    except ImportError as error:
        raise MissingExtraError("a .mat file", "train") from error
    arrays = {}
    for name, part in _parts(data_set):
        arrays[f"{name}_images"] = part.images.transpose(1, 2, 0)[:, :, np.newaxis]
        arrays[f"{name}_labels"] = part.labels[:, np.newaxis]
    with written_whole(out) as beside, beside.open("wb") as file:
        savemat(file, arrays, do_compression=True)
    progress(len(data_set.train_all) + len(data_set.test))


_WRITERS: dict[Format, Callable[[DataSet, Path, Progress], None]] = {
    "png": _write_png,
    "csv": _write_csv,
    "npz": _write_npz,
    "mat": _write_mat,
}


def _parts(data_set: DataSet) -> Iterator[tuple[str, LabelledImages]]:
    yield "train", data_set.train_all
    yield "test", data_set.test


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` to write to, and rename it to ``path`` once all is written.

    Where the block raises, what it wrote is removed. An empty folder may be there before.

    Raises:
        DataSetError: ``path`` exists already.
    """
    _check_free(path, folder=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    beside.mkdir()
    try:
        yield beside
        if path.is_dir():
            path.rmdir()  # an empty one may be there, and not every system renames onto it
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside)
        raise


def _check_free(out: Path, *, folder: bool) -> None:
    """Refuse what is there already; where a folder is to be made, an empty one may be."""
    may_be_there = folder and out.is_dir() and not any(out.iterdir())
    if out.exists() and not may_be_there:
        raise DataSetError(out, "exists already", "name another place, or move it away")
