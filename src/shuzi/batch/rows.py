"""What was read, a row a picture: the columns of the results."""

from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shuzi.answers import REASONS, Answers
from shuzi.results import Box, Reading

__all__ = ["ROWS", "rows_of_frames", "rows_of_readings"]

_BOX = pa.struct([(side, pa.int32()) for side in ("x", "y", "width", "height")])
_LINE = pa.struct([("text", pa.string()), ("confidence", pa.float32()), ("box", _BOX)])
_DIGIT = pa.struct(
    [("line", pa.int32()), ("value", pa.int8()), ("confidence", pa.float32()), ("box", _BOX)]
)
_REFUSAL = pa.struct([("box", _BOX), ("reason", pa.string())])

ROWS = pa.schema(
    [
        ("key", pa.string()),
        ("text", pa.string()),
        ("lines", pa.list_(_LINE)),
        ("digits", pa.list_(_DIGIT)),
        ("refused", pa.list_(_REFUSAL)),
        ("confidence", pa.float32()),
        ("page", pa.int32()),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("error", pa.string()),
        ("model", pa.string()),
    ]
)
"""Text, page and size are null where ``error`` is not. ``digits`` of all lines stand in one list,
``line`` counted from 0; ``confidence`` that all of them are right is null where there is none."""

_NOTHING: dict[str, Any] = {"lines": [], "digits": [], "refused": []}


def rows_of_readings(read: Iterable[tuple[str, Reading | str]], model: str) -> pa.Table:
    """A row for each key with its reading, or with what went wrong.

    Args:
        read: the keys, each with that.
        model: name and version of the model.
    """
    rows = [
        {"key": key, "error": found, "model": model, **_NOTHING}
        if isinstance(found, str)
        else {"key": key, "model": model, **_row(found)}
        for key, found in read
    ]
    return pa.Table.from_pylist(rows, ROWS)


def rows_of_frames(
    keys: pa.Array, answers: Answers, boxes: NDArray[np.int32], side: int, model: str
) -> pa.Table:
    """A row for each frame, as if it had been read as a picture of one digit.

    Args:
        keys: of N frames.
        answers: theirs.
        boxes: int32 [N, 4], where the ink stands: x, y, width and height.
        side: of the frames, in pixels.
        model: name and version of the model.
    """
    is_read = answers.reasons == 0
    values, confidences = answers.likeliest[is_read], answers.confidences[is_read]
    texts, probable = pa.array(values).cast(pa.string()), pa.array(confidences, pa.float32())
    read_boxes, refused_boxes = _boxes(boxes[is_read]), _boxes(boxes[~is_read])
    reasons = pa.array(REASONS).take(pa.array(answers.reasons[~is_read]))
    line_numbers = pa.array(np.zeros(len(values), np.int32))
    count = len(keys)
    columns = {
        "key": keys,
        "text": _where(is_read, texts).fill_null(""),
        "lines": _lists(is_read, _LINE, [texts, probable, read_boxes]),
        "digits": _lists(is_read, _DIGIT, [line_numbers, pa.array(values), probable, read_boxes]),
        "refused": _lists(~is_read, _REFUSAL, [refused_boxes, reasons]),
        "confidence": _where(is_read, probable),
        "page": _repeated(1, count),
        "width": _repeated(side, count),
        "height": _repeated(side, count),
        "error": pa.nulls(count, pa.string()),
        "model": pa.repeat(pa.scalar(model), count),
    }
    return pa.Table.from_arrays([columns[name] for name in ROWS.names], schema=ROWS)


def _row(reading: Reading) -> dict[str, Any]:
    confidence = prod(line.confidence for line in reading.lines)
    return {
        "text": reading.text,
        "lines": [
            {"text": line.text, "confidence": line.confidence, "box": _box(line.box)}
            for line in reading.lines
        ],
        "digits": [
            {
                "line": number,
                "value": digit.value,
                "confidence": digit.confidence,
                "box": _box(digit.box),
            }
            for number, line in enumerate(reading.lines)
            for digit in line.digits
        ],
        "refused": [
            {"box": _box(refusal.box), "reason": refusal.reason} for refusal in reading.refused
        ],
        "confidence": confidence if reading.lines else None,
        "page": reading.page,
        "width": reading.width,
        "height": reading.height,
    }


def _box(box: Box) -> dict[str, int]:
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}


def _boxes(boxes: NDArray[np.int32]) -> pa.StructArray:
    sides = [pa.array(np.ascontiguousarray(side)) for side in boxes.T]
    return pa.StructArray.from_arrays(sides, fields=list(_BOX))


def _lists(has_one: NDArray[np.bool_], kind: pa.StructType, fields: list[pa.Array]) -> pa.Array:
    """A list for each row: of one element where it has one, else of none."""
    offsets = np.concatenate([[0], has_one.cumsum()]).astype(np.int32)
    elements = pa.StructArray.from_arrays(fields, fields=list(kind))
    return pa.ListArray.from_arrays(pa.array(offsets), elements)


def _where(holds: NDArray[np.bool_], values: pa.Array) -> pa.Array:
    """The values in the rows for which it holds, and null in the others."""
    places = holds.cumsum() - 1
    return values.take(pa.array(places, mask=~holds))


def _repeated(number: int, count: int) -> pa.Array:
    return pa.array(np.full(count, number, np.int32))
