"""Where the command line talks: results on standard output, everything else beside it."""

import os
import sys
from typing import Any, Self

import click

__all__ = ["INTERRUPTED", "PIPE_CLOSED", "Counter", "is_watched", "note", "tell", "tell_drawn"]

INTERRUPTED = 130
"""What shells report of a program that Ctrl-C ended."""

PIPE_CLOSED = 141
"""What they report of one whose reader, such as ``head``, has seen enough."""


def tell(result: str) -> None:
    """Print a result at once, for whoever works on from it."""
    try:
        click.echo(result)
    except BrokenPipeError:
        # Python, which flushes what is left at its end, must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(PIPE_CLOSED)


def tell_drawn(drawing: object) -> None:
    """Print what rich draws, a table for one."""
    from rich.console import Console

    # The names of files may look like rich's own marks.
    console = Console(markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(drawing, end="")
    tell(captured.get().rstrip("\n"))


def note(remark: str) -> None:
    """Print what is no result."""
    click.echo(remark, err=True)


def is_watched() -> bool:
    """Whether somebody looks at what is no result: standard error is a terminal."""
    return sys.stderr.isatty()


class Counter:
    """A progress bar that counts; it is drawn only where somebody looks."""

    def __init__(
        self, doing: str, what: str, total: int | None = None, *, with_rate: bool = False
    ) -> None:
        """Begin to count.

        Args:
            doing: stands before the bar.
            what: what is counted.
            total: how many there are, None where it is not known yet; one alone needs no bar.
            with_rate: whether to say how many a second.
        """
        is_drawn = is_watched() and (total is None or total > 1)
        self._progress = _progress(what, with_rate=with_rate) if is_drawn else None
        if self._progress is not None:
            self._task = self._progress.add_task(doing, total=total)

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def advance(self, more: int = 1) -> None:
        """Count so many more."""
        if self._progress is not None:
            self._progress.advance(self._task, more)

    def reach(self, done: int, total: int) -> None:
        """So many are done, and of how many."""
        if self._progress is not None:
            self._progress.update(self._task, completed=done, total=total)


def _progress(what: str, *, with_rate: bool) -> Any:  # noqa: ANN401  rich is imported only where it draws
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f} a second" if task.speed else "")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(what),
        *([Rate()] if with_rate else []),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        # On one terminal results are drawn above the bar; in a file or pipe they are left alone.
        redirect_stdout=sys.stdout.isatty(),
    )
