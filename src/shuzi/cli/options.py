"""Options that several subcommands share."""

from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["Format", "MinConfidence", "Model"]


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

MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        min=0,
        max=1,
        help="Refuse digits of less confidence, 0 to 1; 0 refuses none for that.",
        show_default="the model's threshold",
    ),
]
