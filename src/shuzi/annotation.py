"""A picture with what was read in it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from shuzi.pictures import Picture
from shuzi.results import Box, Reading

__all__ = ["annotate"]

# Blue, orange and vermilion of Okabe and Ito's palette (2008) stay apart for colour-blind eyes.
SURE = (0, 114, 178)
DOUBTFUL = (230, 159, 0)
REFUSED = (213, 94, 0)

DOUBT = 0.5
"""Digits of this confidence or less are shown as doubtful as can be."""

SMALLEST_LETTER = 9
"""Height below which letters become illegible, in pixels."""
