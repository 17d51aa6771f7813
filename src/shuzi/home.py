"""Where shuzi keeps what it was taught on this machine."""

import os
from pathlib import Path

import platformdirs

from shuzi import __version__

__all__ = ["HOME_VARIABLE", "home", "learned_model"]

HOME_VARIABLE = "SHUZI_HOME"
"""This variable names the folder where it is not to be the user's data folder."""


def home() -> Path:
    """The folder that holds corrections and the model that learnt from them; it may be missing."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named) if named else platformdirs.user_data_path("shuzi")


def learned_model() -> Path:
    """Where the model is that ``shuzi learn`` makes, if there is one.

    It belongs to this version of shuzi: the next one has another model to learn from.
    """
    return home() / f"learned-{__version__}.onnx"
