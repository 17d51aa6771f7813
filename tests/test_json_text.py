import pytest

from shuzi.json_text import parse_json


def test_what_it_says_is_given():
    assert parse_json('{"a": [1, 2.5, null]}') == {"a": [1, 2.5, None]}


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a":' * 100_000, "9" * 5_000, b"\xff"])
def test_whatever_is_wrong_is_told_in_one_way(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_json(text)
