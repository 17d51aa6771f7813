"""A folder of pictures with what is written on them: labels.csv, or one sub-folder per digit."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuzi.errors import DataSetError

__all__ = ["LABELS", "LabelledPicture", "PictureFolder", "holds_pictures", "open_folder"]

LABELS = "labels.csv"
"""The file that says what is written on the pictures beside it."""

_DIGITS = tuple("0123456789")
_PICTURES = "images"
_REQUIRED = ("file", "text")
_ROWS_OF_DIGITS = re.compile(r"([0-9]+( [0-9]+)*)?")


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """A picture and what is written on it.

    Attributes:
        path: the picture, not yet looked at.
        text: its digits, a space between rows of writing; empty where it holds no digit.
        extra: the other columns of its line in labels.csv.
    """

    path: Path
    text: str
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """A folder's labelled pictures, in the order of labels.csv or of the sub-folders' names."""

    path: Path
    items: tuple[LabelledPicture, ...]

    def __len__(self) -> int:
        return len(self.items)


def holds_pictures(path: str | Path) -> bool:
    """Whether the folder looks like one of labelled pictures: a look, no check."""
    folder = Path(path)
    return (folder / LABELS).is_file() or any((folder / digit).is_dir() for digit in _DIGITS)


def open_folder(path: str | Path) -> PictureFolder:
    """List the labelled pictures of a folder, without decoding any.

    Args:
        path: a folder with a ``labels.csv`` (columns ``file`` and ``text``; a file is looked for
            beside it, then in ``images/``), or with sub-folders named 0 to 9.

    Returns:
        At least one picture.

    Raises:
        DataSetError: it is neither, holds no picture, or a label does not fit.
    """
    folder = Path(path)
    try:
        items = tuple(_labelled(folder) if (folder / LABELS).is_file() else _sorted_out(folder))
    except OSError as error:
        raise DataSetError(
            error.filename or folder,
            f"cannot be read ({error.strerror})",
            "name a folder that exists and may be read",
        ) from error
    if not items:
        raise DataSetError(folder, "holds no labelled picture", "add pictures and their labels")
    return PictureFolder(folder, items)


def _labelled(folder: Path) -> Iterator[LabelledPicture]:
    labels = folder / LABELS
    try:
        # Spreadsheets start UTF-8 with a byte order mark.
        with labels.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            _check_columns(rows.fieldnames or (), labels)
            for row in rows:
                yield _picture(folder, row, f"{labels}, line {rows.line_num}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataSetError(
            labels, f"is not a CSV file in UTF-8 ({error})", "save it as one"
        ) from error


def _check_columns(columns: Sequence[str], labels: Path) -> None:
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise DataSetError(
            labels,
            f"has no column {' and no column '.join(missing)}; its columns are {list(columns)}",
            "start it with the line file,text and separate columns by commas",
        )


def _picture(folder: Path, row: dict[str, str], place: str) -> LabelledPicture:
    # DictReader's own marks for a line that is longer (None as key) or shorter (None as value).
    if None in row or None in row.values():
        raise DataSetError(place, "has not as many fields as the first line", "correct the line")
    name, text = (row.pop(column) for column in _REQUIRED)
    if not _ROWS_OF_DIGITS.fullmatch(text):
        raise DataSetError(
            place,
            f"the text {text!r} is not digits",
            "write digits, one space between rows of writing, or nothing where there is no digit",
        )
    return LabelledPicture(_existing(folder, name, place), text, row)


def _existing(folder: Path, name: str, place: str) -> Path:
    # On Windows what names a drive leads out too, without being absolute.
    if Path(name).anchor or ".." in Path(name).parts:
        raise DataSetError(
            place, f"the file {name!r} leads out of the folder", "move the picture into the folder"
        )
    for path in (folder / name, folder / _PICTURES / name):
        if path.is_file():
            return path
    raise DataSetError(
        place,
        f"the picture {name!r} is neither beside {LABELS} nor in {_PICTURES}/",
        "add the picture or delete the line",
    )


def _sorted_out(folder: Path) -> Iterator[LabelledPicture]:
    subfolders = [path for path in _visible(folder) if path.is_dir()]
    strange = [path.name for path in subfolders if path.name not in _DIGITS]
    if strange or not subfolders:
        others = f" only, but {', '.join(strange)}" if strange else ""
        raise DataSetError(
            folder,
            f"holds neither {LABELS} nor sub-folders named 0 to 9{others}",
            f"add a {LABELS} with the columns file,text, or sort the pictures into sub-folders",
        )
    for subfolder in subfolders:
        for path in _visible(subfolder):
            if path.is_dir():
                raise DataSetError(path, "is a folder among pictures", "move its pictures up")
            yield LabelledPicture(path, subfolder.name, {})


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
