"""The files of a named data set: found on this machine, or fetched from its mirrors and kept."""

import gzip
import hashlib
import logging
import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BufferedIOBase
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlsplit

import pooch
from rich.console import Console
from rich.progress import DownloadColumn, Progress

from shuzi.archives import unpack
from shuzi.errors import DataSetError, DownloadError

__all__ = ["LocalFile", "RemoteFile", "RemoteSet", "find_in", "locate"]

_ANSWER_SECONDS = 5.0  # half of the ten within which "no network" must be plain
_READ_SECONDS = 30.0  # of silence in the middle of a download
_CHUNK_BYTES = 1 << 16
_GZIP = ".gz"
_GZIP_MAGIC = b"\x1f\x8b"
_BY_HAND = "put the set's files into a folder and name that folder in SHUZI_DATA"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file as its publisher offers it.

    Attributes:
        name: at the mirrors, or inside the set's archive; ends in ``.gz``.
        md5: of the file as published, None where that is not known.
        unpacked_md5: of its content, which tells it even where others compressed it anew; None
            where that is not known.
    """

    name: str
    md5: str | None = None
    unpacked_md5: str | None = None


@dataclass(frozen=True, slots=True)
class RemoteSet:
    """A data set that anyone can fetch.

    Attributes:
        name: what users call it; also its folder in the cache.
        files: what it is made of.
        mirrors: URLs that file names are appended to, the preferred one first.
        folders: where, below ``SHUZI_DATA``, people keep it.
        archive: a ZIP file at the mirrors that holds the files; None where they lie there singly.
    """

    name: str
    files: tuple[RemoteFile, ...]
    mirrors: tuple[str, ...]
    folders: tuple[str, ...]
    archive: RemoteFile | None = None


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of a named set on this machine."""

    path: Path
    published: RemoteFile

    def verify(self) -> None:
        """Check by MD5 that this is the published file, or its content compressed anew.

        Decode it first: a damaged file is told more plainly by what is wrong in it.

        Raises:
            DataSetError: it is another file.
        """
        with self.path.open("rb") as file:
            packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
            file.seek(0)
            as_published = self.published.md5 if packed else self.published.unpacked_md5
            if as_published is None or (found := _md5(file)) == as_published:
                return
            file.seek(0)
            if packed and _md5(gzip.GzipFile(fileobj=file)) == self.published.unpacked_md5:
                return
        raise DataSetError(
            self.path,
            f"is not the official file (MD5 {found}, expected {as_published})",
            "it is damaged, or other data under its name: delete it, "
            "or give the folder of your own IDX files with --data DIR",
        )


def locate(remote: RemoteSet) -> tuple[LocalFile, ...]:
    """Find a set's files in ``SHUZI_DATA``, then in the cache; fetch those that are in neither.

    Args:
        remote: the set.

    Returns:
        Its files, in the set's order. Only those fetched right now have been verified.

    Raises:
        DownloadError: a file is missing, and no mirror gave it whole.
    """
    cache = Path(pooch.os_cache("shuzi")) / remote.name
    folders = [*_data_folders(remote), cache]
    found = [_find(folders, file) for file in remote.files]
    missing = [file for file, path in zip(remote.files, found, strict=True) if not path]
    if missing:
        _fetch(remote, missing, cache)
    return tuple(
        LocalFile(path or cache / file.name, file)
        for file, path in zip(remote.files, found, strict=True)
    )


def find_in(folder: Path, name: str) -> Path | None:
    """Find an IDX file under any of the names that people give it.

    Args:
        folder: where to look; not below it.
        name: ``…-idx3-ubyte.gz``; unpacked, and as ``….idx3-ubyte``, it is found too.

    Returns:
        The file, or None where there is none.
    """
    plain = name.removesuffix(_GZIP)
    dotted = re.sub(r"-(idx\d)", r".\1", plain)
    spellings = (plain + _GZIP, plain, dotted + _GZIP, dotted)
    return next((path for each in spellings if (path := folder / each).is_file()), None)


def _data_folders(remote: RemoteSet) -> list[Path]:
    root = os.environ.get("SHUZI_DATA")
    return [Path(root) / folder for folder in remote.folders] if root else []


def _find(folders: Iterable[Path], file: RemoteFile) -> Path | None:
    found = (find_in(folder, file.name) for folder in folders)
    return next((path for path in found if path), None)


def _md5(file: BufferedIOBase) -> str:
    return hashlib.file_digest(file, partial(hashlib.md5, usedforsecurity=False)).hexdigest()


def _fetch(remote: RemoteSet, missing: Sequence[RemoteFile], cache: Path) -> None:
    wanted = [remote.archive] if remote.archive else missing
    mirrors = _answering_mirrors(remote, wanted[0].name)
    if not remote.archive:
        for file in wanted:
            _download(file, mirrors, cache)
        return
    cache.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=cache) as folder:
        _download(remote.archive, mirrors, Path(folder))
        unpack(Path(folder) / remote.archive.name, [file.name for file in missing], cache)


def _answering_mirrors(remote: RemoteSet, name: str) -> list[str]:
    """Ask all mirrors at once whether they have a file.

    Threads, and not a timeout for each: resolving a host name knows no timeout. Daemons, because
    one that hangs there must not keep the program from ending.
    """
    refusals: dict[str, str | None] = dict.fromkeys(
        remote.mirrors, f"no answer within {_ANSWER_SECONDS:.0f} s"
    )
    threads = [
        Thread(target=_ask, args=(mirror, name, refusals), daemon=True) for mirror in remote.mirrors
    ]
    deadline = time.monotonic() + _ANSWER_SECONDS
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    refusals = refusals.copy()  # a thread may still be writing to the other one
    answering = [mirror for mirror, why in refusals.items() if why is None]
    if not answering:
        reasons = "; ".join(f"{urlsplit(url).netloc}: {why}" for url, why in refusals.items())
        raise DownloadError(
            remote.name, f"no mirror answers ({reasons})", f"connect to a network, or {_BY_HAND}"
        )
    return answering


def _ask(mirror: str, name: str, refusals: dict[str, str | None]) -> None:
    """Note why a mirror does not give a file, or None where it does."""
    head = pooch.HTTPDownloader(timeout=_ANSWER_SECONDS)
    try:
        offered = head(mirror + name, None, None, check_only=True)
    except OSError as error:  # of requests, whose own texts are a screen long
        refusals[mirror] = type(error).__name__
    else:
        refusals[mirror] = None if offered else f"does not have {name}"


def _download(file: RemoteFile, mirrors: Iterable[str], folder: Path) -> None:
    # The progress bar says all that pooch's log would.
    pooch.get_logger().setLevel(logging.WARNING)
    failures = []
    for mirror in mirrors:
        try:
            with _progress_bar(file.name) as bar:
                pooch.retrieve(
                    mirror + file.name,
                    known_hash=f"md5:{file.md5}",
                    fname=file.name,
                    path=folder,
                    downloader=pooch.HTTPDownloader(
                        progressbar=bar,
                        chunk_size=_CHUNK_BYTES,
                        timeout=(_ANSWER_SECONDS, _READ_SECONDS),
                        # A server that compresses on the way would change what is hashed.
                        headers={"Accept-Encoding": "identity"},
                    ),
                )
        except (OSError, ValueError) as error:  # of requests, and of pooch about the checksum
            failures.append(f"{mirror}{file.name}: {error}")
        else:
            return
    raise DownloadError(
        file.name,
        "could not be fetched whole ({})".format("; ".join(failures)),
        f"try again later, or {_BY_HAND}",
    )


class _Bar:
    """What pooch asks of a progress bar, which is what tqdm offers, on one of rich's."""

    def __init__(self, progress: Progress, name: str) -> None:
        self.total = 0
        self._progress = progress
        self._task = progress.add_task(name)

    def update(self, count: int) -> None:
        self._progress.update(self._task, total=self.total, advance=count)

    def reset(self) -> None:
        self._progress.update(self._task, completed=0)

    def close(self) -> None:
        self._progress.stop()


@contextmanager
def _progress_bar(name: str) -> Iterator[_Bar]:
    columns = (*Progress.get_default_columns(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bar(progress, name)
