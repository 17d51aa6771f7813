"""Pictures with what was read in them, left in a folder."""

from collections import Counter
from pathlib import Path

from shuzi.annotation import annotate
from shuzi.files import written_whole
from shuzi.pictures import Picture
from shuzi.results import Reading

__all__ = ["Album"]


class Album:
    """A folder of annotated pictures, each under the name of its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = Counter[str]()

    def add(self, picture: Picture, reading: Reading) -> None:
        """Save a page as ``<name>-read.png``, or where there are several, with its number.

        Files of the same name get a number too, from the second on.
        """
        name = f"{Path(picture.file).stem}{_page(picture)}-read"
        self._taken[name] += 1
        again = f"-{self._taken[name]}" if self._taken[name] > 1 else ""
        with written_whole(self._folder / f"{name}{again}.png") as beside:
            annotate(picture, reading).save(beside)


def _page(picture: Picture) -> str:
    """As many figures for every page, so that they are sorted as they lie."""
    if picture.pages == 1:
        return ""
    return f"-page{picture.page:0{len(str(picture.pages))}}"
