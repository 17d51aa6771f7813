"""Optional dependencies, asked for when a command needs them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from shuzi.errors import MissingExtraError

__all__ = ["installed", "training_installed"]


@contextmanager
def installed(feature: str, extra: str) -> Iterator[None]:
    """Turn a failing import of what a feature needs into the line that installs it.

    Raises:
        MissingExtraError: the extra is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(feature, extra) from error


def training_installed() -> AbstractContextManager[None]:
    """The same, of training."""
    return installed("training", "train")
