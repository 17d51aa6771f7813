import io
import json

import numpy as np
import pytest
from PIL import Image

import shuzi
from shuzi.errors import PictureError
from shuzi.web.classifying import classify, is_small
from shuzi.web.jobs import Crop

BAD = Crop("the picture", b"no picture")


@pytest.fixture(scope="module")
def reader():
    return shuzi.Reader("tiny")


@pytest.fixture
def good(examples):
    return Crop("one.png", examples["one.png"])


def encoded(pixels, kind="PNG"):
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, kind)
    return content.getvalue()


def test_pictures_of_several_requests_are_read_as_each_by_itself(reader, good):
    together = classify(reader, [good, good])

    assert together == classify(reader, [good]) * 2
    assert json.loads(together[0])["value"] == 5


def test_only_who_asks_for_details_is_told_them(reader, good):
    crops = [good, Crop(good.name, good.content, details=True)]
    brief, full = map(json.loads, classify(reader, crops))

    assert full.keys() - brief.keys() == {"probabilities", "frame"}


def test_who_sent_no_picture_is_told_and_the_others_get_their_digits(reader, good):
    one, error, other = classify(reader, [good, BAD, good])

    assert one == other
    assert isinstance(error, PictureError)
    assert error.subject == "the picture"


@pytest.mark.parametrize(
    ("shape", "kind", "small"),
    [
        ((28, 28), "PNG", True),
        ((64, 64), "PNG", True),
        ((64, 65), "PNG", False),
        ((2, 2049), "PNG", False),
        ((28, 28), "BMP", False),
    ],
)
def test_only_a_small_png_is_known_to_take_but_a_moment(shape, kind, small):
    assert is_small(Crop("", encoded(np.zeros(shape, np.uint8), kind))) is small


def test_a_small_picture_in_many_bytes_is_not_small():
    assert not is_small(Crop("", encoded(np.zeros((28, 28), np.uint8)) + bytes(4_096)))


def test_a_second_header_that_says_another_size_does_not_deceive():
    small, large = (encoded(np.zeros((side, side), np.uint8)) for side in (8, 500))
    header = slice(8, 33)

    assert not is_small(Crop("", small[: header.stop] + large[header] + small[header.stop :]))


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"no picture"])
def test_what_is_hardly_a_picture_does_not_disturb(content):
    assert not is_small(Crop("", content))
