import json
from dataclasses import FrozenInstanceError, replace

import pytest

from shuzi.results import Box, Digit, Line, Reading, Refusal

LIKELY_FOUR = (0.0, 0.0, 0.0, 0.0, 0.98765432, 0.0, 0.0, 0.0, 0.0, 0.01)
FOUR = Digit(4, 0.98765432, Box(3, 5, 10, 20), LIKELY_FOUR)
BLOT = Refusal(Box(15, 5, 8, 20), "not a digit")
LINE = Line("4?", 0.98765432, Box(3, 5, 20, 20), (FOUR,))
READING = Reading(
    text="4?",
    lines=(LINE,),
    refused=(BLOT,),
    width=40,
    height=30,
    file="dir/a.png",
    page=2,
    model="fast 0.1.0",
    milliseconds=1.23456,
)


def test_the_json_of_a_reading_is_the_contract_s():
    assert READING.to_dict() == {
        "file": "dir/a.png",
        "page": 2,
        "width": 40,
        "height": 30,
        "text": "4?",
        "lines": [
            {
                "text": "4?",
                "confidence": 0.987654,
                "box": [3, 5, 20, 20],
                "digits": [{"value": 4, "confidence": 0.987654, "box": [3, 5, 10, 20]}],
            }
        ],
        "refused": [{"box": [15, 5, 8, 20], "reason": "not a digit"}],
        "model": "fast 0.1.0",
        "milliseconds": 1.235,
    }


def test_it_survives_json():
    plain = READING.to_dict()

    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize("result", [READING, LINE, FOUR, BLOT, FOUR.box])
def test_results_cannot_be_changed_and_are_told_apart_by_value(result):
    with pytest.raises(FrozenInstanceError):
        setattr(result, next(iter(type(result).__slots__)), None)
    assert len({result, replace(result)}) == 1


def test_a_digit_that_was_not_refused_has_no_reason():
    assert FOUR.reason is None
