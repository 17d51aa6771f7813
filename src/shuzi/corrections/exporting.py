"""Corrections as a data-set folder: labels.csv, and the crops in images/."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from shuzi.corrections.store import Correction, CorrectionStore
from shuzi.errors import CorrectionsError

__all__ = ["export_folder", "export_zip"]

_LABELS = "labels.csv"
_IMAGES = "images"
_HEADER = ("file", "text", "read", "confidence", "model", "created")


def export_folder(store: CorrectionStore, folder: Path) -> int:
    """Write all corrections into a folder, which ``shuzi evaluate --data`` reads.

    Args:
        store: where they are.
        folder: is made; an empty one may exist.

    Returns:
        How many there were.

    Raises:
        CorrectionsError: there are none, the folder is not empty, or the database fails.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CorrectionsError(folder, "is not empty", "name a folder that does not exist yet")
    if not store.count():
        raise CorrectionsError(store.place, "holds no corrections", "correct something first")
    (folder / _IMAGES).mkdir(parents=True, exist_ok=True)
    files = 0
    for name, content in _files(store):
        (folder / name).write_bytes(content)
        files += 1
    return files - 1  # labels.csv is none


def export_zip(store: CorrectionStore, file: IO[bytes]) -> None:
    """Write all corrections into a ZIP file of the same folder; without any, just its header.

    Raises:
        CorrectionsError: the database fails.
    """
    with zipfile.ZipFile(file, "w") as archive:  # stored: PNG is compressed already
        for name, content in _files(store):
            archive.writestr(name, content)


def _files(store: CorrectionStore) -> Iterator[tuple[str, bytes]]:
    """The crops, and at last, when all are known, labels.csv."""
    labels = io.StringIO(newline="")
    rows = csv.writer(labels, lineterminator="\n")
    rows.writerow(_HEADER)
    for correction, picture in store.with_pictures():
        name = f"{correction.id:06}.png"
        rows.writerow((name, *_cells(correction)))
        yield f"{_IMAGES}/{name}", picture
    yield _LABELS, labels.getvalue().encode()


def _cells(correction: Correction) -> tuple[object, ...]:
    """None is written as nothing, which in the column text says that there is no digit."""
    return (
        correction.value,
        correction.read,
        correction.confidence,
        correction.model,
        correction.created.isoformat(),
    )
