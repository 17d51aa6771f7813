"""Pictures of every kind to upright grey arrays."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from shuzi.errors import MissingExtraError, PictureError

__all__ = ["MAX_PIXELS", "Picture", "Source", "list_folder", "load", "load_pages"]

MAX_PIXELS = 64_000_000
"""Larger pictures are refused before they are decoded: 64 megapixels, a large phone's photo."""

Source = str | Path | bytes | NDArray[np.generic] | Image.Image
"""A path, a file's content, an array [H, W], [H, W, 3] or [H, W, 4], or an image."""

_WHITE = 255
_PDF_DPI = 300
_PDF_POINTS_PER_INCH = 72
_PDF_MAGIC = b"%PDF-"
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
_SUFFIXES = frozenset(
    [
        *(".bmp", ".gif", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tif", ".tiff"),
        *(".webp", ".heic", ".heif", ".pdf"),
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An upright grey picture.

    Attributes:
        grey: uint8 [H, W], 0 black, 255 white.
        file: the path that it was read from, empty where it came otherwise.
        page: counted from 1.
    """

    grey: NDArray[np.uint8]
    file: str = ""
    page: int = 1


def load(source: Source) -> Picture:
    """The picture, or the first page of it; see :func:`load_pages`."""
    return next(load_pages(source))


def load_pages(source: Source) -> Iterator[Picture]:
    """The pages of a TIFF or PDF, or the one picture of anything else.

    Every picture is turned as its EXIF orientation says. What is transparent becomes white, or
    black where what is opaque is bright. Arrays hold uint8, uint16, bool, or floats over 0 to 1.

    Args:
        source: see :data:`Source`.

    Yields:
        Upright grey pictures.

    Raises:
        PictureError: it is missing, no picture, damaged, empty, or over 64 megapixels.
        MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
    """
    if isinstance(source, np.ndarray):
        yield Picture(_grey_of_array(source))
    elif isinstance(source, Image.Image):
        subject = f"image of {source.width} × {source.height} pixels"
        yield Picture(_decoded(source, subject))
    elif isinstance(source, bytes):
        yield from _pages(source, f"picture of {len(source):,} bytes", file="")
    else:
        yield from _pages(_content(Path(source)), str(source), file=str(source))


def list_folder(folder: Path) -> list[Path]:
    """The pictures in a folder, by name.

    Raises:
        PictureError: there is none.
    """
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    if not found:
        raise PictureError(folder, "holds no pictures", "name a folder with pictures in it")
    return found


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PictureError(path, f"cannot be read ({error.strerror})", "check the path") from error
    if not content:
        raise PictureError(path, "is empty: 0 bytes", "save or copy the picture again")
    return content


def _pages(content: bytes, subject: str, file: str) -> Iterator[Picture]:
    pages = _pdf_pages if content.startswith(_PDF_MAGIC) else _image_pages
    for number, grey in enumerate(pages(content, subject), start=1):
        yield Picture(grey, file, number)


def _image_pages(content: bytes, subject: str) -> Iterator[NDArray[np.uint8]]:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        _register_heif()
    try:
        image = Image.open(io.BytesIO(content))
    except UnidentifiedImageError as error:
        raise PictureError(
            subject, "is no picture that can be read", "convert it to PNG or JPEG"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(subject, f"is too large ({error})", "reduce it") from error
    except Exception as error:
        raise _damaged(subject, error) from error
    with image:
        # The frames of other formats are a film, not pages.
        for page in range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1):
            yield _decoded(image, subject, page)


def _decoded(image: Image.Image, subject: str, page: int = 0) -> NDArray[np.uint8]:
    """Check the size of a page, then decode and turn it."""
    try:
        image.seek(page)
    except Exception as error:
        raise _damaged(subject, error) from error
    _check_size(image.width, image.height, subject)
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
    except Exception as error:  # damaged files make Pillow's decoders raise nearly everything
        raise _damaged(subject, error) from error
    return _grey(upright)


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith(("I", "F")):
        return _grey_of_levels(np.asarray(image))
    if image.has_transparency_data:
        return _flattened(np.asarray(image.convert("RGBA"), np.uint8))
    return np.asarray(image.convert("L"), np.uint8)


def _grey_of_levels(levels: NDArray[np.generic]) -> NDArray[np.uint8]:
    """A picture of 16 or more bits to 8: TIFF and PNG use the range of 16 bits for them."""
    eighth = np.iinfo(np.uint16).max / _WHITE
    rounded = np.rint(np.asarray(levels, np.float32) / eighth)
    return np.asarray(rounded.clip(0, _WHITE), np.uint8)


def _flattened(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay the picture on white, or on black where its opaque part is bright."""
    alpha = rgba[..., 3].astype(np.float32) / _WHITE
    grey = cv2.cvtColor(rgba, cv2.COLOR_RGBA2GRAY).astype(np.float32)
    opaque = float(alpha.sum())
    bright = opaque > 0 and float((grey * alpha).sum()) / opaque > _WHITE / 2
    ground = 0 if bright and opaque < alpha.size else _WHITE
    return np.rint(grey * alpha + ground * (1 - alpha)).astype(np.uint8)


def _grey_of_array(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    subject = f"array of shape {list(array.shape)} and type {array.dtype}"
    colours = array.shape[2] if array.ndim == 3 else 0  # noqa: PLR2004  [H, W, colours]
    if array.ndim not in {2, 3} or colours not in {0, 1, 3, 4}:
        raise PictureError(subject, "is no picture", "give [H, W], [H, W, 3] or [H, W, 4]")
    if not array.size:
        raise PictureError(subject, "is empty", "give at least one pixel")
    _check_size(array.shape[1], array.shape[0], subject)
    levels = _bytes_of(array, subject)
    if colours in {0, 1}:
        return levels.reshape(levels.shape[:2])
    if colours == 4:  # noqa: PLR2004  red, green, blue, alpha
        return _flattened(levels)
    return np.asarray(cv2.cvtColor(levels, cv2.COLOR_RGB2GRAY), np.uint8)


def _bytes_of(array: NDArray[np.generic], subject: str) -> NDArray[np.uint8]:
    match array.dtype.kind, array.dtype.itemsize:
        case "u", 1:
            return np.ascontiguousarray(array, np.uint8)
        case "u", 2:
            return _grey_of_levels(array)
        case "b", _:
            return array.astype(np.uint8) * np.uint8(_WHITE)
        case "f", _:
            return _bytes_of_shares(array.astype(np.float32), subject)
    raise PictureError(subject, "is of another type", "give uint8, uint16, bool or floats")


def _bytes_of_shares(shares: NDArray[np.float32], subject: str) -> NDArray[np.uint8]:
    # Written so that what is not a number fails too.
    if not (shares.min() >= 0 and shares.max() <= 1):
        raise PictureError(subject, "holds floats outside 0 to 1", "scale it to 0 to 1")
    return np.rint(shares * _WHITE).astype(np.uint8)


def _pdf_pages(content: bytes, subject: str) -> Iterator[NDArray[np.uint8]]:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtraError("reading PDF", "formats") from error
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _damaged(subject, error) from error
    with document:
        scale = _PDF_DPI / _PDF_POINTS_PER_INCH
        for page in document:
            width, height = page.get_size()
            _check_size(round(width * scale), round(height * scale), subject)
            yield np.asarray(page.render(scale=scale, grayscale=True).to_pil().convert("L"))


def _register_heif() -> None:
    try:
        import pi_heif
    except ImportError as error:
        raise MissingExtraError("reading HEIC", "formats") from error
    pi_heif.register_heif_opener()


def _check_size(width: int, height: int, subject: str) -> None:
    if width * height > MAX_PIXELS:
        raise PictureError(
            subject,
            f"has {width:,} × {height:,} pixels, {MAX_PIXELS:,} in all are allowed",
            "reduce it, or cut out the part that matters",
        )
    if not width * height:
        raise PictureError(subject, "is empty: no pixels", "save or copy the picture again")


def _damaged(subject: str, error: Exception) -> PictureError:
    return PictureError(subject, f"is damaged ({error})", "save or copy the picture again")
