"""Tests of loading pictures of every kind."""

import base64
import io
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shuzi import pictures
from shuzi.errors import MissingExtraError, PictureError
from shuzi.pictures import list_folder, load, load_pages

# 64 x 48, white with a black bar: x from 8 to 20, y from 8 to 40.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAADAAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABo"
    "dmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEA"
    "GEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAA"
    "AwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAAB"
    "AAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAADht"
    "ZGF0AAAALCgBrwtg+t0IRWXj/uSra1715uWgZH70mpwvI9J9Ace7L8EEfnYbHjOF6DJF"
)
ORIENTATION = 0x0112


@pytest.fixture
def grey():
    return np.random.default_rng(0).integers(0, 256, (30, 40), np.uint8)


def encoded(image, kind="PNG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def test_path_text_bytes_array_and_image_give_the_same_picture(tmp_path):
    colours = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    image = Image.fromarray(colours)
    path = tmp_path / "a.png"
    image.save(path)
    loaded = [load(source) for source in (path, str(path), path.read_bytes(), colours, image)]
    for picture in loaded:
        np.testing.assert_array_equal(picture.grey, loaded[0].grey)
        assert picture.page == 1
    assert [picture.file for picture in loaded] == [str(path), str(path), "", "", ""]


def test_colours_become_luminance():
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    # ITU-R BT.601: 0.299 red, 0.587 green, 0.114 blue.
    np.testing.assert_allclose(load(colours).grey, [[76, 150, 29, 255]], atol=1)


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


@pytest.mark.parametrize("bits", [10, 12, 16])
def test_deep_pictures_are_scaled_by_the_bits_in_use(bits):
    ramp = np.linspace(0, 2**bits - 1, 256).astype(np.uint16).reshape(16, 16)
    expected = np.arange(256).reshape(16, 16)
    np.testing.assert_allclose(load(ramp).grey, expected, atol=1)
    np.testing.assert_allclose(load(encoded(Image.fromarray(ramp))).grey, expected, atol=1)


def test_arrays_of_every_kind(grey):
    np.testing.assert_array_equal(load(grey[..., None]).grey, grey)
    np.testing.assert_array_equal(load(grey / 255).grey, grey)
    np.testing.assert_array_equal(load((grey / 255).astype(np.float32)).grey, grey)
    np.testing.assert_array_equal(load(grey > 127).grey, np.where(grey > 127, 255, 0))
    np.testing.assert_array_equal(load(grey[::-1, ::2]).grey, grey[::-1, ::2])


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
    for kind in ("PNG", "TIFF"):
        content = encoded(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif)
        np.testing.assert_array_equal(load(content).grey, upright)


@pytest.mark.parametrize(("ink", "ground"), [(0, 255), (255, 0)])
def test_what_is_transparent_contrasts_with_the_ink(ink, ground):
    canvas = np.full((20, 20, 4), (90, 90, 90, 0), np.uint8)
    canvas[5:15, 8:12] = (ink, ink, ink, 255)
    grey = load(encoded(Image.fromarray(canvas))).grey
    assert grey[10, 10] == ink
    assert grey[0, 0] == ground


def test_paper_with_transparent_corners_stays_light():
    photo = np.full((20, 20, 4), 255, np.uint8)
    photo[:4, :4, 3] = 0
    assert load(photo).grey.min() == 255


def test_every_page_of_a_tiff_but_only_the_first_frame_of_a_film(grey):
    sheets = [Image.fromarray(grey), Image.fromarray(grey.T)]
    pages = list(load_pages(encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])))
    assert [page.page for page in pages] == [1, 2]
    np.testing.assert_array_equal(pages[1].grey, grey.T)
    film = encoded(sheets[0], "GIF", save_all=True, append_images=[Image.new("L", (40, 30))])
    assert len(list(load_pages(film))) == 1


def test_an_image_given_stays_at_its_frame(grey):
    sheets = [Image.fromarray(grey), Image.fromarray(grey[::-1])]
    content = encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1)
        np.testing.assert_array_equal(load(image).grey, grey[::-1])
        assert image.tell() == 1


def test_one_pixel_is_a_picture():
    assert load(encoded(Image.new("L", (1, 1), 7))).grey.tolist() == [[7]]


def test_heic_is_read():
    pytest.importorskip("pi_heif", reason="needs the extra 'formats'")
    grey = load(HEIC).grey
    assert grey.shape == (48, 64)
    assert grey[24, 14] < 30
    assert grey[24, 40] > 225


def pdf_pages(*images):
    return encoded(images[0], "PDF", resolution=100, save_all=True, append_images=images[1:])


def test_pdf_pages_are_drawn_at_300_dpi():
    pytest.importorskip("pypdfium2", reason="needs the extra 'formats'")
    dark, light = Image.new("L", (100, 50), 20), Image.new("L", (50, 100), 230)
    pages = list(load_pages(pdf_pages(dark, light)))
    assert [page.grey.shape for page in pages] == [(150, 300), (300, 150)]
    assert [int(np.median(page.grey)) for page in pages] == pytest.approx([20, 230], abs=3)


def test_a_poster_as_pdf_is_drawn_smaller(monkeypatch):
    pytest.importorskip("pypdfium2", reason="needs the extra 'formats'")
    monkeypatch.setattr(pictures, "MAX_PIXELS", 10_000)
    grey = load(pdf_pages(Image.new("L", (200, 100)))).grey
    assert 9_000 < grey.size < 10_400
    assert grey.shape[1] / grey.shape[0] == pytest.approx(2, abs=0.05)


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
    ("array", "cause"),
    [
        (np.zeros((0, 5), np.uint8), "no pixels"),
        (np.zeros(5, np.uint8), r"array \[5\] of uint8: is no picture"),
        (np.zeros((5, 5, 2), np.uint8), "is no picture"),
        (np.zeros((5, 5, 3, 1), np.uint8), "is no picture"),
        (np.zeros((5, 5), np.int64), "another type"),
        (np.array([["a"]]), "another type"),
        (np.full((5, 5), np.nan), "outside 0 to 1"),
        (np.full((5, 5), 200.0), "outside 0 to 1"),
        (np.full((5, 5), -np.inf), "outside 0 to 1"),
        (np.full((5, 5), 1e300), "outside 0 to 1"),
    ],
)
def test_arrays_that_are_no_pictures_are_refused(array, cause):
    with pytest.raises(PictureError, match=cause):
        load(array)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", r"picture \(0 bytes\): is empty"),
        (b"hello" * 300, r"picture \(1,500 bytes\): is no picture"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"%PDF-1.7 nothing", "is damaged"),
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


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(PictureError, match=r"missing.png.*No such file"):
        load(tmp_path / "missing.png")
    with pytest.raises(PictureError, match="Is a directory"):
        load(tmp_path)
    empty = tmp_path / "empty.jpg"
    empty.touch()
    with pytest.raises(PictureError, match=r"empty.jpg: is empty: 0 bytes"):
        load(empty)


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch):
    content = encoded(Image.new("L", (100, 100)))
    monkeypatch.setattr(pictures, "MAX_PIXELS", 9_999)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("was decoded"))
    with pytest.raises(PictureError, match="100 × 100 pixels, 9,999 in all"):
        load(content)


@pytest.mark.parametrize("limit", [4_000, 6_000])
def test_pillows_own_limit_is_told_as_ours(monkeypatch, limit):
    content = encoded(Image.new("L", (100, 100)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)  # twice that is an error, once a warning
    with pytest.raises(PictureError, match="too large"):
        load(content)


def test_a_folder_lists_its_pictures_by_name(tmp_path):
    for name in ("b.PNG", "a.jpg", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in list_folder(tmp_path)] == ["a.jpg", "b.PNG"]
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(PictureError, match="holds no pictures"):
        list_folder(empty)
