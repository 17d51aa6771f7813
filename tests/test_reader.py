"""Tests of reading pictures from end to end."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest
from PIL import Image

from shuzi.classifier import Classifier
from shuzi.errors import PictureError
from shuzi.reader import Reader
from shuzi.results import Box
from shuzi.synthesis.collection import Collection
from shuzi.synthesis.strips import draw_line


@pytest.fixture(scope="module")
def reader(model):
    return Reader(model)


@pytest.fixture
def on_paper(written):
    """Dark on light, as most people write."""
    return lambda text: 255 - written(text)


def answers(reading):
    """All that does not depend on the clock or on where the picture came from."""
    return replace(reading, milliseconds=0.0, file="")


def png(grey):
    content = io.BytesIO()
    Image.fromarray(grey).save(content, "PNG")
    return content.getvalue()


def test_lines_are_read_top_to_bottom(reader, on_paper):
    reading = reader.read(on_paper("1480\n230\n5697"))
    assert reading.text == "1480\n230\n5697"
    assert [line.text for line in reading.lines] == ["1480", "230", "5697"]
    assert [[digit.value for digit in line.digits] for line in reading.lines] == [
        [1, 4, 8, 0],
        [2, 3, 0],
        [5, 6, 9, 7],
    ]
    assert reading.refused == ()


def test_light_on_dark_reads_the_same(reader, written):
    light, dark = reader.read(written("3071")), reader.read(255 - written("3071"))
    assert answers(light) == answers(dark)


def test_a_reading_tells_of_its_picture_and_model(reader, on_paper):
    grey = on_paper("12")
    reading = reader.read(grey)
    assert (reading.height, reading.width) == grey.shape
    assert (reading.file, reading.page, reading.model) == ("", 1, "nearest 1.0")
    assert 0 < reading.milliseconds < 60_000


def test_a_line_encloses_its_digits_and_is_as_sure_as_all_of_them(reader, on_paper):
    (line,) = reader.read(on_paper("507")).lines
    first, _, last = line.digits
    assert line.box.x == first.box.x
    assert line.box.x + line.box.width == last.box.x + last.box.width
    assert line.confidence == pytest.approx(np.prod([digit.confidence for digit in line.digits]))


def test_path_bytes_array_and_image_read_the_same(reader, on_paper, tmp_path):
    grey = on_paper("905\n41")
    path = tmp_path / "page.png"
    path.write_bytes(png(grey))
    sources = [path, str(path), png(grey), grey, Image.fromarray(grey)]
    readings = [reader.read(source) for source in sources]
    assert [answers(reading) for reading in readings] == [answers(readings[0])] * 5
    assert [reading.file for reading in readings] == [str(path), str(path), "", "", ""]
    digits = reader.classify([on_paper("7")] * 2 + [png(on_paper("7"))])
    assert digits == [digits[0]] * 3


def test_a_refused_place_stands_in_the_number(reader, on_paper):
    reading = reader.read(on_paper("1x80"))
    assert reading.text == "1?80"
    assert [digit.value for digit in reading.lines[0].digits] == [1, 8, 0]
    (refusal,) = reading.refused
    assert refusal.reason == "not a digit"
    first, second = reading.lines[0].digits[:2]
    assert first.box.x < refusal.box.x < second.box.x


def test_a_line_without_any_digit_is_refused_and_no_text(reader, on_paper):
    reading = reader.read(on_paper("xx\n42"))
    assert reading.text == "42"
    assert len(reading.refused) == 2


def test_a_blank_page_reads_as_nothing(reader):
    reading = reader.read(np.full((40, 60), 200, np.uint8))
    assert (reading.text, reading.lines, reading.refused) == ("", (), ())


def test_single_digits_have_boxes_in_their_own_pictures(reader, on_paper):
    digits = reader.classify([on_paper("4"), np.pad(on_paper("9"), 30, constant_values=255)])
    assert [digit.value for digit in digits] == [4, 9]
    moved = reader.classify([on_paper("9")])[0].box
    box = digits[1].box
    assert box == Box(moved.x + 30, moved.y + 30, moved.width, moved.height)


def test_a_blank_picture_among_others_is_refused_as_blank(reader, on_paper):
    blank = np.full((40, 60), 200, np.uint8)
    first, refused, last = reader.classify([on_paper("1"), blank, on_paper("2")])
    assert (first.value, last.value) == (1, 2)
    assert (refused.value, refused.reason, refused.confidence) == (None, "blank", 0.0)
    assert refused.probabilities == (0.0,) * 10
    assert refused.box == Box(0, 0, 60, 40)
    assert reader.classify([]) == []


def test_pictures_of_a_digit_are_read_in_one_run_as_they_are_one_by_one(reader, on_paper):
    pictures = [on_paper("3"), np.full((40, 60), 200, np.uint8), on_paper("8")]
    together = reader.read_singles(pictures)

    assert [reading.text for reading in together] == ["3", "", "8"]
    for reading, picture in zip(together, pictures, strict=True):
        assert replace(reading, milliseconds=0) == replace(
            reader.read_single(picture), milliseconds=0
        )


def test_a_single_digit_reads_as_a_reading(reader, on_paper):
    assert reader.read_single(on_paper("6")).text == "6"
    blank = reader.read_single(np.full((40, 60), 200, np.uint8))
    assert blank.text == ""
    assert [refusal.reason for refusal in blank.refused] == ["blank"]


def test_pages_are_read_one_by_one(reader, on_paper):
    sheets = [Image.fromarray(on_paper(text)) for text in ("12", "345")]
    content = io.BytesIO()
    sheets[0].save(content, "TIFF", save_all=True, append_images=sheets[1:])
    readings = list(reader.read_pages(content.getvalue()))
    assert [(reading.page, reading.text) for reading in readings] == [(1, "12"), (2, "345")]


def test_the_classifier_runs_once_a_picture(reader, on_paper, monkeypatch):
    runs = []
    logits = Classifier.logits
    monkeypatch.setattr(
        Classifier,
        "logits",
        lambda self, frames: runs.append(len(frames)) or logits(self, frames),
    )
    monkeypatch.setattr("shuzi.reader.are_sure", lambda by_line: [False] * len(by_line))
    reader.read(on_paper("123\n456"))
    reader.classify([on_paper("1"), on_paper("2")])
    assert runs == [6, 2]


def test_the_classifier_is_not_asked_where_the_line_is_sure(reader, on_paper, monkeypatch):
    def wrong(self, frames):
        assert not len(frames)
        return np.empty((0, len(self.card.classes)), np.float32)

    monkeypatch.setattr(Classifier, "logits", wrong)
    monkeypatch.setattr("shuzi.reader.are_sure", lambda by_line: [True] * len(by_line))
    assert reader.read(on_paper("123\n456")).text == "123\n456"


def test_threads_share_a_reader(reader, on_paper):
    pages = [on_paper(text) for text in ("12", "3456", "78\n90", "0")] * 8
    alone = [answers(reader.read(page)) for page in pages]
    with ThreadPoolExecutor(8) as pool:
        assert [answers(reading) for reading in pool.map(reader.read, pages)] == alone


def test_a_bad_picture_is_named(reader, tmp_path):
    with pytest.raises(PictureError, match=r"none.png"):
        reader.read(tmp_path / "none.png")
    with pytest.raises(PictureError, match=r"none.png"):
        reader.classify([tmp_path / "none.png"])


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema", reason="needs the extra 'dev'")
    text = resources.files("shuzi").joinpath("schemas/reading.schema.json").read_text("utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    return jsonschema.Draft202012Validator(json.loads(text))


@pytest.mark.parametrize("text", ["", "7", "1x80\n234", "xx"])
def test_the_schema_accepts_readings(reader, on_paper, validator, text):
    reading = reader.read(on_paper(text)) if text else reader.read_single(on_paper(" "))
    validator.validate(json.loads(json.dumps(reading.to_dict())))


@pytest.mark.parametrize(
    "change",
    [
        {"page": 0},
        {"text": "12a"},
        {"text": "12\n\n3"},
        {"extra": 1},
        {"width": "60"},
        {"lines": [{}]},
        {"lines": None},
        {"refused": [{"box": [0, 0, 1, 1], "reason": "ugly"}]},
        {"refused": [{"box": [0, 0, 1], "reason": "blank"}]},
        {"refused": [{"box": [0, 0, 1, 1, 1], "reason": "blank"}]},
        {"milliseconds": -1},
    ],
)
def test_the_schema_refuses_what_is_no_reading(reader, on_paper, validator, change):
    good = reader.read(on_paper("12")).to_dict()
    assert validator.is_valid(good)
    assert not validator.is_valid(good | change)
    for key in good:
        assert not validator.is_valid({name: value for name, value in good.items() if name != key})


@pytest.fixture(scope="module")
def shipped():
    """A reader with the shipped models."""
    return Reader()


def test_lines_as_people_write_them_are_mostly_read(shipped):
    lines = [Collection("lines", seed=8, height=48)[number] for number in range(40)]
    exact = [shipped.read(line.picture).text == line.text for line in lines]
    assert np.mean(exact) > 0.6


def test_words_yield_hardly_any_digits(shipped):
    pictures = [
        draw_line("????", np.random.default_rng(seed), height=48).picture for seed in range(40)
    ]
    digits = [len(line.digits) for picture in pictures for line in shipped.read(picture).lines]
    assert sum(digits) < 0.2 * 4 * len(pictures)


@pytest.mark.parametrize("count", [3, 5])
def test_as_many_digits_are_looked_for_as_are_expected(shipped, on_paper, count):
    reading = shipped.read(on_paper("2580"), expect=count)
    assert sum(len(line.digits) for line in reading.lines) + len(reading.refused) == count


def test_a_stranger_is_left_out_around_a_number_and_kept_within(shipped, on_paper):
    """`x` is written as a cross."""
    assert "?" in shipped.read(on_paper("1x80")).text
    assert "?" not in shipped.read(on_paper("x180")).text


def test_digits_and_refused_places_carry_the_frame_that_the_network_saw(reader, on_paper):
    seven = on_paper("7")
    read, refused = reader.read_single(seven), reader.refusing_below(1.0).read_single(seven)
    (digit,), (place,) = read.lines[0].digits, refused.refused

    frame = np.frombuffer(digit.frame, np.uint8).reshape(28, 28)
    assert reader.classifier.classify(frame[None])[0].value == 7
    assert place.frame == digit.frame
    assert place.probabilities == digit.probabilities


def test_a_blank_picture_has_no_frame(reader):
    (place,) = reader.read_single(np.full((40, 40), 255, np.uint8)).refused

    assert (place.reason, place.frame) == ("blank", None)


def test_a_reader_that_refuses_more_leaves_the_first_as_it_was(reader, on_paper):
    strict = reader.refusing_below(1.0)

    assert strict.read_single(on_paper("7")).refused[0].reason == "unsure"
    assert reader.read_single(on_paper("7")).text == "7"
    with pytest.raises(ValueError, match="0 to 1"):
        reader.refusing_below(1.5)


def test_in_the_cells_of_a_form_a_stranger_is_less_likely(shipped, monkeypatch):
    """What looks like a digit or a letter alone is taken for a digit in a cell."""
    page = np.full((141, 311), 255, np.uint8)
    page[20:-20:100, 20:-20] = page[20:-20, 20:-20:90] = 0
    for place in range(3):
        page[55:95, 62 + 90 * place : 68 + 90 * place] = 0
    alone = page[40:100, 40:100]

    def doubtful(frames):
        return np.tile(np.array([0, 0.3, *[0] * 8, 0.7], np.float32), (len(frames), 1))

    monkeypatch.setattr(shipped.classifier, "probabilities", doubtful)
    assert [digit.reason for digit in shipped.classify([alone])] == ["not a digit"]
    assert shipped.read(page).text == "111"
