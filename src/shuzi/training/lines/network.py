"""The network that slides along a line."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from shuzi.lines.framing import ROWS

__all__ = ["BLANK", "CLASSES", "CLASS_NAMES", "LineNetwork"]

CLASS_NAMES = (*"0123456789", "not a digit", "blank")
CLASSES = len(CLASS_NAMES)
BLANK = CLASSES - 1

ANSWERS = 2  # of each column of the last maps: for its left and for its right half
# Of the pixels of drawn strips, over 0 to 255, about.
PIXEL_MEAN, PIXEL_DEVIATION = 30.0, 80.0

# Channels, kernel, padding and stride of each convolution, down and across.
LAYERS = (
    (16, (5, 5), (2, 2), (2, 2)),
    (48, (3, 3), (1, 1), (2, 2)),
    (96, (3, 3), (1, 1), (2, 1)),
    (144, (3, 3), (1, 1), (2, 1)),
    (192, (ROWS // 16, 3), (0, 1), (1, 1)),  # all rows that are left
    (192, (1, 3), (0, 1), (1, 1)),
)
LOOKED_AT_TWICE = (48, 96)  # channels of the maps that one more convolution refines


class LineNetwork(nn.Module):
    """Convolutions along a line, with the normalisation of pixels before them.

    Strides take the place of pools, which cost half as much time again. The last maps have a
    column for four of the strip's, too few for neighbouring 1s; so each answers for its left half
    and for its right half.

    Input: strips, uint8 [N, 1, 32, W], bright ink on 0, W a multiple of 4.
    Output: logits, float32 [N, W / 2, 12]: ten digits, a character that is none, the blank.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(*_layers())
        self.head = nn.Conv2d(LAYERS[-1][0], ANSWERS * CLASSES, 1)

    def forward(self, strips: Tensor) -> Tensor:
        """Logits [N, W / 2, 12] of strips [N, 1, 32, W]."""
        pixels = (strips.to(torch.float32) - PIXEL_MEAN) / PIXEL_DEVIATION
        answers = self.head(self.trunk(pixels)).squeeze(2)
        halves = answers.unflatten(1, (ANSWERS, CLASSES))  # [N, halves, classes, W / 4]
        logits: Tensor = halves.permute(0, 3, 1, 2).flatten(1, 2)
        return logits


class Refined(nn.Module):
    """Maps with what one more convolution adds to them (He et al., 2016); at first, nothing."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        nn.init.zeros_(self.norm.weight)

    def forward(self, maps: Tensor) -> Tensor:
        """Maps [N, channels, H, W] of maps of the same shape."""
        return torch.relu(maps + self.norm(self.convolution(maps)))


def _layers() -> Iterator[nn.Module]:
    inputs = 1
    for channels, kernel, padding, stride in LAYERS:
        yield nn.Conv2d(inputs, channels, kernel, stride, padding, bias=False)
        yield nn.BatchNorm2d(channels)
        yield nn.ReLU()
        if channels in LOOKED_AT_TWICE:
            yield Refined(channels)
        inputs = channels
