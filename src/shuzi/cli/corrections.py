"""``shuzi corrections``: what people corrected on the page."""

from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import click

from shuzi.cli.console import note, tell
from shuzi.cli.extras import installed

__all__ = ["corrections", "open_store"]


@click.group
def corrections() -> None:
    """List, export and delete what was corrected on the page.

    They are in the database that SHUZI_DATABASE_URL names, or else in a file in the folder
    that SHUZI_HOME names, or in your data folder.
    """


@corrections.command(name="list")
@click.option("--limit", "-n", type=click.IntRange(1), default=100, help="So many at most.")
def list_newest(limit: int) -> None:
    """Print the newest corrections, the newest first, as CSV."""
    with open_store() as store:
        tell("id,value,read,created")
        for one in store.newest(limit):
            tell(f"{one.id},{_cell(one.value)},{_cell(one.read)},{one.created.isoformat()}")


@corrections.command
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write all corrections into a new folder: labels.csv, and the crops in images/.

    Example: shuzi corrections export mine && shuzi evaluate --data mine
    """
    with open_store() as store:
        from shuzi.corrections.exporting import export_folder

        count = export_folder(store, folder)
    tell(str(folder))
    note(f"{count:,} corrections")


@corrections.command
@click.argument("numbers", metavar="[ID]...", nargs=-1, type=click.IntRange(1))
@click.option("--all", "everything", is_flag=True, help="All of them.")
def delete(numbers: tuple[int, ...], *, everything: bool) -> None:
    """Delete corrections by their ids, or all, their crops too."""
    if bool(numbers) == everything:
        raise click.UsageError("name the ids to delete, or say --all")
    with open_store() as store:
        if everything:
            store.delete_all()
        missing = [number for number in numbers if not store.delete(number)]
    if missing:
        raise click.BadParameter(f"there is no correction {missing[0]}", param_hint="ID")


def open_store() -> AbstractContextManager[Any]:
    """The store, of a module that only an extra makes importable; closed when the block ends."""
    with installed("corrections", "serve"):
        from shuzi.corrections.store import CorrectionStore

    return closing(CorrectionStore())


def _cell(digit: int | None) -> str:
    return "" if digit is None else str(digit)
