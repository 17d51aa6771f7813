"""Tests of decoding pictures of every format."""

import io
import re
import struct
import sys
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shuzi import decoding, pixels
from shuzi.errors import MissingExtraError, PictureError
from shuzi.pictures import load, load_pages

# 64 x 48, white with a black bar: x from 8 to 20, y from 8 to 40.
HEIC = (Path(__file__).parent / "bar.heic").read_bytes()
ORIENTATION = 0x0112

LOCKED_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<OWNER>/U<USER>>>endobj
trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>
%%EOF""".replace(b"OWNER", b"41" * 32).replace(b"USER", b"42" * 32)


@pytest.fixture
def grey():
    return np.random.default_rng(0).integers(0, 256, (30, 40), np.uint8)


def encoded(image, kind="PNG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF", "PPM", "WEBP"])
def test_formats_without_loss_give_the_pixels(grey, kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    np.testing.assert_allclose(
        load(encoded(Image.fromarray(grey), kind, **options)).grey, grey, atol=2
    )


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "I", "F"]
)
def test_every_mode_of_pillow_is_read(mode):
    black_and_white = np.zeros((8, 8), np.uint8)
    black_and_white[:, 4:] = 255
    image = Image.fromarray(black_and_white)
    if mode == "F":
        image = Image.fromarray(black_and_white.astype(np.float32) / 255)
    elif mode == "PA":
        image = image.convert("P").convert("PA")
    else:
        image = image.convert(mode)
    np.testing.assert_allclose(load(image).grey, black_and_white, atol=2)


FILES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "TIFF": ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F"],
    "JPEG": ["L", "RGB", "CMYK", "YCbCr"],
    "WEBP": ["L", "RGB", "RGBA"],
    "GIF": ["1", "L", "P", "RGBA"],
    "BMP": ["1", "L", "P", "RGB", "RGBA"],
    "PPM": ["1", "L", "RGB", "I;16", "F"],
    "JPEG2000": ["L", "LA", "RGB", "RGBA", "I;16"],
    "AVIF": ["L", "RGB", "RGBA"],
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(k, mode) for k, modes in FILES.items() for mode in modes]
)
def test_files_of_every_format_and_mode_are_read(kind, mode):
    paper = np.full((32, 48), 255, np.uint8)
    paper[:, 16:32] = 0
    match mode:
        case "F":
            image = Image.fromarray(paper.astype(np.float32) / 255)
        case "I" | "I;16":
            image = Image.fromarray(paper.astype(np.uint16) * 257)
            image = image.convert("I") if mode == "I" else image
        case _:
            image = Image.fromarray(paper).convert(mode)
    assert image.mode == mode
    # JPEG and the like smear what is dark over the nearest pixels.
    np.testing.assert_allclose(load(encoded(image, kind)).grey[:, ::8], paper[:, ::8], atol=9)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_colour_that_stands_for_transparent_becomes_paper(kind):
    levels = np.full((20, 20), 1, np.uint8)
    levels[5:15, 8:12] = 0
    image = Image.fromarray(levels)
    image.putpalette([0, 0, 0, 30, 30, 30])
    grey = load(encoded(image, kind, transparency=1)).grey
    np.testing.assert_array_equal(grey, np.where(levels, 255, 0))


def test_a_jpeg_s_luminance_is_that_of_its_colours():
    waves = 127 + 90 * np.sin(np.arange(64) / 9)
    colours = np.stack(np.broadcast_arrays(waves, waves[:, None], 255 - waves), axis=-1)
    content = encoded(Image.fromarray(colours.astype(np.uint8)), "JPEG", quality=95)
    with Image.open(io.BytesIO(content)) as image:
        np.testing.assert_allclose(load(content).grey.astype(int), load(image).grey, atol=2)


@pytest.mark.parametrize("bits", [10, 12, 16])
def test_deep_pictures_are_scaled_by_the_bits_in_use(bits):
    ramp = np.linspace(0, 2**bits - 1, 256).astype(np.uint16).reshape(16, 16)
    expected = np.arange(256).reshape(16, 16)
    np.testing.assert_allclose(load(ramp).grey, expected, atol=1)
    np.testing.assert_allclose(load(encoded(Image.fromarray(ramp))).grey, expected, atol=1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_once(orientation):
    upright = np.zeros((40, 60), np.uint8)
    upright[:10, :20] = 255  # the top left corner is bright
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    for kind in ("PNG", "TIFF", "JPEG", "WEBP", "AVIF"):
        content = encoded(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif)
        np.testing.assert_allclose(load(content).grey, upright, atol=80)
        assert load(content).grey.flags.c_contiguous


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_broken_exif_does_not_hide_the_picture(grey, kind):
    broken = b"Exif\0\0MM\0*nonsense"
    assert load(encoded(Image.fromarray(grey), kind, exif=broken)).grey.shape == grey.shape


@pytest.mark.parametrize(("ink", "ground"), [(0, 255), (255, 0)])
def test_what_is_transparent_contrasts_with_the_ink(ink, ground):
    canvas = np.full((20, 20, 4), (90, 90, 90, 0), np.uint8)
    canvas[5:15, 8:12] = (ink, ink, ink, 255)
    grey = load(encoded(Image.fromarray(canvas))).grey
    assert grey[10, 10] == ink
    assert grey[0, 0] == ground


def test_every_page_of_a_tiff_is_read(grey):
    sheets = [Image.fromarray(grey), Image.new("1", (9, 7), 1), Image.new("RGB", (5, 6), "red")]
    pages = list(load_pages(encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])))
    assert [(page.page, page.pages) for page in pages] == [(1, 3), (2, 3), (3, 3)]
    assert [page.grey.shape for page in pages] == [(30, 40), (7, 9), (6, 5)]
    np.testing.assert_array_equal(pages[0].grey, grey)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_only_the_first_frame_of_a_film_is_read(kind):
    frames = [Image.new("RGB", (40, 30), (shade,) * 3) for shade in (200, 10, 90)]
    (page,) = load_pages(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert (page.page, page.pages) == (1, 1)
    np.testing.assert_allclose(page.grey, 200, atol=3)


def test_one_pixel_is_a_picture():
    assert load(encoded(Image.new("L", (1, 1), 7))).grey.tolist() == [[7]]


def test_heic_is_read():
    pytest.importorskip("pi_heif", reason="needs the extra 'formats'")
    grey = load(HEIC).grey
    assert grey.shape == (48, 64)
    assert grey[24, 14] < 30
    assert grey[24, 40] > 225


def test_pages_before_the_first_that_is_wanted_are_not_decoded(grey, monkeypatch):
    sheets = [Image.fromarray(grey), Image.fromarray(255 - grey)]
    content = encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    decoded = []
    monkeypatch.setattr(decoding, "grey_image", lambda *_: decoded.append(1) or grey)
    (page,) = load_pages(content, first=2)

    assert (page.page, page.pages, len(decoded)) == (2, 2, 1)
    assert list(load_pages(content, first=3)) == []


def pdf_pages(*images):
    return encoded(images[0], "PDF", resolution=100, save_all=True, append_images=images[1:])


def test_pdf_pages_are_drawn_at_300_dpi():
    pytest.importorskip("pypdfium2", reason="needs the extra 'formats'")
    dark, light = Image.new("L", (100, 50), 20), Image.new("L", (50, 100), 230)
    pages = list(load_pages(pdf_pages(dark, light)))
    assert [page.grey.shape for page in pages] == [(150, 300), (300, 150)]
    assert [(page.page, page.pages) for page in pages] == [(1, 2), (2, 2)]
    assert [int(np.median(page.grey)) for page in pages] == pytest.approx([20, 230], abs=3)


def test_a_poster_as_pdf_is_drawn_smaller(monkeypatch):
    pytest.importorskip("pypdfium2", reason="needs the extra 'formats'")
    monkeypatch.setattr(decoding, "MAX_PIXELS", 10_000)
    grey = load(pdf_pages(Image.new("L", (200, 100)))).grey
    assert 9_000 < grey.size < 10_400
    assert grey.shape[1] / grey.shape[0] == pytest.approx(2, abs=0.05)


def test_a_pdf_page_as_thin_as_a_hair_is_refused_before_it_is_drawn():
    pytest.importorskip("pypdfium2", reason="needs the extra 'formats'")
    content = pdf_pages(Image.new("L", (10, 10)))
    page = re.sub(rb"/MediaBox \[[^]]*\]", b"/MediaBox [0 0 0.001 90000000]", content)
    assert page != content
    with pytest.raises(PictureError, match=r"pixels|damaged"):
        load(page)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I", "F"])
def test_pixels_are_the_same_strip_by_strip(grey, monkeypatch, mode):
    image = Image.fromarray(grey).convert(mode)
    if mode == "F":
        image = Image.fromarray(grey / np.float32(255))
    whole = load(image).grey
    monkeypatch.setattr(decoding, "_STRIP_PIXELS", 100)
    np.testing.assert_array_equal(load(image).grey, whole)


def test_formats_that_nobody_scans_in_are_not_opened():
    with pytest.raises(PictureError, match="is no picture that can be read"):
        load(encoded(Image.new("RGB", (8, 8)), "TGA"))


def test_pdfs_may_be_read_from_several_threads():
    pytest.importorskip("pypdfium2", reason="needs the extra 'formats'")
    content = pdf_pages(*[Image.new("L", (60, 60), shade) for shade in (50, 100, 150)])
    shades = []

    def read():
        shades.append([int(np.median(page.grey)) for page in load_pages(content)])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shades == [pytest.approx([50, 100, 150], abs=3)] * 4


@pytest.mark.parametrize(("module", "content"), [("pypdfium2", b"%PDF-1.7"), ("pi_heif", HEIC)])
def test_a_missing_extra_is_named(monkeypatch, module, content):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match="formats"):
        load(content)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", r"picture \(0 bytes\): is empty"),
        (b"hello" * 300, r"picture \(1,500 bytes\): is no picture"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"%PDF-1.7 nothing", "is damaged"),
        (LOCKED_PDF, "is locked; save it without a password"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "is PostScript"),
        (HEIC[:100], "is damaged|is no picture"),
    ],
)
def test_bytes_that_are_no_pictures_are_refused(content, cause):
    if content.startswith(b"%PDF"):
        pytest.importorskip("pypdfium2", reason="needs the extra 'formats'")
    if content.startswith(HEIC[:12]):
        pytest.importorskip("pi_heif", reason="needs the extra 'formats'")
    with pytest.raises(PictureError, match=cause):
        load(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_truncated_files_are_refused(grey, kind):
    content = encoded(Image.fromarray(grey), kind)
    with pytest.raises(PictureError, match=r"damaged|no picture"):
        load(content[: len(content) // 2])


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_gives_a_picture_or_a_picture_error(data):
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"]))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    content = bytearray(encoded(Image.new("RGB", (9, 7), (9, 99, 199)), kind, exif=exif))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = load(bytes(content))
    except PictureError:
        return
    except UserWarning:  # Pillow warns of some damage; warnings are errors here
        return
    assert picture.grey.ndim == 2


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch):
    content = encoded(Image.new("L", (100, 100)))
    monkeypatch.setattr(pixels, "MAX_PIXELS", 9_999)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("was decoded"))
    with pytest.raises(PictureError, match="100 × 100 pixels, 9,999 in all"):
        load(content)


def png_header(width, height):
    """A PNG that promises more than it holds."""
    size = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    checksum = struct.pack(">I", zlib.crc32(size))
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + size + checksum + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"


@pytest.mark.parametrize(
    ("width", "height"), [(8_001, 8_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_by_the_size_it_promises(width, height):
    with pytest.raises(PictureError, match="64,000,000"):
        load(png_header(width, height))


def test_a_page_too_large_is_refused_though_the_first_is_not(monkeypatch):
    sheets = [Image.new("L", (9, 9)), Image.new("L", (99, 99))]
    pages = load_pages(encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:]))
    monkeypatch.setattr(pixels, "MAX_PIXELS", 100)
    assert next(pages).grey.shape == (9, 9)
    with pytest.raises(PictureError, match="has 99 × 99 pixels"):
        next(pages)


@pytest.mark.parametrize("limit", [4_000, 6_000])
def test_pillows_own_limit_is_told_as_ours(monkeypatch, limit):
    content = encoded(Image.new("L", (100, 100)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)  # twice that is an error, once a warning
    with pytest.raises(PictureError, match="more than the 64,000,000 pixels that are allowed"):
        load(content)
