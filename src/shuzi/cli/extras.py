"""Optional dependencies, asked for when a command needs them."""

from collections.abc import Iterator
from contextlib import contextmanager

from shuzi.errors import MissingExtraError

__all__ = ["training_installed"]


@contextmanager
def training_installed() -> Iterator[None]:
    """Turn a failing import of what training needs into the line that installs it.

    Raises:
        MissingExtraError: the extra ``train`` is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise MissingExtraError("training", "train") from error
