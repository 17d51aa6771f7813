"""One digit's ink to the 28 x 28 frame that MNIST made usual."""

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.masks import AROUND, at_least

__all__ = [
    "BOX",
    "CENTRE",
    "FIRM",
    "FRAME",
    "FULL",
    "THINNEST",
    "are_framed",
    "frame_ink",
    "ink_boxes",
    "stroke_width",
]

FRAME = 28
"""Side of a frame, in pixels."""

BOX = 20
"""Longer side of a digit's ink inside its frame, in pixels."""

CENTRE = FRAME // 2
"""The pixel, counted from 0 in both directions, in which a digit's centre of mass lies."""

ASTRAY = 0.6
"""A frame's centre of mass strays by half a pixel, as frames are moved by whole ones; and little
more, for where its scaling rounded."""

THINNEST = 1.5
"""Strokes thinner than this, in pixels of the frame, are thickened; 2 % of MNIST's are thinner."""

FULL = 255
"""The strongest ink of a frame."""

FIRM = FULL // 4
"""Ink of full strength that measures a digit; what is fainter is the blurred edge of a stroke."""

WORKING = 8 * BOX
"""Longer side to which larger ink is reduced first, in pixels: room for the thinnest strokes."""


def frame_ink(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale one digit's ink to 20 pixels and put its centre of mass in the middle of a frame.

    This is how MNIST's digits were made (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning
    applied to document recognition", 1998). In all of its training pictures the centre of mass
    lies between 13.5 and 14.5: they were moved by whole pixels, and so are these. MNIST came from
    scans in which a pen is some pixels wide; a thin line in a large picture, which would fade
    away at 20 pixels, is thickened to the width of MNIST's thin strokes.

    Args:
        ink: uint8 [H, W], bright ink on 0, of any size. Every pixel above 0 counts as ink.

    Returns:
        uint8 [28, 28], bright ink on 0, its strongest pixel 255. Without ink, all 0.
    """
    frame = np.zeros((FRAME, FRAME), np.uint8)
    ink = _cropped(ink)
    if not ink.size:
        return frame
    digit = _boxed(_reduced(ink))
    height, width = digit.shape
    mass = cv2.moments(digit)
    top = _start(mass["m01"] / mass["m00"], height)
    left = _start(mass["m10"] / mass["m00"], width)
    frame[top : top + height, left : left + width] = digit
    return frame


def are_framed(pictures: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pictures are frames already, as all of MNIST's are: framing changes nothing of note.

    Args:
        pictures: uint8 [N, 28, 28].

    Returns:
        bool [N]: nothing stands in the corners, the longer side of the bright ink is 20 pixels, or
        19 or 21, and its centre of mass lies where :func:`frame_ink` puts it.
    """
    has_corners = pictures[:, [0, 0, -1, -1], [0, -1, 0, -1]].any(axis=1)
    # Sums of whole numbers are exact, and faster than means.
    down = pictures.sum(axis=2, dtype=np.int32)
    across = pictures.sum(axis=1, dtype=np.int32)
    mass = down.sum(axis=1).clip(1)
    places = np.arange(FRAME, dtype=np.int32)
    is_centred = np.ones(len(pictures), np.bool_)
    for sums in (down, across):
        is_centred &= abs(sums @ places / mass - CENTRE) <= ASTRAY
    side = ink_boxes(pictures, 1)[:, 2:].max(axis=1)
    return np.asarray(is_centred & ~has_corners & (abs(side - BOX) <= 1), np.bool_)


def ink_boxes(frames: NDArray[np.uint8], least: int) -> NDArray[np.int32]:
    """Where the ink of frames stands.

    Args:
        frames: uint8 [N, 28, 28], bright ink on 0.
        least: ink is no fainter, above 0.

    Returns:
        int32 [N, 4]: x, y, width and height; the whole frame where there is no ink.
    """
    has_ink = np.asarray(np.greater_equal(frames, least), np.bool_)
    across, down = (_reach(np.asarray(has_ink.any(axis=axis))) for axis in (1, 2))
    boxes = np.stack([across[0], down[0], across[1], down[1]], axis=1)
    return boxes.astype(np.int32)


def _reach(is_inked: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the first place of each row is that has ink, and how far it is to the last."""
    first = is_inked.argmax(axis=1)
    return first, np.asarray(FRAME - is_inked[:, ::-1].argmax(axis=1) - first)


def stroke_width(firm: NDArray[np.uint8]) -> float:
    """Mean width of strokes, in pixels: a long stroke has two edge pixels a pixel of its length.

    Args:
        firm: uint8 [H, W], 255 where there is ink, 0 elsewhere, not all 0.
    """
    inner = cv2.erode(firm, AROUND, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    area = cv2.countNonZero(firm)
    return 2 * area / (area - cv2.countNonZero(inner))


def _cropped(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    left, top, width, height = cv2.boundingRect(ink)
    return ink[top : top + height, left : left + width]


def _reduced(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = WORKING / max(ink.shape)
    return _cropped(_resized(ink, scale)) if scale < 1 else ink


def _boxed(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Thicken strokes that would be too thin, and scale the firm ink to the box.

    Blurred edges may stand out of the box, but not of the frame.
    """
    firm = at_least(ink, max(1, int(ink.max()) * FIRM // FULL))
    _, _, width, height = cv2.boundingRect(firm)
    side = max(width, height)
    missing = round(THINNEST * side / BOX - stroke_width(firm))
    if missing >= 1:
        pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
        ink = _cropped(np.asarray(cv2.dilate(_padded(ink, missing), pen), np.uint8))
        side += missing
    return _resized(ink, min(BOX / side, FRAME / max(ink.shape)))


def _padded(ink: NDArray[np.uint8], pixels: int) -> NDArray[np.uint8]:
    # On one digit's ink this takes a tenth of the time of np.pad.
    padded = cv2.copyMakeBorder(ink, pixels, pixels, pixels, pixels, cv2.BORDER_CONSTANT)
    return np.asarray(padded, np.uint8)


def _resized(ink: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Ink in another size and at full strength: strokes thinner than a pixel come out grey."""
    height, width = ink.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Averaging areas neither drops nor aliases strokes, but upwards it would make blocks.
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(ink, size, interpolation=method)
    return np.asarray(cv2.convertScaleAbs(resized, alpha=FULL / resized.max()), np.uint8)


def _start(centre_of_mass: float, length: int) -> int:
    """Where ink of ``length`` starts in the frame: centred, but never over its edge."""
    return min(max(round(CENTRE - centre_of_mass), 0), FRAME - length)
