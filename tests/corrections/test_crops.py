import io

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from shuzi.corrections.crops import LONGEST_SIDE, Crop
from shuzi.errors import PictureError


def opened(crop):
    return Image.open(io.BytesIO(crop.png))


def test_a_crop_keeps_its_pixels(png):
    crop = Crop.of(png(size=(20, 30)))

    assert (opened(crop).size, opened(crop).mode, opened(crop).format) == ((20, 30), "L", "PNG")
    assert set(np.asarray(opened(crop)).ravel()) == {0, 128}


def test_what_else_is_in_the_file_is_left_out():
    info = PngInfo()
    info.add_text("Author", "somebody")
    content = io.BytesIO()
    Image.new("L", (9, 9), 77).save(content, "PNG", pnginfo=info)
    assert b"somebody" in content.getvalue()

    assert b"somebody" not in Crop.of(content.getvalue()).png


def test_the_same_pixels_are_the_same_crop_however_they_were_encoded(png):
    assert Crop.of(png(kind="PNG")).sha256 == Crop.of(png(kind="BMP")).sha256
    assert Crop.of(png(shade=128)).sha256 != Crop.of(png(shade=129)).sha256


def test_the_same_bytes_in_another_shape_are_another_crop():
    def crop(size):
        content = io.BytesIO()
        Image.new("L", size, 77).save(content, "PNG")
        return Crop.of(content.getvalue())

    assert crop((6, 4)).sha256 != crop((4, 6)).sha256


def test_a_large_crop_is_reduced(png):
    assert opened(Crop.of(png(size=(1000, 500)))).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_what_is_no_picture_is_refused_by_its_name():
    with pytest.raises(PictureError, match=r"crop\.png: is no picture"):
        Crop.of(b"hello", "crop.png")
