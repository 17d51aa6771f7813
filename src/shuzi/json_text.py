"""JSON that others wrote, in which whatever is wrong is told in one way."""

import json
from typing import Any

__all__ = ["parse_json"]


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401  JSON is any of its kinds
    """What a text says.

    Raises:
        ValueError: it is no JSON, holds a number of thousands of digits, or is nested so deeply
            that Python cannot follow.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
