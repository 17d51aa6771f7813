"""Where the command line talks: results on standard output, everything else beside it."""

import os
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["counter", "notes", "results"]


class _Console(Console):
    """Prints what it is given as it is: the names of files may look like rich's own marks."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, soft_wrap=True, markup=False, emoji=False, highlight=False)

    def on_broken_pipe(self) -> None:
        """Whoever read our output has seen enough; Python must not complain at the end either."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


results = _Console()
notes = _Console(stderr=True)


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
