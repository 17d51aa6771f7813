"""Thin straight ink along rows: what a rule is made of, and how such runs meet."""

from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.framing import FULL
from shuzi.masks import Mask, closed, dilated, find_components, opened

__all__ = ["Runs", "Stretches", "find_stretches"]

THICK = 2.5
"""Rules are less thick, in widths of a stroke of the page."""

CROSSED = 4
"""A stroke that crosses a rule makes a gap in it no wider than this, in widths of a stroke."""

HIDDEN = 40
"""A digit that touches a rule hides no more of it, in widths of a stroke."""

UNBROKEN = 0.85
"""A rule is inked over more of its length, by itself or by what crosses it; the feet of a row of 2s
are not."""

BESIDE = 2.5
"""What lies further off the course of a run is of something beside it, in standard deviations of
its ink."""

THICKER = 2
"""The sides of a box are less thick, in thicknesses of the rules that they run between."""

UPRIGHT = 0.07
"""What is level falls less, in its length: a 1 between two rules leans more, or ends elsewhere."""

STRAYS, FALLS, MISSES = 0.023, 0.093, 0.69
"""As far a rule strays about its course and falls, in its length, and as much of its length has no
straight ink, if it does but one of these: the heads and the feet of zeros that touch do all three.
Of drawn lines this leaves out 9 in 10 of what is no rule, and 1 in 66 of what is one."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Thin straight ink that runs along rows; run 0 is all else.

    Attributes:
        labels: [H, W], which run a pixel is of.
        starts: int32 [N], first column of each.
        lengths: int32 [N], in pixels; 0 for run 0.
        begins: float64 [N], row in which a run begins, about.
        falls: float64 [N], rows by which it falls to its end.
        thicknesses: float64 [N], in pixels, of its ink.
        straight: bool [N], whether its course is as straight as a rule's.
    """

    labels: NDArray[np.integer]
    starts: NDArray[np.int32]
    lengths: NDArray[np.int32]
    begins: NDArray[np.float64]
    falls: NDArray[np.float64]
    thicknesses: NDArray[np.float64]
    straight: NDArray[np.bool_]

    def mask(self, chosen: NDArray[np.bool_]) -> Mask:
        """Where the chosen runs are."""
        return np.asarray(np.where(chosen, np.uint8(FULL), np.uint8(0))[self.labels])

    @property
    def ends(self) -> NDArray[np.int32]:
        """Column just after each."""
        return self.starts + self.lengths

    def row_at(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows of runs [N], if they go on, at columns that broadcast with [N]."""
        slopes = self.falls / np.maximum(self.lengths, 1)
        return np.asarray(self.begins + slopes * (columns - self.starts))

    def where(self, chosen: NDArray[np.bool_]) -> "Runs":
        """Some of them; the labels stay those of all."""
        return Runs(
            self.labels,
            self.starts[chosen],
            self.lengths[chosen],
            self.begins[chosen],
            self.falls[chosen],
            self.thicknesses[chosen],
            self.straight[chosen],
        )

    @property
    def level(self) -> NDArray[np.bool_]:
        """Those that hardly fall."""
        return np.asarray((np.abs(self.falls) < UPRIGHT * self.lengths + 1) & (self.lengths > 0))

    def sides(self, rules: "Runs", reach: int) -> NDArray[np.bool_]:
        """Those that are sides of boxes, or teeth of combs, of which ``rules`` are the others.

        Sides run from one rule to another, and the first of them stand at the ends of these, where
        a 1 on squared paper does not; teeth stand on a rule, two at its ends. All of one row begin
        and end alike.

        Args:
            rules: runs of the other direction.
            reach: pixels between what meets.
        """
        if not len(rules.lengths):
            return np.zeros(len(self.lengths), bool)
        alike = self.level & (self.thicknesses < THICKER * median(rules.thicknesses.tolist()))
        head, foot = self.heads(rules, reach), self.feet(rules, reach)
        side = alike & head.meets.any(axis=1) & foot.meets.any(axis=1)
        corner = side & head.corners.any(axis=1) & foot.corners.any(axis=1)
        tooth = alike & foot.meets.any(axis=1) & ~head.meets.any(axis=1)
        both = (foot.begins & tooth[:, None]).any(axis=0) & (foot.ends & tooth[:, None]).any(axis=0)
        corner_tooth = tooth & (foot.corners & both).any(axis=1)
        return np.asarray(
            (side & self._alike(corner, 3 * reach)) | (tooth & self._alike(corner_tooth, reach))
        )

    def framed(self, sides: "Runs", longer: float, reach: int) -> NDArray[np.bool_]:
        """Those longer ones at both of whose ends a run of the other direction begins or ends."""
        framed = self.level & (self.lengths > longer)
        level, rules = sides.where(sides.level), self.where(framed)
        head, foot = level.heads(rules, reach), level.feet(rules, reach)
        begins, ends = head.begins | foot.begins, head.ends | foot.ends
        framed[framed] = begins.any(axis=0) & ends.any(axis=0)
        return framed

    def heads(self, rules: "Runs", reach: int) -> "_Meeting":
        """Where they begin on runs of the other direction."""
        return _Meeting.of(rules, self.starts, self.begins, reach)

    def feet(self, rules: "Runs", reach: int) -> "_Meeting":
        """Where they end on runs of the other direction."""
        return _Meeting.of(rules, self.ends, self.begins + self.falls, reach)

    def _alike(self, models: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
        """Those that begin and end where one of the models does."""
        begins = np.abs(self.starts[:, None] - self.starts[models]) <= reach
        return np.asarray(
            (begins & (np.abs(self.ends[:, None] - self.ends[models]) <= reach)).any(axis=1)
        )

    def with_all_in_line(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The chosen ones, and all that continue one of these."""
        if not chosen.any():
            return chosen
        rules = self.where(chosen)
        middles = (self.starts + self.lengths / 2)[:, None]
        off = np.abs(rules.row_at(middles) - (self.begins + self.falls / 2)[:, None])
        away = middles - rules.starts
        near = (away > -rules.lengths) & (away < 2 * rules.lengths)
        in_line = (off < 1 + rules.thicknesses / 2) & near
        return np.asarray(chosen | (in_line.any(axis=1) & (self.lengths > 0)))


@dataclass(frozen=True, slots=True, eq=False)
class _Meeting:
    """Which points [N] lie on which rules [M]: bool [N, M].

    Attributes:
        meets: the point is on the rule.
        begins: it is where the rule begins.
        ends: it is where the rule ends.
    """

    meets: NDArray[np.bool_]
    begins: NDArray[np.bool_]
    ends: NDArray[np.bool_]

    @property
    def corners(self) -> NDArray[np.bool_]:
        """The point is at either end of the rule."""
        return self.begins | self.ends

    @classmethod
    def of(
        cls, rules: Runs, rows: NDArray[np.int32], columns: NDArray[np.float64], reach: int
    ) -> "_Meeting":
        """Points, in rows and columns of the rules' own direction."""
        along, off = columns[:, None], rows[:, None]
        before, after = along - rules.starts, rules.ends - along
        meets = np.abs(rules.row_at(along) - off) <= reach
        meets &= (before >= -reach) & (after >= -reach)
        return cls(meets, meets & (before <= reach), meets & (after <= reach))


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """How far thin straight ink reaches; where none is long, its course need not be known.

    Attributes:
        straight: the ink that is straight by itself, 255 or 0.
        joined: with the gaps filled where strokes cross it, 255 or 0.
        labels: [H, W], which stretch a pixel is of.
        starts: int32 [N], first column of each.
        lengths: int32 [N], in pixels; 0 for all that is no stretch.
    """

    straight: Mask
    joined: Mask
    labels: NDArray[np.integer]
    starts: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> "Stretches":
        """No straight ink in a picture of that shape."""
        nowhere, nothing = np.zeros(shape, np.uint8), np.zeros(1, np.int32)
        return cls(nowhere, nowhere, nowhere, nothing, nothing)

    def followed(self) -> Runs:
        """The same with their courses."""
        course = _Course.of(self.straight, self.labels, self.starts)
        return Runs(
            course.without_what_is_beside(self.joined, self.labels),
            self.starts,
            self.lengths,
            course.begins,
            course.slopes * self.lengths,
            course.thicknesses,
            course.straight(self.lengths),
        )


def find_stretches(faint: Mask, stroke: float) -> Stretches:
    """Find thin straight ink, and join it over the gaps where strokes cross it.

    Args:
        faint: 255 where there is ink, 0 elsewhere.
        stroke: mean width of strokes, in pixels.
    """
    thin = faint & ~opened(faint, round(THICK * stroke) + 1, 1)
    straight = opened(thin, 1, round(3 * stroke) + 3)
    if not cv2.countNonZero(straight):  # as in most pictures of one digit
        return Stretches.none(faint.shape)
    wide = dilated(straight, 3, 1)
    joined = closed(wide, round(CROSSED * stroke) + 1)
    joined |= closed(wide, round(HIDDEN * stroke) + 1) & faint
    runs = find_components(joined)
    lengths = runs.widths.copy()
    inked = _inked_columns(joined & faint, runs.labels, len(runs))
    lengths[inked < UNBROKEN * lengths] = 0
    lengths[0] = 0
    return Stretches(straight, joined, runs.labels, runs.lefts, lengths)


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """How runs [N] go: a regression of rows on columns, for all at once.

    Attributes:
        starts: first column of each.
        begins: row in which a run begins, about.
        slopes: rows by which it falls in a column.
        spreads: standard deviation of the rows of its ink about that, in pixels.
        inked: in how many columns it has ink.
        thicknesses: in pixels, of its ink.
    """

    starts: NDArray[np.int32]
    begins: NDArray[np.float64]
    slopes: NDArray[np.float64]
    spreads: NDArray[np.float64]
    inked: NDArray[np.intp]
    thicknesses: NDArray[np.float64]

    @classmethod
    def of(
        cls, straight: Mask, labels: NDArray[np.integer], starts: NDArray[np.int32]
    ) -> "_Course":
        """The course of straight ink, each pixel of the run that it is labelled with."""
        count = len(starts)
        columns, rows = _places(straight)
        run = labels[rows, columns]
        ink = np.maximum(np.bincount(run, minlength=count), 1)
        along = columns - starts[run]
        mean_row, mean_along = (np.bincount(run, each, count) / ink for each in (rows, along))
        off = along - mean_along[run]
        squares = np.maximum(np.bincount(run, off**2, count), 1)
        slopes = np.bincount(run, off * rows, count) / squares
        begins = mean_row - slopes * mean_along
        errors = rows - begins[run] - slopes[run] * along
        spreads = np.sqrt(np.bincount(run, errors**2, count) / ink)
        inked = np.maximum(_inked_columns(straight, labels, count), 1)
        return cls(starts, begins, slopes, spreads, inked, ink / inked)

    def straight(self, lengths: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Those of such lengths that may be rules by their course."""
        along = np.maximum(lengths, 1)
        strays, misses = self.spreads / along, 1 - self.inked / along
        return np.asarray(
            strays / STRAYS + np.abs(self.slopes) / FALLS + misses.clip(0) / MISSES < 1
        )

    def without_what_is_beside(
        self, joined: Mask, labels: NDArray[np.integer]
    ) -> NDArray[np.integer]:
        """The labels of runs where these are near to their course; 0 elsewhere."""
        columns, rows = _places(joined)
        run = labels[rows, columns]
        errors = rows - self.begins[run] - self.slopes[run] * (columns - self.starts[run])
        astray = abs(errors) > BESIDE * self.spreads[run] + 2
        cleared = labels.copy()
        cleared[rows[astray], columns[astray]] = 0
        return cleared


def _inked_columns(mask: Mask, labels: NDArray[np.integer], count: int) -> NDArray[np.intp]:
    """In how many columns each run has some of what is in the mask: [count]."""
    tops = mask > 0
    tops[1:] &= mask[:-1] == 0
    return np.bincount(labels[tops], minlength=count)


def _places(mask: Mask) -> NDArray[np.int32]:
    """Columns and rows of what is in it: int32 [2, N]."""
    found = cv2.findNonZero(mask)
    places = np.empty((0, 2)) if found is None else found.reshape(-1, 2)
    return np.asarray(places.T, np.int32)
