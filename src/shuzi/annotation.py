"""A picture with what was read in it."""

from dataclasses import dataclass
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from shuzi.pictures import Picture
from shuzi.results import Box, Reading

__all__ = ["annotate"]

Colour = tuple[int, int, int]

# Blue, yellow and vermilion of Okabe and Ito's palette (2008) stay apart for colour-blind eyes.
SURE: Colour = (0, 114, 178)
DOUBTFUL: Colour = (240, 190, 40)
REFUSED: Colour = (213, 94, 0)
PAPER: Colour = (255, 255, 255)

DOUBT = 0.5
"""Digits of this confidence or less are shown as doubtful as can be."""

SMALLEST_SIDE = 240
"""Pictures with a shorter side than this, in pixels, are enlarged: letters need room."""

SMALLEST_LETTERS = 14
"""Font size below which letters are hard to read, in pixels."""

LETTERS = 0.45
"""Font size, in heights of the digit."""


@dataclass(frozen=True, slots=True)
class _Label:
    """An answer and where it goes, in pixels of the enlarged picture."""

    left: int
    top: int
    right: int
    bottom: int
    answer: str
    colour: Colour

    @property
    def size(self) -> float:
        return max(SMALLEST_LETTERS, (self.bottom - self.top) * LETTERS)

    @property
    def pen(self) -> int:
        return max(2, round(self.size / 12))

    @property
    def lacking(self) -> int:
        """Pixels by which the answer would stick out of the picture's top."""
        return max(0, ceil(self.size) + 4 * self.pen - self.top)


def annotate(picture: Picture, reading: Reading) -> Image.Image:
    """Draw a box and the answer at each place of a picture.

    The surer an answer, the bluer its box; the more doubtful, the yellower. Refused places are
    vermilion and marked ``?``.

    Args:
        picture: what was read.
        reading: what was read in it.

    Returns:
        RGB; of the picture's size, or a whole multiple of it where that is too small for letters.
        Where answers need more room above, a margin is added there.
    """
    zoom = ceil(SMALLEST_SIDE / min(picture.grey.shape))
    labels = _labels(reading, zoom)
    margin = max((label.lacking for label in labels), default=0)
    grey = Image.fromarray(picture.grey)
    image = Image.new("RGB", (grey.width * zoom, grey.height * zoom + margin), PAPER)
    image.paste(grey.resize((grey.width * zoom, grey.height * zoom)), (0, margin))
    draw = ImageDraw.Draw(image)
    for label in labels:
        _draw(draw, label, margin)
    return image


def _labels(reading: Reading, zoom: int) -> list[_Label]:
    digits = [digit for line in reading.lines for digit in line.digits]
    return [
        *(_label(digit.box, zoom, str(digit.value), _shade(digit.confidence)) for digit in digits),
        *(_label(refusal.box, zoom, "?", REFUSED) for refusal in reading.refused),
    ]


def _label(box: Box, zoom: int, answer: str, colour: Colour) -> _Label:
    right, bottom = box.x + box.width, box.y + box.height
    return _Label(box.x * zoom, box.y * zoom, right * zoom, bottom * zoom, answer, colour)


def _shade(confidence: float) -> Colour:
    sure = max(0.0, (confidence - DOUBT) / (1 - DOUBT))
    red, green, blue = (
        round(sure * most + (1 - sure) * least) for most, least in zip(SURE, DOUBTFUL, strict=True)
    )
    return red, green, blue


def _draw(draw: ImageDraw.ImageDraw, label: _Label, margin: int) -> None:
    left, top = label.left - label.pen, label.top - label.pen + margin
    right, bottom = label.right + label.pen, label.bottom + label.pen + margin
    # The frame stands around the ink, not on it.
    draw.rectangle((left, top, right, bottom), outline=label.colour, width=label.pen)
    draw.text(
        ((left + right) / 2, top - label.pen),
        label.answer,
        fill=label.colour,
        font=ImageFont.load_default(label.size),
        anchor="mb",
        stroke_width=label.pen,
        stroke_fill=PAPER,
    )
