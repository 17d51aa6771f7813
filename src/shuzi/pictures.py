"""Pictures of every kind to upright grey arrays."""

import io
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
_PDFIUM = threading.Lock()  # PDFium takes one caller at a time
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
        yield Picture(_grey(source, f"array {list(source.shape)} of {source.dtype}"))
    elif isinstance(source, Image.Image):
        subject = f"image ({source.mode}, {source.width} × {source.height})"
        yield Picture(_decoded(source, subject, source.tell()))
    elif isinstance(source, bytes):
        yield from _pages(source, f"picture ({len(source):,} bytes)", file="")
    else:
        yield from _pages(_content(Path(source)), str(source), file=str(source))


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
    found = sorted(path for path in visible if path.suffix.lower() in _SUFFIXES)
    if not found:
        raise PictureError(folder, "holds no pictures", "name a folder with pictures in it")
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PictureError(path, f"cannot be read ({error.strerror})", "check the path") from error


def _pages(content: bytes, subject: str, file: str) -> Iterator[Picture]:
    if not content:
        raise PictureError(subject, "is empty: 0 bytes", "save or copy the picture again")
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
        for page in range(_count_pages(image, subject) if image.format == "TIFF" else 1):
            yield _decoded(image, subject, page)


def _count_pages(image: Image.Image, subject: str) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception as error:
        raise _damaged(subject, error) from error


def _decoded(image: Image.Image, subject: str, page: int) -> NDArray[np.uint8]:
    """Check the size of a page, then decode and turn it."""
    try:
        image.seek(page)
        _check_size(image.width, image.height, subject)
        image.load()
        levels = _levels(ImageOps.exif_transpose(image))
    except PictureError:
        raise
    except Exception as error:  # damaged files make Pillow's decoders raise nearly everything
        raise _damaged(subject, error) from error
    return _grey(levels, subject)


def _levels(image: Image.Image) -> NDArray[np.generic]:
    """The image as one of the kinds of array that :data:`Source` names."""
    if image.mode.startswith("I"):
        return np.asarray(image).clip(0, np.iinfo(np.uint16).max).astype(np.uint16)
    if image.has_transparency_data:
        return np.asarray(image.convert("RGBA"))
    if image.mode in {"1", "L", "F"}:
        return np.asarray(image)
    return np.asarray(image.convert("RGB"))


def _grey(levels: NDArray[np.generic], subject: str) -> NDArray[np.uint8]:
    colours = levels.shape[2] if levels.ndim == 3 else 1  # noqa: PLR2004  [H, W, colours]
    if levels.ndim not in {2, 3} or colours not in {1, 3, 4}:
        raise PictureError(subject, "is no picture", "give [H, W], [H, W, 3] or [H, W, 4]")
    height, width = levels.shape[:2]
    _check_size(width, height, subject)
    eight_bit = _eight_bit(levels, subject)
    match colours:
        case 3:
            return np.asarray(cv2.cvtColor(eight_bit, cv2.COLOR_RGB2GRAY), np.uint8)
        case 4:
            return _flattened(eight_bit)
        case _:
            return eight_bit.reshape(height, width)


def _eight_bit(levels: NDArray[np.generic], subject: str) -> NDArray[np.uint8]:
    match levels.dtype.kind, levels.dtype.itemsize:
        case "u", 1:
            return np.ascontiguousarray(levels, np.uint8)
        case "u", 2:
            # Cameras and scanners store 10, 12 or 14 bits in 16: the top bit in use says which.
            spare = max(0, int(levels.max()).bit_length() - 8)
            return np.right_shift(levels.astype(np.uint16), spare).astype(np.uint8)
        case "b", _:
            return levels.astype(np.uint8) * np.uint8(_WHITE)
        case "f", _:
            shares = levels.astype(np.float64)
            # Written so that what is not a number fails too.
            if shares.min() >= 0 and shares.max() <= 1:
                return np.rint(shares * _WHITE).astype(np.uint8)
            raise PictureError(subject, "holds floats outside 0 to 1", "scale it to 0 to 1")
    raise PictureError(subject, "is of another type", "give uint8, uint16, bool or floats")


def _flattened(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay the picture on white; but bright ink, of which there is less than of paper, on black."""
    grey = cv2.cvtColor(rgba, cv2.COLOR_RGBA2GRAY).astype(np.float32)
    alpha = rgba[..., 3].astype(np.float32) / _WHITE
    opaque = alpha.sum()
    bright = (grey * alpha).sum() > opaque * _WHITE / 2
    ground = 0 if bright and opaque < alpha.size / 2 else _WHITE
    return np.rint(grey * alpha + ground * (1 - alpha)).astype(np.uint8)


def _pdf_pages(content: bytes, subject: str) -> Iterator[NDArray[np.uint8]]:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtraError("reading PDF", "formats") from error
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
            count = len(document)
        except pypdfium2.PdfiumError as error:
            raise _damaged(subject, error) from error
    try:
        if not count:
            raise PictureError(subject, "has no pages", "save or copy it again")
        for page in range(count):
            with _PDFIUM:
                try:
                    grey = _rendered(document[page])
                except Exception as error:
                    raise _damaged(subject, error) from error
            yield grey
    finally:
        with _PDFIUM:
            document.close()


def _rendered(page: Any) -> NDArray[np.uint8]:  # noqa: ANN401  pypdfium2 is untyped
    """At 300 dpi; a page of more than 64 megapixels then, such as a poster, at less."""
    width, height = page.get_size()
    scale = min(_PDF_DPI / _PDF_POINTS_PER_INCH, math.sqrt(MAX_PIXELS / (width * height)))
    return np.array(page.render(scale=scale, grayscale=True).to_numpy()).squeeze()


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
