"""Tensors as the Open Inference Protocol sends them: JSON, with the numbers in it or behind it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from shuzi.framing import FRAME

__all__ = ["HEADER_LENGTH", "MOST_FRAMES", "InferenceRequest", "Tensors", "response"]

HEADER_LENGTH = "Inference-Header-Content-Length"
"""This header says how long the JSON is, where binary numbers follow it."""

MOST_FRAMES = 4_096
"""So many are run at once."""

_INPUT = "frames"
_FRAME_SHAPE = (1, FRAME, FRAME)
_ALLOWED = f"[1 to {MOST_FRAMES}, 1, {FRAME}, {FRAME}]"
_BRIGHTEST = np.iinfo(np.uint8).max
_MOST_LETTERS = 200
_MOST_DIGITS = 20

Output = Literal["logits", "probabilities"]

Tensors = Mapping[Output, NDArray[np.float32]]
"""The outputs, float32 [N, classes]."""


class _Parameters(BaseModel):
    binary_data: bool | None = None
    binary_data_size: int | None = None
    binary_data_output: bool | None = None


class _Input(BaseModel):
    name: Literal["frames"]
    shape: tuple[int, int, int, int]
    datatype: Literal["UINT8"]
    parameters: _Parameters = _Parameters()
    data: list[Any] | None = None


class _Output(BaseModel):
    name: Output
    parameters: _Parameters = _Parameters()

    def in_binary(self, otherwise: bool) -> bool:  # noqa: FBT001  it is what is returned
        wanted = self.parameters.binary_data
        return otherwise if wanted is None else wanted


class _Header(BaseModel):
    id: str = Field("", max_length=_MOST_LETTERS)
    parameters: _Parameters = _Parameters()
    inputs: tuple[_Input]
    outputs: list[_Output] = []


@dataclass(frozen=True, slots=True)
class InferenceRequest:
    """What is to be run, and how the answer is wanted.

    Attributes:
        id: what the client calls the request; empty where it does not.
        frames: uint8 [N, 28, 28], bright ink on 0.
        outputs: the tensors that are asked for: whether each is wanted in binary.
    """

    id: str
    frames: NDArray[np.uint8]
    outputs: Mapping[Output, bool]

    @classmethod
    def parse(cls, body: bytes, header_length: str | None) -> Self:
        """What a body asks for.

        Args:
            body: JSON, with or without binary numbers behind it.
            header_length: how long the JSON is, in decimal; None where it is all.

        Raises:
            HTTPException: it is not what the protocol says, or not what the model takes (400).
        """
        length = _length(header_length, len(body))
        try:
            header = _Header.model_validate_json(body[:length])
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise _wrong(f"{place or 'the JSON'}: {first['msg']}") from error
        in_binary = header.parameters.binary_data_output or False
        outputs = {output.name: output.in_binary(in_binary) for output in header.outputs}
        frames = _frames(header.inputs[0], body[length:])
        return cls(header.id, frames, outputs or {"logits": in_binary})


def response(
    request: InferenceRequest, tensors: Tensors, names: Mapping[str, str]
) -> tuple[bytes, bytes]:
    """The answer to a request.

    Args:
        request: what was asked for.
        tensors: what was asked for, by name.
        names: what else the JSON is to say.

    Returns:
        The JSON, and the binary numbers behind it; none where all are in the JSON.
    """
    outputs, binaries = [], []
    for name, in_binary in request.outputs.items():
        tensor = tensors[name]
        output: dict[str, Any] = {"name": name, "datatype": "FP32", "shape": [*tensor.shape]}
        if in_binary:
            binary = tensor.astype("<f4").tobytes()
            output["parameters"] = {"binary_data_size": len(binary)}
            binaries.append(binary)
        else:
            output["data"] = tensor.ravel().tolist()
        outputs.append(output)
    named = {**names, "id": request.id} if request.id else names
    return json.dumps({**named, "outputs": outputs}).encode(), b"".join(binaries)


def _length(said: str | None, longest: int) -> int:
    if said is None:
        return longest
    # Of too many digits Python makes no number.
    is_number = said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS
    if not is_number or int(said) > longest:
        raise _wrong(f"{HEADER_LENGTH} is {said!r}, the body has {longest} bytes")
    return int(said)


def _frames(given: _Input, binary: bytes) -> NDArray[np.uint8]:
    count, *shape = given.shape
    if tuple(shape) != _FRAME_SHAPE or not 1 <= count <= MOST_FRAMES:
        raise _wrong(f"{_INPUT} has the shape {[*given.shape]}; allowed: {_ALLOWED}")
    pixels = _pixels(given.data) if given.data is not None else np.frombuffer(binary, np.uint8)
    size = given.parameters.binary_data_size
    if pixels.size != count * FRAME * FRAME or (given.data is None and size != len(binary)):
        raise _wrong(f"{_INPUT} of the shape {[*given.shape]} comes with {pixels.size} numbers")
    return pixels.reshape(count, FRAME, FRAME)


def _pixels(data: Sequence[Any]) -> NDArray[np.uint8]:
    """Numbers in a list, nested or not."""
    try:
        numbers = np.array(data)
    except ValueError as error:
        raise _wrong(f"{_INPUT} is nested unevenly") from error
    if numbers.dtype.kind not in "iu" or not 0 <= numbers.min() <= numbers.max() <= _BRIGHTEST:
        raise _wrong(f"{_INPUT} holds something else than whole numbers from 0 to 255")
    return numbers.astype(np.uint8)


def _wrong(cause: str) -> HTTPException:
    return HTTPException(
        HTTPStatus.BAD_REQUEST, f"{cause}; GET /v2/models/shuzi says what the model takes"
    )
