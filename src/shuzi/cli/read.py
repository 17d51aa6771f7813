"""``shuzi read``: the digits in pictures."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from shuzi.cli.console import counter, notes, results
from shuzi.cli.options import Format, MinConfidence, Model
from shuzi.errors import InputError, MissingExtraError, ShuziError
from shuzi.files import written_whole
from shuzi.pictures import Picture, list_folder, load_pages
from shuzi.reader import Reader
from shuzi.results import Reading

__all__ = ["read"]


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Pictures, or folders of pictures.")
    ],
    *,
    model: Model = None,
    min_confidence: MinConfidence = None,
    single: Annotated[
        bool, typer.Option("--single", help="Read each picture as one digit.")
    ] = False,
    output: Annotated[
        Format, typer.Option("--format", "-f", help="json: an object a page, on a line of its own.")
    ] = Format.TEXT,
    annotated: Annotated[
        Path | None,
        typer.Option(
            "--annotate",
            metavar="DIR",
            file_okay=False,
            help="Leave each picture there with what was read in it.",
        ),
    ] = None,
) -> None:
    """Read the digits in pictures of handwriting.

    Any polarity, size, rotation flag and format that Pillow opens, pages of TIFF among them;
    PDF and HEIC with the extra "formats". A refused place inside a number is printed as "?".
    A picture that cannot be read is reported, and the others are read all the same.

    Example: shuzi read examples/line.png
    """
    reader = Reader(model, min_confidence=min_confidence)
    annotations = Counter[str]()
    paths, failed = _pictures_among(files)
    with counter("pictures") as bar:
        for path in bar.track(paths, description="reading"):
            try:
                for picture, reading in _readings(reader, path, single=single):
                    _print(reading, output, named=len(paths) > 1)
                    if annotated is not None:
                        _save_annotated(picture, reading, annotated, annotations)
            except (InputError, MissingExtraError) as error:
                _report(error)
                failed = True
    if failed:
        raise typer.Exit(InputError.exit_code)


def _pictures_among(files: list[Path]) -> tuple[list[Path], bool]:
    """The files, and in place of each folder the pictures in it; whether a folder has none."""
    paths: list[Path] = []
    failed = False
    for file in files:
        try:
            paths += list_folder(file) if file.is_dir() else [file]
        except InputError as error:
            _report(error)
            failed = True
    return paths, failed


def _report(error: ShuziError) -> None:
    notes.print(f"shuzi: {error}")


def _readings(reader: Reader, path: Path, *, single: bool) -> Iterator[tuple[Picture, Reading]]:
    for picture in load_pages(path):
        yield picture, reader.read_single(picture) if single else reader.read(picture)


def _print(reading: Reading, output: Format, *, named: bool) -> None:
    if output is Format.JSON:
        results.print(json.dumps(reading.to_dict(), ensure_ascii=False))
    elif named:
        results.print(f"{reading.file}: {' '.join(reading.text.splitlines())}")
    else:
        results.print(reading.text)


def _save_annotated(
    picture: Picture, reading: Reading, folder: Path, annotations: Counter[str]
) -> None:
    """Save it under the picture's name, with a number from the second of that name on."""
    from shuzi.annotation import annotate

    name = f"{Path(reading.file).stem}-read"
    annotations[name] += 1
    number = f"-{annotations[name]}" if annotations[name] > 1 else ""
    with written_whole(folder / f"{name}{number}.png") as beside:
        annotate(picture, reading).save(beside)
