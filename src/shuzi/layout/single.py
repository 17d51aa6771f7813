"""The one digit of a picture that holds at most one."""

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.layout.marks import NEAR, SPECK, Group, Mark, find_pieces, grouped, joined_where_near
from shuzi.layout.rules import CLOSE, RIM, Rules, find_rim, find_rules
from shuzi.results import Box

__all__ = ["find_mark"]

LEAST = 0.25
"""What is less high and wide, in sides of a picture, is no digit if it has the rim of a cell, nor
if it is as thin as the rules of the picture."""

EDGE = 1 / 8
"""What touches an edge of a picture and reaches no further is no digit, in its width or height."""


def find_mark(ink: NDArray[np.uint8]) -> Mark | None:
    """Find the one digit of a picture that holds at most one.

    It is the largest piece of ink with all that is near it: parts of a broken stroke belong to
    it, what sticks in from a neighbour does not, nor does the rim of a cell that was cut out.

    Args:
        ink: uint8 [H, W], bright ink on 0, as :func:`shuzi.layout.ink.find_ink` gives it.

    Returns:
        None where there is no ink.
    """
    rules = find_rules(ink)
    mark = _without_its_cell(rules.taken_out(ink))
    if mark is None or _keeps_to_an_edge(mark.box, ink.shape):
        return None
    return None if rules.any and _is_bit(mark.box, rules, ink.shape) else mark


def _without_its_cell(ink: NDArray[np.uint8]) -> Mark | None:
    """The digit in the rim of a cell, where there is one; else all that is largest."""
    whole = _largest(ink)
    rim = find_rim(ink)
    if whole is None or not rim.any:
        return whole
    rest = _largest(_without_bits_at_rim(rim.taken_out(ink)))
    if rest is None or _is_small(rest.box, ink.shape):
        return None
    return rest if _is_within(rest.box, rim, ink.shape) else whole


def _is_small(box: Box, shape: tuple[int, ...]) -> bool:
    return max(box.width, box.height) < LEAST * min(shape)


def _is_bit(box: Box, rules: Rules, shape: tuple[int, ...]) -> bool:
    """Whether something may be a bit of a rule that was taken out."""
    return _is_small(box, shape) and min(box.width, box.height) <= rules.thickest


def _keeps_to_an_edge(box: Box, shape: tuple[int, ...]) -> bool:
    """Whether something is a bit of what lies outside: it is at an edge, and goes no further."""
    height, width = shape
    starts, ends = (box.x, box.y), (box.x + box.width, box.y + box.height)
    return any(
        (start <= CLOSE and end <= EDGE * side)
        or (end >= side - CLOSE and start >= (1 - EDGE) * side)
        for start, end, side in zip(starts, ends, (width, height), strict=True)
    )


def _is_within(box: Box, rim: Rules, shape: tuple[int, ...]) -> bool:
    """Whether a digit stands in the cell whose rim that is, and the rim is no bar of it.

    A bar is no longer than its digit, and a digit that was cut out tightly ends at the edges.
    """
    height, width = shape
    left, _, across, _ = cv2.boundingRect(rim.across)
    _, top, _, down = cv2.boundingRect(rim.down)
    right, bottom = box.x + box.width, box.y + box.height
    return (
        (box.x > 0 and box.y > 0 and right < width and bottom < height)
        and (not across or left < box.x < right < left + across)
        and (not down or top < box.y < bottom < top + down)
    )


def _without_bits_at_rim(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the pieces that keep to one edge: of a thick, blurred rule some are always left."""
    pieces = find_pieces(ink)
    start, end = pieces.boxes[:, :2], pieces.boxes[:, 2:]
    size = np.array(ink.shape[::-1])
    at_rim = ((end <= RIM * size) | (start >= (1 - RIM) * size)).any(axis=1)
    bits = np.isin(pieces.labels, pieces.numbers[at_rim])
    return np.where(bits, np.uint8(0), ink)


def _largest(ink: NDArray[np.uint8]) -> Mark | None:
    """The largest piece of ink with all that is near it, None where there is none."""
    pieces = find_pieces(ink)
    if not len(pieces):
        return None
    side = pieces.sides[pieces.areas.argmax()]
    parts = pieces.where(pieces.sides >= SPECK * side).alone()
    return pieces.cut(max(grouped(parts, joined_where_near(NEAR * side)), key=_area))


def _area(group: Group) -> int:
    return group.area
