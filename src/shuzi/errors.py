"""Every error that shuzi raises on purpose.

::

    ShuziError
    ├── InputError            something given to us is bad; the command line ends with 3
    │   ├── IdxError          an IDX file
    │   ├── DataSetError      a data set: its files, labels or folder
    │   │   └── DownloadError a data set that could not be fetched whole
    │   ├── PictureError      a picture
    │   ├── ModelError        an ONNX model
    │   ├── CheckpointError   a training checkpoint
    │   ├── CorrectionsError  the database of corrections
    │   ├── OutputError       a folder that results go to
    │   └── RecipeError       a recipe or its settings
    ├── MissingExtraError     an optional dependency is not installed; ends with 2
    ├── RankError             a process of a training in several is lost or astray; ends with 1
    └── ExportError           an exported model does not agree with its network; ends with 1
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

__all__ = [
    "CheckpointError",
    "CorrectionsError",
    "DataSetError",
    "DownloadError",
    "ExportError",
    "IdxError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "OutputError",
    "PictureError",
    "RankError",
    "RecipeError",
    "ShuziError",
]


class ShuziError(Exception):
    """The root of every error that shuzi raises on purpose."""

    exit_code = 1


class InputError(ShuziError):
    """Something that was given to shuzi is bad.

    The message always answers three questions: which one, what is wrong, what to do.

    Attributes:
        subject: the file, folder or name that is bad.
        cause: what is wrong with it.
        remedy: what the user can do about it.
    """

    exit_code = 3

    def __init__(self, subject: str | Path, cause: str, remedy: str) -> None:
        super().__init__(f"{subject}: {cause}; {remedy}")
        self.subject = str(subject)
        self.cause = cause
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        """How it comes back whole from another process: by what it was made of."""
        return type(self), (self.subject, self.cause, self.remedy)


class IdxError(InputError):
    """An IDX file is damaged, is not one, or does not hold what was expected."""


class DataSetError(InputError):
    """A data set is unknown or incomplete, or its labels do not fit its pictures."""


class DownloadError(DataSetError):
    """A data set's file could not be fetched, or what came is not that file."""


class PictureError(InputError):
    """A picture is unreadable, empty or too large."""


class ModelError(InputError):
    """An ONNX file is unreadable or is not a shuzi model."""


class CheckpointError(InputError):
    """A checkpoint is damaged or belongs to other settings."""


class CorrectionsError(InputError):
    """The database of corrections cannot be opened or fails, or they cannot be written out."""


class OutputError(InputError):
    """A folder for results holds others, or cannot be written to."""


class RecipeError(InputError):
    """A recipe is unknown or one of its settings is impossible."""


class MissingExtraError(ShuziError):
    """A feature needs an optional dependency that is not installed."""

    exit_code = 2

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs the extra '{extra}', which is not installed; "
            f'install it, in a checkout of shuzi, with: pip install -c constraints.txt ".[{extra}]"'
        )
        self.feature = feature
        self.extra = extra

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """How it comes back whole from another process: by what it was made of."""
        return type(self), (self.feature, self.extra)


class RankError(ShuziError):
    """Of the processes that train one network together, some are lost or hold something else.

    Attributes:
        ranks: which; none where that cannot be told.
        size: how many processes there were.
    """

    def __init__(self, ranks: Sequence[int], size: int, cause: str) -> None:
        which = ", ".join(map(str, ranks)) or "unknown"
        super().__init__(
            f"rank {which} of {size}: {cause}; "
            "go on from the run's checkpoint with --resume, with as many ranks as there are"
        )
        self.ranks = tuple(ranks)
        self.size = size


class ExportError(ShuziError):
    """An exported model gives other answers than the network it was made from."""
