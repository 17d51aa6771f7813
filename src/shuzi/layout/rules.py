"""Straight rules, boxes and grids of a form: found in its ink, and taken out of it."""

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FIRM, stroke_width
from shuzi.layout.runs import Runs, Stretches, find_stretches
from shuzi.masks import Mask, at_least, dilated, find_components, opened, transposed

__all__ = ["CLOSE", "RIM", "Rules", "find_rim", "find_rules"]

FAINT = FIRM // 2
"""The faintest ink of a rule: what is so long and straight is no noise."""

SURE = 20
"""Straight ink of this length is taken for a rule at first, in widths of a stroke."""

SHORTEST = 12
"""No rule across is shorter, in widths of a stroke."""

ACROSS = 2.0
"""What people write straight across is shorter: dashes, bars of a 7; in heights of the writing."""

DOWN = 3.5
"""What people write straight down is shorter: a 1; in heights of the writing."""

UNEVEN = 1.5
"""A rule is nowhere thicker, in the mean thickness of all but the thickest tenth."""

BOLD = 0.8
"""Rules that are thicker, in widths of a stroke, make a blot of what only touches them."""

TOUCHED = 3
"""A stroke that touches a bold rule and does not cross it keeps as much of it, in pixels."""

RIM = 1 / 4
"""Rules at the rim of a picture are nearer to its edge than this, in its height or width."""

MOST_OF_IT = 0.7
"""Rules at the rim are longer, in sides of the picture."""

THINNER = 1 / 12
"""What runs through a picture and is less thick is no digit, in its length: pens are broader."""

COARSE = 24
"""In a picture of fewer pixels along a rule, strokes are as thin as rules."""

CLOSE = 2
"""What comes as close to an edge of a picture, in pixels, touches it."""

FRINGE = 2
"""The blurred edge of a rule, in pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The rules of a page.

    Attributes:
        across: 255 where rules run from left to right, over the gaps too that writing made.
        down: where they run from top to bottom.
        thickness: of most of them at most, in pixels.
    """

    across: Mask
    down: Mask
    thickness: float

    @classmethod
    def of(
        cls, across: Runs, rules: NDArray[np.bool_], down: Runs, sides: NDArray[np.bool_]
    ) -> "Rules":
        """Those of the runs that are chosen; ``down`` was found with rows and columns swapped."""
        if not (rules.any() or sides.any()):
            return cls.none(across.labels.shape)
        thicknesses = np.concatenate([across.thicknesses[rules], down.thicknesses[sides]])
        place = 0.9 * (len(thicknesses) - 1)  # np.quantile takes ten times as long for a few
        thickness = float(np.interp(place, np.arange(len(thicknesses)), np.sort(thicknesses)))
        return cls(across.mask(rules), transposed(down.mask(sides)), thickness)

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> "Rules":
        """No rules in a picture of that shape."""
        return cls(np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), 0.0)

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.across.any() or self.down.any())

    @property
    def thickest(self) -> int:
        """No rule is thicker anywhere, in pixels."""
        return round(UNEVEN * self.thickness) + 2

    def taken_out(self, ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The ink without the rules; strokes that cross them, or stand on them, are whole.

        Args:
            ink: uint8 [H, W], in which they were found.
        """
        if not self.any:
            return ink
        faint = _faint(ink)
        across, down = dilated(self.across, 3, 1), dilated(self.down, 1, 3)
        rest = faint & ~across & ~down
        bold = rest.any() and self.thickness > BOLD * stroke_width(rest)
        without = partial(_without, thickest=self.thickest, is_bold=bool(bold))
        left = transposed(without(transposed(down), transposed(without(across, faint))))
        thin = faint & ~left
        edges = dilated(thin, 2 * FRINGE + 1, 2 * FRINGE + 1)
        return np.where(edges & ~left, np.uint8(0), ink)


def find_rules(ink: NDArray[np.uint8]) -> Rules:
    """Find rules that run across or down, give or take 5 degrees.

    Thin straight ink may be a rule. Whether it is one the writing tells, which is what is left
    without the longest: a rule is longer than writing is high, or one side of a box.

    Args:
        ink: uint8 [H, W], bright ink on 0; its lines run across.
    """
    faint = _faint(ink)
    if not faint.any():
        return Rules.none(ink.shape)
    stroke = stroke_width(faint)
    long = SURE * stroke
    across_page = find_stretches(faint, stroke)
    is_short = across_page.lengths.max() < SHORTEST * stroke
    if is_short and len(ink) < long:
        return Rules.none(ink.shape)
    down_page = find_stretches(transposed(faint), stroke)
    if is_short and down_page.lengths.max() < long:
        return Rules.none(ink.shape)
    across, down = across_page.followed(), down_page.followed()
    reach = round(stroke) + 2
    framed = across.framed(down, SHORTEST * stroke, reach)

    def chosen(long: float, high: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        rules = across.with_all_in_line(across.straight & (framed | (across.lengths > long)))
        sides = down.sides(across.where(rules), reach) | (down.lengths > high)
        return rules, down.with_all_in_line(sides)

    # A 1 may be as long as that, but not beside rules that run across.
    high = long if (across.lengths > long).any() else 2 * long
    rules, sides = chosen(long, max(high, len(ink) / 2))
    height = _writing_height(faint, Rules.of(across, rules, down, sides), stroke)
    if height is not None:
        rules, sides = chosen(ACROSS * height, DOWN * height)
    return Rules.of(across, rules, down, sides)


def find_rim(ink: NDArray[np.uint8]) -> Rules:
    """Find what a picture that was cut out of a form has of the rules around its cell.

    Such a rule runs near to one edge of the picture and along most of it, from one of the two
    others to that opposite, or to another such rule. A picture less than half as wide as high is
    thought to be a digit, cut out tightly, and not to have rules along its longer edges. Who cuts
    beside a cell gets rules that run from one edge to that opposite: two that cross, or one.

    Args:
        ink: uint8 [H, W], bright ink on 0.
    """
    faint = _faint(ink)
    if not faint.any():
        return Rules.none(ink.shape)
    stroke = stroke_width(faint)
    across, down = (find_stretches(mask, stroke) for mask in (faint, transposed(faint)))
    if not (_most_of_it(across).any() or _most_of_it(down).any()):
        return Rules.none(ink.shape)
    rules, sides = across.followed(), down.followed()
    rim, rim_down = _at_rim(rules), _at_rim(sides)
    whole, whole_down = _from_edge_to_edge(rules), _from_edge_to_edge(sides)
    if not (whole.any() and whole_down.any()):
        whole, whole_down = whole & rules.straight, whole_down & sides.straight
    return Rules.of(rules, rim | whole, sides, rim_down | whole_down)


def _at_rim(runs: Runs) -> NDArray[np.bool_]:
    rows, columns = runs.labels.shape
    middles = runs.begins + runs.falls / 2
    near = np.minimum(middles, rows - middles) < RIM * rows
    touches = (runs.starts <= CLOSE) | (runs.ends >= columns - CLOSE)
    return np.asarray(near & touches & _most_of_it(runs) & (2 * rows > columns))


def _from_edge_to_edge(runs: Runs) -> NDArray[np.bool_]:
    """Those that are level and thin, and run through all of a picture."""
    rows, columns = runs.labels.shape
    both = (runs.starts <= CLOSE) & (runs.ends >= columns - CLOSE)
    thin = (runs.thicknesses < THINNER * columns) & (columns >= COARSE)
    return np.asarray(both & thin & runs.level & (2 * rows > columns))


def _most_of_it(runs: Runs | Stretches) -> NDArray[np.bool_]:
    """Those that run along most of the picture."""
    return np.asarray(runs.lengths > MOST_OF_IT * runs.labels.shape[1])


def _without(band: Mask, ink: Mask, thickest: int, *, is_bold: bool) -> Mask:
    """Ink without the rules that run across in that band; strokes that cross them are whole."""
    beside = ink & ~band
    # Where a stroke crosses, ink reaches further than the rule is thick.
    strokes = band & opened(ink, thickest, 1)
    if is_bold:
        reach = np.ones((thickest, 1), np.uint8)
        above = np.asarray(cv2.dilate(beside, reach, anchor=(0, thickest - 1)), np.uint8)
        below = np.asarray(cv2.dilate(beside, reach, anchor=(0, 0)), np.uint8)
        strokes &= dilated(beside, 2 * TOUCHED + 1, 1) | (above & below)
    return np.asarray(beside | strokes, np.uint8)


def _faint(ink: NDArray[np.uint8]) -> Mask:
    return at_least(ink, FAINT)


def _writing_height(faint: Mask, rules: Rules, stroke: float) -> float | None:
    """Height of the piece that holds the middle pixel of the ink without the rules, if any does."""
    left = faint & ~dilated(rules.across | rules.down, 3, 3) if rules.any else faint
    pieces = find_components(left)
    large = pieces.sides > 4 * stroke
    large[0] = False
    if not large.any():
        return None
    heights, areas = pieces.heights[large], pieces.areas[large]
    by_height = heights.argsort()
    below = areas[by_height].cumsum()
    return float(heights[by_height[below.searchsorted(below[-1] / 2)]])
