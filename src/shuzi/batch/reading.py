"""Contents of pictures to rows: what every engine does in each of its processes."""

from collections.abc import Iterable, Iterator
from itertools import chain

import cv2
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shuzi.batch.contents import array_of
from shuzi.batch.job import Job
from shuzi.batch.rows import rows_of_frames, rows_of_readings
from shuzi.errors import InputError, MissingExtraError
from shuzi.framing import FRAME, are_framed, ink_boxes
from shuzi.layout.ink import MIN_CONTRAST
from shuzi.pictures import Picture, load, load_pages
from shuzi.results import Reading

__all__ = ["PortionReader"]

PICTURES_AT_ONCE = 200
"""Pictures of one digit that go through the network in one run, at most."""

PIXELS_AT_ONCE = 2**24
"""No more pixels of them are in memory than those of the picture that exceeds this."""

Loaded = tuple[str, Picture | str]
"""A key, with the picture or what is wrong with it."""

Read = tuple[str, Reading | str]


class PortionReader:
    """Reads portions, one after the other, on one thread."""

    def __init__(self, job: Job) -> None:
        """Open the model.

        Raises:
            ModelError: it is missing here, or another one.
        """
        cv2.setNumThreads(1)  # each core has a process of its own
        self._job = job
        self._reader = job.reader()

    def read(self, contents: pa.Table) -> pa.Table:
        """Read all pictures of a portion.

        Args:
            contents: see :mod:`shuzi.batch.contents`.

        Returns:
            A row for each picture, or page of one: :data:`shuzi.batch.rows.ROWS`. What goes wrong
            with one stands in its row.
        """
        pictures = array_of(contents)
        if pictures is not None:
            return self._read_array(contents.column("key").combine_chunks(), pictures)
        loaded = chain.from_iterable(map(_load_pages, *contents.to_pydict().values()))
        read = self._singles(loaded) if self._job.single else map(self._whole, loaded)
        return rows_of_readings(read, self._job.model)

    def _read_array(self, keys: pa.Array, pictures: NDArray[np.generic]) -> pa.Table:
        """Read pictures of one digit each: what is framed already as it is, the others framed."""
        is_frame = np.zeros(len(pictures), np.bool_)
        if pictures.shape[1:] == (FRAME, FRAME) and pictures.dtype == np.uint8:
            is_frame = are_framed(np.asarray(pictures, np.uint8))
        places = np.flatnonzero(~is_frame)
        others = (_load(keys[place].as_py(), pictures[place]) for place in places.tolist())
        rows = pa.concat_tables(
            [
                self._rows_of_frames(
                    keys.filter(pa.array(is_frame)), np.asarray(pictures[is_frame], np.uint8)
                ),
                rows_of_readings(self._singles(others), self._job.model),
            ]
        )
        order = np.concatenate([np.flatnonzero(is_frame), places]).argsort()
        return rows if is_frame.all() else rows.take(pa.array(order))

    def _rows_of_frames(self, keys: pa.Array, frames: NDArray[np.uint8]) -> pa.Table:
        classifier = self._reader.classifier
        answers = classifier.answers(classifier.probabilities(frames))
        return rows_of_frames(
            keys, answers, ink_boxes(frames, MIN_CONTRAST), FRAME, self._job.model
        )

    def _whole(self, loaded: Loaded) -> Read:
        key, picture = loaded
        if isinstance(picture, str):
            return key, picture
        try:
            return key, self._reader.read(picture, self._job.expect)
        except Exception as error:  # noqa: BLE001  one picture must not stop the others
            return key, _said(error)

    def _singles(self, loaded: Iterable[Loaded]) -> Iterator[Read]:
        for chunk in _chunks(loaded):
            pictures = [picture for _, picture in chunk if isinstance(picture, Picture)]
            readings = iter(self._read_singles(pictures))
            for key, picture in chunk:
                yield key, picture if isinstance(picture, str) else next(readings)

    def _read_singles(self, pictures: list[Picture]) -> list[Reading | str]:
        try:
            return [*self._reader.read_singles(pictures)]
        except Exception as error:  # noqa: BLE001  one picture must not stop the others
            if len(pictures) == 1:
                return [_said(error)]
            return [found for picture in pictures for found in self._read_singles([picture])]


def _load_pages(key: str, content: bytes | None, error: str | None) -> Iterator[Loaded]:
    """The picture, or its pages; the key of the second page is ``key#2``."""
    if content is None:
        yield key, error or "has no content"
        return
    page = 1
    try:
        for picture in load_pages(content, name=key):
            yield _page_key(key, page), picture
            page += 1
    except Exception as failure:  # noqa: BLE001  one picture must not stop the others
        yield _page_key(key, page), _said(failure)


def _page_key(key: str, page: int) -> str:
    return key if page == 1 else f"{key}#{page}"


def _load(key: str, pixels: NDArray[np.generic]) -> Loaded:
    try:
        return key, load(pixels)
    except InputError as error:
        return key, _said(error)


def _chunks(loaded: Iterable[Loaded]) -> Iterator[list[Loaded]]:
    """Pictures that are read in one go."""
    chunk: list[Loaded] = []
    pixels = 0
    for key, picture in loaded:
        chunk.append((key, picture))
        pixels += picture.grey.size if isinstance(picture, Picture) else 0
        if len(chunk) >= PICTURES_AT_ONCE or pixels >= PIXELS_AT_ONCE:
            yield chunk
            chunk, pixels = [], 0
    if chunk:
        yield chunk


def _said(error: Exception) -> str:
    """What went wrong; what is not ours to word has its kind before it."""
    if isinstance(error, (InputError, MissingExtraError)):
        return str(error)
    return f"{type(error).__name__}: {error}"
