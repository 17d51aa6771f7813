"""``shuzi model``: what a model is made of."""

from pathlib import Path

import click

from shuzi.cli.console import note, tell_drawn

__all__ = ["model"]


@click.group
def model() -> None:
    """Look into models."""


@model.command
@click.argument("model", metavar="[NAME|FILE]", required=False)
@click.option(
    "--svg",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the graph there as well.",
)
def show(model: str | None, svg: Path | None) -> None:
    """Print a network's layers, shapes, parameters and multiply-adds.

    Of a shipped model by its name, or of an ONNX file. Where none is given it is what shuzi learn
    made, or else "handwriting".
    """
    from shuzi.classifier import find_model
    from shuzi.files import write_text
    from shuzi.graphs.drawing import draw_svg
    from shuzi.graphs.graph import load_graph, table

    graph = load_graph(find_model(model))
    tell_drawn(table(graph))
    if svg is not None:
        write_text(svg, draw_svg(graph))
        note(f"the graph: {svg}")
