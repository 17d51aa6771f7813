"""The command line: one short function a subcommand, which calls the library.

Subcommands import what they need when they run: reading a picture must not wait for what only
training needs.
"""

import io
import sys
from typing import Annotated

import typer

from shuzi import __version__
from shuzi.cli import data, model
from shuzi.cli.evaluate import evaluate
from shuzi.cli.export import export
from shuzi.cli.read import read
from shuzi.cli.train import train
from shuzi.errors import InputError, ShuziError

__all__ = ["app", "main"]

app = typer.Typer(
    name="shuzi",
    epilog="Exit codes: 0 done, 1 a fault of shuzi's, 2 bad arguments, 3 bad input.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(read)
app.command()(train)
app.command()(evaluate)
app.command()(export)
app.add_typer(data.app, name="data")
app.add_typer(model.app, name="model")


def _print_version(asked: bool) -> None:  # noqa: FBT001  Typer's callbacks are called so
    if asked:
        typer.echo(f"shuzi {__version__}")
        raise typer.Exit


@app.callback()
def _shuzi(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Read handwritten digits, and train networks to."""


def main() -> None:
    """Run the command line; errors that shuzi raises on purpose become one line and a code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file's name need not be text; it is printed as well as it can be.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except ShuziError as error:
        typer.echo(f"shuzi: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        # What cannot be read is told by its own errors: most likely this is a place that cannot be
        # written to, or a full disk, which has no file's name.
        cause = error.strerror or error
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"shuzi: {where}{cause}; free or name another place", err=True)
        sys.exit(InputError.exit_code)
