"""The content of picture files, PDF and HEIC among them, to upright grey pictures."""

import io
import math
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from shuzi.errors import MissingExtraError, PictureError
from shuzi.pixels import MAX_PIXELS, Picture, check_size, to_grey

__all__ = ["decode", "grey_image"]

_STRIP_PIXELS = 1 << 22
_PDF_DPI = 300
_PDF_POINTS_PER_INCH = 72
_PDF_MAGIC = b"%PDF-"
_PDFIUM = threading.Lock()  # PDFium takes one caller at a time
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
# Not all that Pillow knows: each decoder is one more that a file made to do harm can aim at.
_FORMATS = (
    *("PNG", "JPEG", "GIF", "BMP", "PPM"),  # these are loaded with Pillow, the others when needed
    *("TIFF", "WEBP", "AVIF", "JPEG2000", "DIB"),
)
# Pillow would have another program run what such a file says.
_POSTSCRIPT_MAGIC = (b"%!PS", b"\xc5\xd0\xd3\xc6")


def decode(content: bytes, subject: str, file: str, first: int = 1) -> Iterator[Picture]:
    """The pages of a TIFF or PDF, or the one picture of anything else.

    Of a film, such as an animated GIF, it is the first frame.

    Args:
        content: of a file.
        subject: what an error calls it.
        file: what the pictures call it.
        first: the page to begin with, from 1; those before it are not decoded.

    Raises:
        PictureError: it is no picture, damaged, empty, or over 64 megapixels.
        MissingExtraError: it is a PDF or HEIC, and the extra ``formats`` is not installed.
    """
    if not content:
        raise PictureError(subject, "is empty: 0 bytes", "save or copy the picture again")
    if content.startswith(_POSTSCRIPT_MAGIC):
        raise PictureError(subject, "is PostScript, which is not read", "convert it to PDF or PNG")
    pages = _pdf_pages if content.startswith(_PDF_MAGIC) else _image_pages
    return pages(content, subject, file, first)


def grey_image(image: Image.Image, subject: str) -> NDArray[np.uint8]:
    """An image's pixels, upright and grey, whose size is checked before they are decoded.

    Raises:
        PictureError: it is damaged, empty, or over 64 megapixels.
    """
    try:
        check_size(image.width, image.height, subject)
        image.load()
        levels, orientation = _levels(image), _orientation(image)
    except PictureError:
        raise
    except Exception as error:  # damaged files make Pillow's decoders raise nearly everything
        raise _damaged(subject, error) from error
    return _upright(to_grey(levels, subject), orientation)


def _image_pages(content: bytes, subject: str, file: str, first: int) -> Iterator[Picture]:
    formats = _formats(content)
    try:
        image = Image.open(io.BytesIO(content), formats=formats)
    except UnidentifiedImageError as error:
        raise PictureError(
            subject, "is no picture that can be read", "convert it to PNG or JPEG"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(
            subject,
            f"has more than the {MAX_PIXELS:,} pixels that are allowed",
            "reduce it, or cut out the part that matters",
        ) from error
    except Exception as error:
        raise _damaged(subject, error) from error
    with image:
        # The frames of other formats are a film, not pages.
        pages = _count_frames(image, subject) if image.format == "TIFF" else 1
        for page in range(first - 1, pages):
            _go_to(page, image, subject)
            # The luminance in a JPEG is all that is asked for: a tenth of the time and memory.
            image.draft("L", None)
            yield Picture(grey_image(image, subject), file, page + 1, pages)


def _count_frames(image: Image.Image, subject: str) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception as error:
        raise _damaged(subject, error) from error


def _go_to(page: int, image: Image.Image, subject: str) -> None:
    try:
        image.seek(page)
    except Exception as error:
        raise _damaged(subject, error) from error


def _levels(image: Image.Image) -> NDArray[np.generic]:
    """The image as one of the kinds of array that :func:`to_grey` takes."""
    if image.mode.startswith("I"):
        return _pixels(image, image.mode).clip(0, np.iinfo(np.uint16).max).astype(np.uint16)
    if image.has_transparency_data:
        return _pixels(image, "RGBA")
    return _pixels(image, image.mode if image.mode in {"1", "L", "F"} else "RGB")


def _pixels(image: Image.Image, mode: str) -> NDArray[np.generic]:
    """The pixels in a mode, strip by strip: whole, Pillow would hold them four times over."""
    width, height = image.size
    rows = max(1, _STRIP_PIXELS // width)
    strips = (
        image.crop((0, top, width, min(top + rows, height))) for top in range(0, height, rows)
    )
    return np.concatenate([np.asarray(strip.convert(mode)) for strip in strips])


def _orientation(image: Image.Image) -> int:
    """What EXIF says of it, 1 to 8; 1, which is upright, where it says nothing or nonsense."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  whatever is wrong beside the pixels must not hide them
        return 1


def _upright(grey: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Undo an orientation of EXIF: 5 to 8 lie on a side, 2, 4, 5 and 7 are mirrored."""
    match orientation:
        case 2:
            turned = grey[:, ::-1]
        case 3:
            turned = grey[::-1, ::-1]
        case 4:
            turned = grey[::-1]
        case 5:
            turned = grey.T
        case 6:
            turned = np.rot90(grey, -1)
        case 7:
            turned = grey[::-1, ::-1].T
        case 8:
            turned = np.rot90(grey)
        case _:
            turned = grey
    return np.ascontiguousarray(turned)


def _pdf_pages(content: bytes, subject: str, file: str, first: int) -> Iterator[Picture]:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtraError("reading PDF", "formats") from error
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
            pages = len(document)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
                raise PictureError(subject, "is locked", "save it without a password") from error
            raise _damaged(subject, error) from error
    try:
        if not pages:
            raise PictureError(subject, "has no pages", "save or copy it again")
        for page in range(first - 1, pages):
            with _PDFIUM:
                try:
                    grey = _rendered(document[page], subject)
                except PictureError:
                    raise
                except Exception as error:
                    raise _damaged(subject, error) from error
            yield Picture(grey, file, page + 1, pages)
    finally:
        with _PDFIUM:
            document.close()


def _rendered(page: Any, subject: str) -> NDArray[np.uint8]:  # noqa: ANN401  pypdfium2 is untyped
    """At 300 dpi; a page of more than 64 megapixels then, such as a poster, at less."""
    width, height = page.get_size()
    scale = min(_PDF_DPI / _PDF_POINTS_PER_INCH, math.sqrt(MAX_PIXELS / (width * height)))
    # A page as thin as a hair may still be as long as memory.
    columns, rows = (max(1, math.floor(side * scale)) for side in (width, height))
    check_size(columns, rows, subject)
    return np.array(page.render(scale=scale, grayscale=True).to_numpy()).squeeze()


def _formats(content: bytes) -> tuple[str, ...]:
    """The formats that a file may have.

    Raises:
        MissingExtraError: it is HEIC, and the extra ``formats`` is not installed.
    """
    if content[4:8] != b"ftyp" or content[8:12] not in _HEIF_BRANDS:
        return _FORMATS
    try:
        import pi_heif
    except ImportError as error:
        raise MissingExtraError("reading HEIC", "formats") from error
    pi_heif.register_heif_opener()
    return (*_FORMATS, "HEIF")


def _damaged(subject: str, error: Exception) -> PictureError:
    return PictureError(subject, f"is damaged ({error})", "save or copy the picture again")
