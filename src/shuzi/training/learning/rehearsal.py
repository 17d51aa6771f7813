"""What is not to be forgotten over what is learnt: frames, and what the model says of them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from shuzi.datasets import LabelledImages
from shuzi.synthesis.frames import frame_digits, frame_non_digits
from shuzi.synthesis.samples import Samples

__all__ = ["DRAWN", "gather"]

_BY_PEOPLE, _DIGITS, _NON_DIGITS = 4_000, 2_000, 1_500
DRAWN = _DIGITS + _NON_DIGITS
"""So many of the frames are drawn."""

_SEED = 5  # no data set that a model is trained or validated on is drawn with it
_AT_ONCE = 250  # frames between two steps of the progress


def gather(
    mnist: LabelledImages, progress: Callable[[int], None] = lambda _: None
) -> NDArray[np.uint8]:
    """Some of MNIST's training images, as many drawn digits of any hand, and what is no digit.

    Args:
        mnist: the training part, the validation part left out.
        progress: told how many more frames are drawn.

    Returns:
        uint8 [N, 28, 28], bright ink on 0.
    """
    chosen = np.random.default_rng(_SEED).permutation(len(mnist))[:_BY_PEOPLE]
    samples = Samples.of(mnist.images, mnist.labels)
    frames = [mnist.images[np.sort(chosen)]]
    values = np.arange(_DIGITS) % 10
    for first in range(0, _DIGITS, _AT_ONCE):
        frames.append(frame_digits(values[first : first + _AT_ONCE], _SEED, samples, first))
        progress(_AT_ONCE)
    for first in range(0, _NON_DIGITS, _AT_ONCE):
        frames.append(frame_non_digits(_AT_ONCE, _SEED, samples, first))
        progress(_AT_ONCE)
    return np.concatenate(frames)
