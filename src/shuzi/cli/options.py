"""Options that several subcommands share."""

import click

__all__ = ["min_confidence_option", "model_option"]

model_option = click.option(
    "--model",
    "-m",
    metavar="NAME|FILE",
    help="A shipped model's name, or an ONNX file that shuzi made.",
    show_default="what shuzi learn made, or else handwriting",
)

min_confidence_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Refuse digits of less confidence, 0 to 1; 0 refuses none for that.",
    show_default="the model's threshold",
)
