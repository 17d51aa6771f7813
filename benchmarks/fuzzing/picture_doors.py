"""Doors for pictures, one of each format, and for whole pages."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from fuzzing.door import Door, Opener, Workshop
from fuzzing.seeds import encoded, number
from shuzi.pictures import load_pages
from shuzi.reader import Reader

__all__ = ["FORMATS", "form", "page"]

_HEIC = Path(__file__).parents[2] / "tests" / "bar.heic"
_PNG_START = 8
_CHUNK_FRAME = 12  # bytes of a chunk's length, type and checksum
_WIDEST = 256
_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 30 20]/Contents 4 0 R>>endobj
4 0 obj<</Length 38>>stream
0 0 0 rg 5 5 4 10 re f 15 5 10 4 re f
endstream endobj
trailer<</Size 5/Root 1 0 R>>
%%EOF"""


def _pngs() -> tuple[bytes, ...]:
    modes = ("1", "L", "P", "LA", "RGB", "RGBA", "I;16")
    exif = Image.Exif()
    exif[0x0112] = 6
    return (
        *(encoded(number().convert(mode), "PNG") for mode in modes),
        encoded(number(), "PNG", exif=exif),
    )


def _tiffs() -> tuple[bytes, ...]:
    pages: dict[str, Any] = {"save_all": True, "append_images": [number((5, 6))]}
    compressions = (None, "tiff_deflate", "tiff_lzw", "packbits", "jpeg")
    bilevel = encoded(number().convert("1"), "TIFF", compression="group4")
    floats = encoded(Image.fromarray(np.asarray(number()) / np.float32(255)), "TIFF")
    return (
        *(encoded(number(), "TIFF", compression=each, **pages) for each in compressions),
        *(bilevel, floats),
    )


def _plain(kind: str, *modes: str) -> Callable[[], tuple[bytes, ...]]:
    return lambda: tuple(encoded(number().convert(mode), kind) for mode in modes)


def _whole_png(content: bytes) -> bytes:
    """The same with the checksums that its chunks should have."""
    mended, place = bytearray(content), _PNG_START
    while place + _CHUNK_FRAME <= len(mended):
        (length,) = struct.unpack_from(">I", mended, place)
        end = place + _CHUNK_FRAME + length
        if end > len(mended):
            break
        struct.pack_into(">I", mended, end - 4, zlib.crc32(mended[place + 4 : end - 4]))
        place = end
    return bytes(mended)


FORMATS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "PNG": _pngs,
    "JPEG": _plain("JPEG", "L", "RGB", "CMYK"),
    "TIFF": _tiffs,
    "GIF": _plain("GIF", "L", "P", "1"),
    "BMP": _plain("BMP", "1", "L", "P", "RGB", "RGBA"),
    "PNM": _plain("PPM", "1", "L", "RGB", "I"),
    "WebP": _plain("WEBP", "L", "RGBA"),
    "AVIF": _plain("AVIF", "L", "RGBA"),
    "JPEG 2000": _plain("JPEG2000", "L", "RGBA"),
    "HEIC": lambda: (_HEIC.read_bytes(),),
    "PDF": lambda: (_PDF,),
}
"""Whole pictures of each format."""


def form(kind: str) -> Opener:
    """Pictures of one format, all their pages."""

    def opened(_: Workshop) -> Door:
        return Door(FORMATS[kind](), _all_pages, _whole_png if kind == "PNG" else None)

    return opened


def page(_: Workshop) -> Door:
    """Spoilt pixels, at any width, through the whole reader."""
    reader, drawn = Reader("tiny"), np.asarray(number((3, 1)))

    def enter(content: bytes) -> None:
        width = content[0] % _WIDEST + 1 if content else 1
        pixels = np.frombuffer(content[1:], np.uint8)[: len(content[1:]) // width * width]
        reader.read(pixels.reshape(-1, width))

    return Door((bytes([drawn.shape[1] - 1]) + drawn.tobytes(),), enter)


def _all_pages(content: bytes) -> None:
    for _ in load_pages(content):
        pass
