"""Options that several subcommands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Format", "Model"]


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Model = Annotated[
    Path | None,
    typer.Option(
        "--model", "-m", help="An ONNX file that shuzi made.", show_default="the shipped one"
    ),
]
