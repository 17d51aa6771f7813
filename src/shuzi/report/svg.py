"""Figures of matplotlib as part of a page: its fonts, and its colours by day and by night."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

__all__ = ["ACCENT", "INK", "LINE", "QUIET", "WARNING", "inline", "styled"]

# Stand-ins, which nothing else uses, for what the page's style sheet calls so.
INK = "#010101"
QUIET = "#020202"
LINE = "#030303"
ACCENT = "#040404"
WARNING = "#050505"
_VARIABLES = {INK: "text", QUIET: "quiet", LINE: "line", ACCENT: "accent", WARNING: "warning"}

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: it is searched, read aloud, and set in any size
    "svg.hashsalt": "shuzi",  # the same figure gives the same file
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "axes.axisbelow": True,
    "figure.facecolor": "none",
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": QUIET,
    "ytick.labelcolor": QUIET,
    "legend.frameon": False,
}
_ROOT = re.compile(r"<svg [^>]*?viewBox=\"([^\"]*)\"[^>]*>")
_NAMES = re.compile(r"(\bid=\"|url\(#|href=\"#)")
# Matplotlib says size and family together or apart, as its version has it; the page has a family.
_FONT = re.compile(r"\bfont: (?:(?:normal|\d+) )*([\d.]+px) [^;\"]*")
_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")


@contextmanager
def styled() -> Iterator[None]:
    """Within this, figures are drawn as the page is set."""
    with mpl.rc_context(_STYLE):
        yield


def inline(figure: Figure, name: str, description: str) -> str:
    """The figure as an element ``svg`` that scales with what it stands in.

    Args:
        figure: drawn within :func:`styled`.
        name: of one word; tells its parts from those of other figures on the page.
        description: for those who cannot see it.
    """
    file = io.StringIO()
    with styled():
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    text = file.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = _NAMES.sub(rf"\g<1>{name}-", text)
    text = _FAMILY.sub("", _FONT.sub(r"font-size: \1", text))
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, f"var(--{variable})")
    root = f'<svg viewBox="\\1" role="img" aria-label="{escape(description)}">'
    return _ROOT.sub(root, text, count=1)
