import pytest

import shuzi
from shuzi.errors import PictureError
from shuzi.web.classifying import classify_all, classify_each
from shuzi.web.forms import File


@pytest.fixture(scope="module")
def reader():
    return shuzi.Reader("tiny")


def test_pictures_of_several_requests_are_read_as_those_of_one(reader, examples):
    files = [File("one.png", examples["one.png"])] * 2

    assert classify_each(reader, files) == classify_all(reader, files)


def test_who_sent_no_picture_is_told_and_the_others_get_their_digits(reader, examples):
    good, bad = File("one.png", examples["one.png"]), File("", b"no picture")

    one, error, other = classify_each(reader, [good, bad, good])

    assert one == other
    assert isinstance(error, PictureError)
    assert error.subject == "the picture"


def test_of_one_request_the_picture_that_is_none_is_named_by_its_number(reader, examples):
    with pytest.raises(PictureError, match="picture 2"):
        classify_all(reader, [File("one.png", examples["one.png"]), File("", b"no picture")])
