"""Pictures of every kind to upright grey arrays."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shuzi.decoding import decode, grey_image
from shuzi.errors import PictureError
from shuzi.pixels import MAX_PIXELS, Picture, Rotation, to_grey

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "Picture",
    "Rotation",
    "Source",
    "is_picture_name",
    "list_folder",
    "load",
    "load_pages",
    "read_content",
    "read_file",
]

MAX_BYTES = MAX_PIXELS * 4 * 2
"""Larger files are not read: four colours of 16 bits for each of the most pixels allowed."""

Source = str | Path | bytes | NDArray[np.generic] | Image.Image
"""A path, a file's content, an array [H, W], [H, W, 3] or [H, W, 4], or an image."""

_FIRST_BYTES = 1 << 16

_SUFFIXES = frozenset(
    [
        *(".bmp", ".gif", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tif", ".tiff"),
        *(".avif", ".webp", ".heic", ".heif", ".pdf"),
    ]
)


def load(source: Source, rotate: Rotation = 0, name: str = "") -> Picture:
    """The picture, or the first page of it; see :func:`load_pages`."""
    return next(load_pages(source, rotate, name))


def load_pages(
    source: Source, rotate: Rotation = 0, name: str = "", first: int = 1
) -> Iterator[Picture]:
    """The pages of a TIFF or PDF, or the one picture of anything else.

    Every picture is turned as its EXIF orientation says. What is transparent becomes white, or
    black where what is opaque is bright. Arrays hold uint8, uint16, bool, or floats over 0 to 1.

    Args:
        source: see :data:`Source`.
        rotate: turns it further, clockwise, in degrees.
        name: what pictures and errors call a file's content.
        first: of a file's pages the first to give, from 1; those before it are not decoded.

    Yields:
        Upright grey pictures; none where there are fewer pages.

    Raises:
        PictureError: it is missing, no picture, damaged, empty, or over 64 megapixels.
        MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
    """
    for picture in _pages(source, name, first):
        yield picture.rotated(rotate)


def list_folder(folder: Path) -> list[Path]:
    """The pictures in a folder, by name.

    Raises:
        PictureError: there is none.
    """
    try:
        # Hidden files are no pictures of anyone's, whatever they are called.
        visible = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise PictureError(folder, f"cannot be read ({error.strerror})", "check it") from error
    found = sorted(path for path in visible if is_picture_name(path.name))
    if not found:
        raise PictureError(folder, "holds no pictures", "name a folder with pictures in it")
    return found


def is_picture_name(name: str) -> bool:
    """Whether a file of that name is a picture, going by its ending."""
    return Path(name).suffix.lower() in _SUFFIXES


def read_content(file: BinaryIO, name: str) -> bytes:
    """All that is left in a file, of which an error speaks by that name.

    Raises:
        PictureError: there are over 512 MB.
    """
    # Memory is taken for all that is asked for, and most pictures need little of it.
    content = file.read(_FIRST_BYTES)
    if len(content) == _FIRST_BYTES:
        content += file.read(MAX_BYTES + 1 - _FIRST_BYTES)
    if len(content) > MAX_BYTES:
        raise PictureError(
            name, f"has more than {MAX_BYTES:,} bytes, which no picture needs", "reduce it"
        )
    return content


def read_file(path: Path) -> bytes:
    """All that is in a file.

    Raises:
        PictureError: it cannot be read, or there are over 512 MB.
    """
    try:
        with path.open("rb") as file:
            return read_content(file, str(path))
    except (OSError, ValueError) as error:  # the latter of a name that no file can have
        cause = getattr(error, "strerror", None) or error
        raise PictureError(path, f"cannot be read ({cause})", "check the path") from error


def _pages(source: Source, name: str, first: int) -> Iterator[Picture]:
    if isinstance(source, np.ndarray):
        return iter([Picture(to_grey(source, f"array {list(source.shape)} of {source.dtype}"))])
    if isinstance(source, Image.Image):
        subject = f"image ({source.mode}, {source.width} × {source.height})"
        return iter([Picture(grey_image(source, subject))])
    if isinstance(source, bytes):
        return decode(source, name or f"picture ({len(source):,} bytes)", name, first)
    return decode(read_file(Path(source)), str(source), str(source), first)
