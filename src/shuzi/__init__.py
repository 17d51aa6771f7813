"""shuzi (数字, "digit") reads handwritten digits.

>>> import shuzi
>>> reader = shuzi.Reader()
>>> reader.read("photo.jpg").text
'1480'
"""

from importlib import import_module
from typing import Any

from shuzi.errors import (
    CheckpointError,
    CorrectionsError,
    DataSetError,
    DownloadError,
    ExportError,
    IdxError,
    InputError,
    MissingExtraError,
    ModelError,
    PictureError,
    RecipeError,
    ShuziError,
)
from shuzi.results import Box, Digit, Line, Reading, Refusal

__all__ = [
    "Box",
    "CheckpointError",
    "CorrectionsError",
    "DataSetError",
    "Digit",
    "DownloadError",
    "ExportError",
    "IdxError",
    "InputError",
    "Line",
    "MissingExtraError",
    "ModelError",
    "PictureError",
    "Reader",
    "Reading",
    "RecipeError",
    "Refusal",
    "ShuziError",
]

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401  __init__.pyi says what each name is
    """Import the reader when it is first asked for: it brings ONNX Runtime and OpenCV."""
    if name == "Reader":
        return import_module("shuzi.reader").Reader
    raise AttributeError(f"module 'shuzi' has no attribute {name!r}")
