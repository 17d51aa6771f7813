"""Cheap changes of drawn lines, so that each is another one each time it is learnt."""

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzi.lines.framing import ROWS
from shuzi.training.lines.drawing import ROOMY, DrawnLine

__all__ = ["changed", "unchanged"]

Ink = NDArray[np.uint8]

FULL = 255
WIDEST = 400  # pixels: longer strips would only make their batches slow

# Standard deviations of what is drawn anew each time.
SIZE, ASPECT = 0.09, 0.12  # of their logarithms: of the scale of all, and of the width beside it
LARGEST_CHANGE = 0.25  # of the logarithm of the size
SLANT_MEAN, SLANT = 0.03, 0.18  # of the tops to the right, in heights
SLOPE = 0.012  # of the line
LIFT = 1.2  # pixels
CONTRAST = 0.35  # of the logarithm of the exponent of ink

# How often a strip is cut near its outer characters, and above and below them.
CUT_BESIDE, CUT_ALONG = 0.35, 0.35
BESIDE = (-1.5, 18.0)  # pixels left beside the outer characters; below 0 these are cut
# How often ink is made wider, blurred, darker or lighter, noisy, blotted.
WIDENED, BLURRED, SHADED, NOISY, BLOTTED = 0.08, 0.06, 0.25, 0.08, 0.12


def changed(line: DrawnLine, rng: np.random.Generator) -> DrawnLine | None:
    """The line in another size, slant and place, cut and inked another way.

    Returns:
        Its strip is uint8 [32, W]; None where it is too long to learn.
    """
    line = _cut(line, rng)
    size = np.exp(np.clip(rng.normal(scale=SIZE), -LARGEST_CHANGE, LARGEST_CHANGE)) / ROOMY
    wide = size * np.exp(rng.normal(scale=ASPECT))
    slant = wide * rng.normal(SLANT_MEAN, SLANT)
    slope, lift = size * rng.normal(scale=SLOPE), rng.normal(scale=LIFT)
    before, after = rng.integers(10, size=2).tolist()
    rows, columns = line.strip.shape
    width = round(columns * wide) + before + after
    if width > WIDEST:
        return None
    change = np.array(
        [
            [wide, -slant, slant * rows / 2 + before],
            [slope, size, ROWS / 2 + lift - size * rows / 2 - slope * columns / 2],
        ]
    )
    strip = np.asarray(cv2.warpAffine(line.strip, change, (width, ROWS)), np.uint8)
    edges = line.edges * np.float32(wide) + np.float32(before)
    return DrawnLine(_inked(strip, rng), line.values, edges)


def unchanged(line: DrawnLine) -> DrawnLine:
    """The line as the reader would see it."""
    rows, columns = line.strip.shape
    size = 1 / ROOMY
    change = np.array([[size, 0, 0], [0, size, ROWS / 2 - size * rows / 2]])
    width = max(1, round(columns * size))
    strip = np.asarray(cv2.warpAffine(line.strip, change, (width, ROWS)), np.uint8)
    return DrawnLine(strip, line.values, line.edges * np.float32(size))


def _cut(line: DrawnLine, rng: np.random.Generator) -> DrawnLine:
    """The strip as one cuts it out who leaves little around the number."""
    rows, columns = line.strip.shape
    left, right, top, foot = 0, columns, 0, 0
    if rng.random() < CUT_BESIDE:
        left = max(0, int(line.edges.min() - rng.uniform(*BESIDE)))
    if rng.random() < CUT_BESIDE:
        right = min(columns, int(np.ceil(line.edges.max() + rng.uniform(*BESIDE))))
    if rng.random() < CUT_ALONG:
        # Nothing but room is cut: the band ends a fifth of all rows off.
        top, foot = rng.integers(rows // 14, rows // 4, size=2).tolist()
    strip = line.strip[:, left : max(right, left + 1)].copy()
    strip[:top] = 0
    strip[rows - foot :] = 0
    return DrawnLine(strip, line.values, line.edges - np.float32(left))


def _inked(strip: Ink, rng: np.random.Generator) -> Ink:
    chances = rng.random(4)
    if chances[0] < WIDENED:
        strip = np.asarray(cv2.dilate(strip, np.ones((2, 2), np.uint8)), np.uint8)
    elif chances[0] < WIDENED + BLURRED:
        strip = np.asarray(cv2.GaussianBlur(strip, (3, 3), rng.uniform(0.4, 1)), np.uint8)
    if chances[1] < SHADED:
        exponent, strongest = np.exp(rng.normal(scale=CONTRAST)), rng.uniform(0.7, 1.2) * FULL
        levels = strongest * (np.arange(FULL + 1) / FULL) ** exponent
        strip = np.asarray(cv2.LUT(strip, levels.clip(0, FULL).astype(np.uint8)), np.uint8)
    if chances[2] < NOISY:
        noise = abs(rng.standard_normal(strip.shape)) * rng.uniform(3, 18)
        strip = np.asarray(cv2.add(strip, noise.astype(np.uint8)), np.uint8)
    if chances[3] < BLOTTED:
        y, x = rng.integers(strip.shape)
        high, wide = rng.integers(1, (4, 6))
        strip[y : y + high, x : x + wide] = rng.integers(FULL)
    return strip
