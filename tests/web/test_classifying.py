import pytest

import shuzi
from shuzi.errors import PictureError
from shuzi.web.classifying import Crop, classify_all, classify_each
from shuzi.web.files import File

BAD = Crop(File("", b"no picture"), details=False)


@pytest.fixture(scope="module")
def reader():
    return shuzi.Reader("tiny")


@pytest.fixture
def good(examples):
    return Crop(File("one.png", examples["one.png"]), details=False)


def test_pictures_of_several_requests_are_read_as_those_of_one(reader, good):
    answers = classify_each(reader, [good, good])

    assert answers == classify_all(reader, [good, good])
    assert answers[0]["value"] == 5


def test_only_who_asks_for_details_is_told_them(reader, good):
    brief, full = classify_each(reader, [good, Crop(good.file, details=True)])

    assert full.keys() - brief.keys() == {"probabilities", "frame"}


def test_who_sent_no_picture_is_told_and_the_others_get_their_digits(reader, good):
    one, error, other = classify_each(reader, [good, BAD, good])

    assert one == other
    assert isinstance(error, PictureError)
    assert error.subject == "the picture"


def test_of_one_request_the_picture_that_is_none_is_named_by_its_number(reader, good):
    with pytest.raises(PictureError, match="picture 2"):
        classify_all(reader, [good, BAD])
