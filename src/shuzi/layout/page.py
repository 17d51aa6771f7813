"""Pages laid straight: their ink, on a copy small enough, turned until its lines run across."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FIRM, stroke_width
from shuzi.layout.ink import Writing, find_writing
from shuzi.layout.marks import find_pieces
from shuzi.layout.rules import Rules, find_rules
from shuzi.layout.skew import find_skew
from shuzi.masks import at_least

__all__ = ["Affine", "Page", "lay_straight", "then"]

LARGEST = 2000
"""Longer side, in pixels, of the copy on which a larger page is laid out: of a page of A4, 7 pixels
are a millimetre then, and digits 20 or more high."""

BROADEST = 6
"""The strokes of large writing are not much broader than that many pixels on the copy that is laid
out; digits are then about 80 high."""

LOW, SHORT = 30, 80
"""A picture that is less high and less wide than this, in widths of a stroke, shows one line of
few digits, and these do not tell how it is turned: drawn ones are read no better for it."""

FEWEST = 8
"""Where a page has no rules, fewer pieces of ink than this do not tell how it is turned."""

Affine = NDArray[np.float64]
"""[2, 3]: from points of one picture to points of another; x, y, and pixel 0, 0 ends at 1, 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What is written on a page, and the map from its points to those of the page given."""

    writing: Writing
    to_page: Affine

    @property
    def ink(self) -> NDArray[np.uint8]:
        """The strength of ink, uint8 [H, W]."""
        return self.writing.ink

    def reduced(self, factor: int) -> "Page":
        """A smaller copy by a whole factor: each of its pixels is the mean of so many."""
        if factor <= 1:
            return self
        writing = Writing(_reduced(self.ink, factor), _reduced(self.writing.tone, factor))
        return Page(writing, then(_scaled(factor), self.to_page))

    def turned(self, angle: float) -> "Page":
        """The page turned anticlockwise, on a larger one that holds all of it."""
        height, width = self.ink.shape
        cos, sin = np.cos(angle), np.sin(angle)
        back = np.array([[cos, -sin], [sin, cos]])
        corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) @ back
        start = corners.min(axis=0)
        columns, rows = np.ceil(np.ptp(corners, axis=0)).astype(int).tolist()
        to_ink = np.column_stack([back, back @ start])
        # OpenCV counts from the middle of the first pixel.
        centred = np.column_stack([back, back @ (start + 1 / 2) - 1 / 2])
        ink, tone = (
            np.asarray(
                cv2.warpAffine(
                    view, centred, (columns, rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
                ),
                np.uint8,
            )
            for view in (self.ink, self.writing.tone)
        )
        return Page(Writing(ink, tone), then(to_ink, self.to_page))


def lay_straight(grey: NDArray[np.uint8]) -> tuple[Page, Rules]:
    """Find the ink of a page and its rules, and turn both until lines run across.

    Args:
        grey: uint8 [H, W], upright, of either polarity.
    """
    factor = -(-max(grey.shape) // LARGEST)
    page = Page(find_writing(_reduced(grey, factor)), _scaled(factor))
    firm = at_least(page.ink, FIRM)
    stroke = stroke_width(firm) if firm.any() else 1.0
    legible = page.reduced(int(stroke / BROADEST))
    height, width = page.ink.shape
    is_short = height < LOW * stroke and width < SHORT * stroke
    return _straight(legible, 0.0 if is_short else find_skew(legible.ink))


def then(first: Affine, second: Affine) -> Affine:
    """One map after another: both [2, 3], and so is what they come to."""
    return np.column_stack(
        [second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]]
    )


def _scaled(factor: int) -> Affine:
    """From points of a copy that is smaller by that factor."""
    return np.array([[factor, 0.0, 0.0], [0.0, factor, 0.0]])


def _reduced(view: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """Smaller by a whole factor: each of its pixels is the mean of so many."""
    if factor == 1:
        return view
    rows, columns = (max(1, length // factor) for length in view.shape)
    whole = view[: rows * factor, : columns * factor]
    return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)


def _straight(page: Page, angle: float) -> tuple[Page, Rules]:
    """The page turned by that, as far as rules or enough writing tell how, and its rules."""
    turned = page.turned(angle) if angle else page
    rules = find_rules(turned.ink)
    if angle and not rules.across.any() and len(find_pieces(turned.ink)) < FEWEST:
        return page, find_rules(page.ink)
    return turned, rules
