"""What a data set had to leave out, said before anything is done with the rest."""

from typing import Any

from shuzi.cli.console import note

__all__ = ["noting_left_out"]

_NAMED = 3


def noting_left_out(data_set: Any) -> Any:  # noqa: ANN401  a DataSet: its module brings OpenCV
    """The data set; pictures that it left out are counted, and the first of them named."""
    paths = data_set.without_ink
    if paths:
        more = ["..."] if len(paths) > _NAMED else []
        note(
            f"{data_set.name}: no ink was found in {len(paths):,} of its pictures, which are left "
            f"out: {', '.join([*map(str, paths[:_NAMED]), *more])}"
        )
    return data_set
