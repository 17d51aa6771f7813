import numpy as np
import pyarrow as pa

from shuzi.answers import answer_all
from shuzi.batch.rows import ROWS, rows_of_frames, rows_of_readings
from shuzi.results import Box, Digit, Line, Reading, Refusal

BOX = {"x": 1, "y": 2, "width": 3, "height": 4}


def digit(value, confidence):
    return Digit(value, confidence, Box(1, 2, 3, 4), (0.0,) * 10)


def reading(lines, refused=()):
    text = "\n".join(line.text for line in lines)
    return Reading(text, tuple(lines), tuple(refused), 28, 28, "", 1, "m 1", 0.1)


def line(*digits):
    confidence = float(np.prod([each.confidence for each in digits]))
    text = "".join(str(each.value) for each in digits)
    return Line(text, confidence, Box(1, 2, 3, 4), digits)


def test_a_reading_becomes_a_row_with_nested_columns():
    read = reading(
        [line(digit(1, 0.5), digit(2, 0.5)), line(digit(3, 0.5))],
        [Refusal(Box(1, 2, 3, 4), "unsure")],
    )
    (row,) = rows_of_readings([("a/b.png", read)], "m 1").to_pylist()

    assert (row["key"], row["text"], row["model"], row["error"]) == (
        "a/b.png",
        "12\n3",
        "m 1",
        None,
    )
    assert row["confidence"] == 0.125
    assert [each["text"] for each in row["lines"]] == ["12", "3"]
    assert [(each["line"], each["value"]) for each in row["digits"]] == [(0, 1), (0, 2), (1, 3)]
    assert row["digits"][0]["box"] == BOX
    assert row["refused"] == [{"box": BOX, "reason": "unsure"}]
    assert (row["page"], row["width"], row["height"]) == (1, 28, 28)


def test_what_went_wrong_is_a_row_too():
    (row,) = rows_of_readings([("a.png", "is damaged")], "m 1").to_pylist()

    assert row["error"] == "is damaged"
    assert row["text"] is row["confidence"] is row["width"] is None
    assert row["digits"] == row["lines"] == row["refused"] == []


def test_frames_become_the_rows_that_readings_of_them_would():
    probabilities = np.zeros((4, 11), np.float32)
    probabilities[0, 7] = 0.75
    probabilities[1, 3] = 0.25  # too little
    probabilities[2, 10] = 0.75  # another class
    probabilities[3, 0] = 1.0
    keys = ["a/0", "a/1", "a/2", "a/3"]
    boxes = np.tile(np.array([1, 2, 3, 4], np.int32), (4, 1))
    rows = rows_of_frames(pa.array(keys), answer_all(probabilities, 0.5), boxes, 28, "m 1")
    box = Box(1, 2, 3, 4)
    expected = [
        reading([line(digit(7, 0.75))]),
        reading([], [Refusal(box, "unsure")]),
        reading([], [Refusal(box, "not a digit")]),
        reading([line(digit(0, 1.0))]),
    ]

    assert rows.schema == ROWS
    assert rows == rows_of_readings(zip(keys, expected, strict=True), "m 1")


def test_no_frames_are_no_rows():
    answers = answer_all(np.zeros((0, 10), np.float32), 0.5)
    rows = rows_of_frames(pa.array([], pa.string()), answers, np.zeros((0, 4), np.int32), 28, "m")

    assert len(rows) == 0
