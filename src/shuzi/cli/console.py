"""Where the command line talks: results on standard output, everything else beside it."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["counter", "notes", "results"]

results = Console(soft_wrap=True, highlight=False)
notes = Console(stderr=True, soft_wrap=True, highlight=False)


def counter(what: str) -> Progress:
    """A progress bar that counts ``what``; it shows only where somebody looks."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(what),
        TimeRemainingColumn(),
        console=notes,
        disable=not notes.is_terminal,
    )
