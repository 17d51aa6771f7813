"""What light, lenses, sensors and files do to a picture: small functions, each of one harm.

Each takes uint8 [H, W, 3], red, green and blue, and random numbers, and returns the same shape; the
picture itself is not changed.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "HARMS",
    "defocus",
    "faded",
    "jpeg",
    "negative",
    "photographed",
    "sensor_noise",
    "shadow",
    "uneven_light",
]

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

FULL = 255
LEAST_RANGE = 90  # grey levels that a faded picture still has, of 255
PENUMBRA = (0.02, 0.2)  # width of a shadow's edge, in the longer side of the picture


def uneven_light(picture: Picture, rng: np.random.Generator) -> Picture:
    """Light from one side, and a little of it from everywhere."""
    along = _along(picture, rng)
    drop, bend = rng.uniform(0.05, 0.45), rng.uniform(0.7, 2)
    return _lit(picture, 1 - np.float32(drop) * along ** np.float32(bend))


def shadow(picture: Picture, rng: np.random.Generator) -> Picture:
    """The shadow of a hand or a telephone, with a soft edge."""
    along = _along(picture, rng)
    edge, width = rng.uniform(0.15, 0.85), rng.uniform(*PENUMBRA)
    dark = (1 + np.tanh((along - np.float32(edge)) * np.float32(2 / width))) / 2
    return _lit(picture, 1 - np.float32(rng.uniform(0.15, 0.5)) * dark)


def defocus(picture: Picture, rng: np.random.Generator) -> Picture:
    """A lens out of focus, which makes a disc of each point."""
    radius = rng.uniform(0.5, 1.6)
    reach = int(np.ceil(radius))
    y, x = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(cv2.filter2D(picture, -1, disc / disc.sum()), np.uint8)


def sensor_noise(picture: Picture, rng: np.random.Generator) -> Picture:
    """What a sensor adds in poor light, the same in all colours."""
    noise = rng.standard_normal(picture.shape[:2], np.float32) * np.float32(rng.uniform(1, 9))
    levels = cv2.add(picture, cv2.merge([noise] * 3), dtype=cv2.CV_8U)
    return np.asarray(levels, np.uint8)


def faded(picture: Picture, rng: np.random.Generator) -> Picture:
    """Little contrast: black is no longer black, nor white white."""
    kept = rng.uniform(LEAST_RANGE, FULL) / FULL
    darkest = rng.uniform(0, 1 - kept) * FULL
    return np.asarray(cv2.convertScaleAbs(picture, alpha=kept, beta=darkest), np.uint8)


def negative(picture: Picture, rng: np.random.Generator) -> Picture:  # noqa: ARG001  as the others
    """Light ink on dark paper."""
    return FULL - picture


def jpeg(picture: Picture, rng: np.random.Generator) -> Picture:
    """A file that forgets what it thinks nobody sees."""
    quality = int(rng.integers(25, 96))
    _, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


HARMS: tuple[tuple[Callable[[Picture, np.random.Generator], Picture], float], ...] = (
    (uneven_light, 0.4),
    (shadow, 0.2),
    (faded, 0.25),
    (negative, 0.06),
    (defocus, 0.35),
    (sensor_noise, 0.4),
    (jpeg, 0.5),
)
"""Every harm in the order in which a picture meets it, and how often it does."""


def photographed(picture: Picture, rng: np.random.Generator) -> Picture:
    """A picture with some of all harms, and sometimes none."""
    chances = rng.random(len(HARMS))
    for (harm, share), chance in zip(HARMS, chances, strict=True):
        if chance < share:
            picture = harm(picture, rng)
    return picture


def _along(picture: Picture, rng: np.random.Generator) -> Floats:
    """How far each pixel lies in a random direction: float32 [H, W], 0 to 1."""
    rows, columns = picture.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.ogrid[:rows, :columns]
    along = (np.cos(angle) * x + np.sin(angle) * y).astype(np.float32)
    along -= along.min()
    return np.asarray(along / max(along.max(), 1), np.float32)


def _lit(picture: Picture, light: Floats) -> Picture:
    return np.asarray(cv2.multiply(picture, cv2.merge([light] * 3), dtype=cv2.CV_8U), np.uint8)
