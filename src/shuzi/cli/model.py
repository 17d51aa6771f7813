"""``shuzi model``: what a model is made of."""

from pathlib import Path
from typing import Annotated

import typer

from shuzi.cli.console import notes, results
from shuzi.files import write_text

__all__ = ["app"]

app = typer.Typer(help="Look into models.", no_args_is_help=True)


@app.callback()
def _model() -> None:
    """Look into models."""


@app.command()
def show(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME|FILE",
            help="A shipped model's name, or an ONNX file.",
            show_default="fast",
        ),
    ] = None,
    *,
    svg: Annotated[
        Path | None,
        typer.Option("--svg", metavar="FILE", dir_okay=False, help="Draw the graph there as well."),
    ] = None,
) -> None:
    """Print a network's layers, shapes, parameters and multiply-adds."""
    from shuzi.classifier import find_model
    from shuzi.graphs.drawing import draw_svg
    from shuzi.graphs.graph import load_graph, table

    graph = load_graph(find_model(model))
    results.print(table(graph))
    if svg is not None:
        write_text(svg, draw_svg(graph))
        notes.print(f"the graph: {svg}")
