"""What was read, as the JSON of an answer."""

import base64
from typing import Any

import cv2
import numpy as np

from shuzi.framing import FRAME
from shuzi.results import Digit, Reading, Refusal

__all__ = ["classified", "reading_answer"]


def reading_answer(reading: Reading, *, details: bool) -> dict[str, Any]:
    """A reading as its schema has it; with details, what the network saw and thought too."""
    answer = reading.to_dict()
    if details:
        for line, read in zip(answer["lines"], reading.lines, strict=True):
            for digit, place in zip(line["digits"], read.digits, strict=True):
                digit.update(_details(place))
        for refusal, refused in zip(answer["refused"], reading.refused, strict=True):
            refusal.update(_details(refused))
    return answer


def classified(digit: Digit, *, details: bool) -> dict[str, Any]:
    """One digit, read or refused."""
    answer = digit.to_dict() | {"reason": digit.reason}
    return answer | _details(digit) if details else answer


def _details(place: Digit | Refusal) -> dict[str, Any]:
    return {
        "probabilities": [round(share, 6) for share in place.probabilities],
        "frame": None if place.frame is None else _data_url(place.frame),
    }


def _data_url(frame: bytes) -> str:
    pixels = np.frombuffer(frame, np.uint8).reshape(FRAME, FRAME)
    _, encoded = cv2.imencode(".png", pixels)
    return f"data:image/png;base64,{base64.b64encode(encoded.tobytes()).decode()}"
