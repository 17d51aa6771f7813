"""``shuzi read``: the digits in pictures."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

import click

from shuzi.cli.console import Counter, note, tell
from shuzi.cli.options import min_confidence_option, model_option
from shuzi.cli.printing import HEADER, Format, printed
from shuzi.errors import InputError, MissingExtraError

__all__ = ["read"]

_DASH = Path("-")
_STDIN = "stdin"  # as file names and errors call it


@click.command
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(allow_dash=True, path_type=Path),
)
@model_option
@min_confidence_option
@click.option("--single", is_flag=True, help="Read each picture as one digit.")
@click.option(
    "--expect", type=click.IntRange(1), help="So many digits stand in each line of writing."
)
@click.option(
    "--rotate",
    type=click.Choice([0, 90, 180, 270]),
    default=0,
    help="Turn each picture so many degrees clockwise before it is read.",
)
@click.option(
    "--format",
    "-f",
    "output",
    type=click.Choice(get_args(Format)),
    default="text",
    help="json: an object a page, on a line of its own. csv: a table with a row for each line of "
    "writing: file, page, line, text, confidence, x, y, width, height.",
)
@click.option(
    "--annotate",
    "annotated",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Leave each picture there with what was read in it.",
)
def read(
    *,
    files: tuple[Path, ...],
    model: str | None,
    min_confidence: float | None,
    single: bool,
    expect: int | None,
    rotate: Literal[0, 90, 180, 270],
    output: Format,
    annotated: Path | None,
) -> None:
    """Read the digits in pictures of handwriting.

    FILE is a picture, a folder of pictures, or - for standard input. Any polarity, size, rotation
    flag and format that Pillow opens, pages of TIFF among them; PDF and HEIC with the extra
    "formats". A refused place inside a number is printed as "?". A picture that cannot be read is
    reported, and the others are read all the same.

    In the table boxes are in pixels of the upright picture; a page on which nothing was read has
    one row without a text.

    Example: shuzi read examples/line.png
    """
    from shuzi.pictures import load_pages
    from shuzi.reader import Reader

    if single and expect is not None:
        raise click.BadParameter("a single picture has one digit", param_hint="--expect")
    reader = Reader(model, min_confidence=min_confidence)
    read_one = reader.read_single if single else partial(reader.read, expect=expect)
    keep = _keeper(annotated)
    paths, failed = _pictures_among(files)
    if output == "csv":
        tell(HEADER)
    with Counter("reading", "pictures", len(paths)) as counter:
        for path in paths:
            try:
                for picture in load_pages(_source(path), rotate, _STDIN):
                    reading = read_one(picture)
                    tell(printed(reading, output, named=len(paths) > 1))
                    keep(picture, reading)
            except (InputError, MissingExtraError) as error:
                note(f"shuzi: {error}")
                failed = True
            counter.advance()
    if failed:
        raise click.exceptions.Exit(InputError.exit_code)


def _source(path: Path) -> Path | bytes:
    """The path, or in place of a dash what standard input holds."""
    from shuzi.pictures import read_content

    return read_content(sys.stdin.buffer, _STDIN) if path == _DASH else path


def _keeper(folder: Path | None) -> Callable[[Any, Any], object]:
    """What keeps a picture with its reading in a folder, if one is named."""
    if folder is None:
        return lambda *_: None
    from shuzi.cli.album import Album

    return Album(folder).add


def _pictures_among(files: tuple[Path, ...]) -> tuple[list[Path], bool]:
    """The files, and in place of each folder the pictures in it; whether a folder has none."""
    from shuzi.pictures import list_folder

    paths: list[Path] = []
    failed = False
    for file in files:
        try:
            paths += list_folder(file) if file.is_dir() else [file]
        except InputError as error:
            note(f"shuzi: {error}")
            failed = True
    return paths, failed
