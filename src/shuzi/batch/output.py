"""The folder that results go to: whose it is, what is done in it, and nobody else's files."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout

from shuzi import __version__
from shuzi.batch.inputs import MANIFEST
from shuzi.batch.job import Job
from shuzi.batch.parts import UNFINISHED, Record, is_part_name
from shuzi.batch.plan import Plan, Portion
from shuzi.errors import OutputError
from shuzi.files import write_text
from shuzi.json_text import parse_json

__all__ = ["JOURNAL", "SUMMARY", "Output"]

JOURNAL = "_journal.jsonl"
"""A record on each line, of every part that is whole."""

SUMMARY = "_summary.json"
"""Written once every picture has its row."""

_LOCK = "_lock"
_FORMAT = 1
_ANOTHER = "name another folder"


class Output:
    """The folder, while one run writes to it.

    Attributes:
        path: where it is.
        repaired: the names of parts that were no longer whole, and are made again.
    """

    def __init__(self, path: Path, records: dict[int, Record]) -> None:
        self.path = path
        self.repaired: list[str] = []
        self._records = records

    @classmethod
    @contextmanager
    def opened(cls, path: Path, plan: Plan, job: Job) -> Iterator[Self]:
        """Begin in a new or empty folder, or go on in one that was begun with the same.

        Raises:
            OutputError: others' files are in it, it was begun with another input, model or
                options, another run writes to it, or it cannot be written to.
        """
        _check_files(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            with FileLock(path / _LOCK, timeout=0):
                _check_manifest(path, _manifest(plan, job))
                # What a run that was killed has left half-written.
                shutil.rmtree(path / UNFINISHED, ignore_errors=True)
                yield cls(path, _read_journal(path / JOURNAL))
                shutil.rmtree(path / UNFINISHED, ignore_errors=True)
        except Timeout as error:
            raise OutputError(path, "another run writes to it", f"wait, or {_ANOTHER}") from error

    @property
    def records(self) -> list[Record]:
        """Of all parts that are done."""
        return [*self._records.values()]

    def is_done(self, portion: Portion) -> bool:
        """Whether a portion's part is there and whole.

        Raises:
            OutputError: a part of that number is of other pictures.
        """
        record = self._records.get(portion.number)
        if record is None:
            return False
        if record.portion != portion.digest:
            raise OutputError(
                self.path,
                f"{record.name} is of pictures that have changed since, or of another input",
                _ANOTHER,
            )
        if record.is_whole(self.path):
            return True
        self.repaired.append(record.name)
        del self._records[portion.number]
        return False

    def add(self, record: Record) -> None:
        """Note that a part is done."""
        try:
            with (self.path / JOURNAL).open("a", encoding="utf-8") as journal:
                journal.write(json.dumps(record.to_dict()) + "\n")
                journal.flush()
                os.fsync(journal.fileno())
        except OSError as error:
            raise OutputError(
                self.path / JOURNAL,
                f"cannot be written ({error.strerror})",
                "make room for it and run again: what is done is kept",
            ) from error
        self._records[record.number] = record

    def finish(self, summary: dict[str, Any]) -> None:
        """Write the summary: all is done."""
        write_text(self.path / SUMMARY, json.dumps(summary, indent=2) + "\n")


def _check_files(path: Path) -> None:
    """See that nothing is in the way: no files but a run's own, and those that begin with ``_``."""
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(path, "is a file", "name a folder")
    is_ours = (path / MANIFEST).is_file()
    for entry in path.iterdir():
        if not (is_ours and is_part_name(entry.name)) and not entry.name.startswith(("_", ".")):
            raise OutputError(path, f"holds {entry.name}, which is no part of results", _ANOTHER)


def _manifest(plan: Plan, job: Job) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "shuzi": __version__,
        "pictures": plan.pictures,
        "pictures_a_part": plan.limits.pictures,
        "bytes_a_part": plan.limits.size,
        **job.to_dict(),
        "input": plan.given,
    }


def _check_manifest(path: Path, manifest: dict[str, Any]) -> None:
    """See that the folder was begun with the same, or begin it.

    The input may have another name now: whether it is the same is seen portion by portion.
    """
    try:
        begun = parse_json((path / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(begun, dict):
            raise OutputError(path / MANIFEST, "is no manifest of shuzi's", _ANOTHER)
    except FileNotFoundError:
        write_text(path / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        return
    except ValueError as error:
        raise OutputError(path / MANIFEST, f"is damaged ({error})", _ANOTHER) from error
    for name, value in manifest.items():
        if name != "input" and begun.get(name) != value:
            raise OutputError(
                path,
                f"was begun with {name} {begun.get(name)} of {begun.get('input')}, "
                f"not with {value} of {manifest['input']}",
                f"give what it was begun with, or {_ANOTHER}",
            )


def _read_journal(path: Path) -> dict[int, Record]:
    """The records by their numbers; a last line that was not written whole counts for nothing."""
    records: dict[int, Record] = {}
    if not path.exists():
        return records
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        os.truncate(path, len(whole))
    for line in whole.splitlines():
        try:
            record = Record.from_dict(parse_json(line))
        except (ValueError, TypeError) as error:
            raise OutputError(path, f"is damaged ({error})", _ANOTHER) from error
        records[record.number] = record
    return records
