"""The command line: one short function a subcommand, which calls the library.

Subcommands import what they need when they run: reading a picture must not wait for what only
training needs, nor help for anything.
"""

import io
import sys
import warnings
from importlib import import_module

import click

from shuzi import __version__
from shuzi.cli.console import INTERRUPTED, note
from shuzi.errors import InputError, ShuziError

__all__ = ["app", "main"]

_SUBCOMMANDS = (
    "read",
    "batch",
    "serve",
    "train",
    "evaluate",
    "export",
    "data",
    "model",
    "corrections",
    "learn",
)


class _Subcommands(click.Group):
    """Imports a subcommand when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_SUBCOMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _SUBCOMMANDS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"shuzi.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(
    name="shuzi",
    cls=_Subcommands,
    epilog="Exit codes: 0 done, 1 a fault of shuzi's, 2 bad arguments, 3 bad input.",
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.version_option(
    __version__, prog_name="shuzi", message="%(prog)s %(version)s", help="Print the version."
)
def app() -> None:
    """Read handwritten digits, and train networks to."""


def main() -> None:
    """Run the command line; errors that shuzi raises on purpose become one line and a code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file's name need not be text; it is printed as well as it can be.
        sys.stdout.reconfigure(errors="backslashreplace")
    # What Pillow has to say of a damaged file names no file; what comes of it is told.
    warnings.filterwarnings("ignore", module="PIL")
    try:
        sys.exit(app(prog_name="shuzi", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(INTERRUPTED)
    except ShuziError as error:
        note(f"shuzi: {error}")
        sys.exit(error.exit_code)
    except OSError as error:
        # What cannot be read is told by its own errors: most likely this is a place that cannot be
        # written to, or a full disk, which has no file's name.
        cause = error.strerror or error
        where = f"{error.filename}: " if error.filename else ""
        note(f"shuzi: {where}{cause}; free or name another place")
        sys.exit(InputError.exit_code)
