"""Options that several subcommands share."""

from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["Format", "Model"]


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME|FILE",
        help="A shipped model's name, or an ONNX file that shuzi made.",
        show_default="fast",
    ),
]
