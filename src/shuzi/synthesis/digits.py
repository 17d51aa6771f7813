"""Single digits in the frames that a network is trained on."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuzi import framing
from shuzi.synthesis.hands import random_hands
from shuzi.synthesis.pen import draw
from shuzi.synthesis.strokes import Variant, choose_variant

__all__ = ["draw_digits"]

# Three times the side that a digit gets in its frame, so that shrinking smooths its edges.
HEIGHT = 3 * framing.BOX  # pixels
BLOCK = 2000  # digits whose chances are drawn at once


def draw_digits(
    values: NDArray[np.integer[Any]], seed: int, progress: Callable[[int], None] | None = None
) -> NDArray[np.uint8]:
    """Digits as written by as many people, framed as MNIST's are.

    Args:
        values: [N], the digits to draw, 0 to 9.
        seed: not negative. Picture i depends on ``seed``, i and ``values[i]``, and on nothing else.
        progress: called now and then with the number of digits done since the last call.

    Returns:
        uint8 [N, 28, 28], ink bright on 0.

    Raises:
        ValueError: one of ``values`` is not 0 to 9, or ``seed`` is negative.
    """
    frames = np.empty((len(values), framing.FRAME, framing.FRAME), np.uint8)
    for begin in range(0, len(values), BLOCK):
        block = values[begin : begin + BLOCK]
        _draw_block(block, np.random.default_rng((seed, begin)), frames[begin : begin + BLOCK])
        if progress:
            progress(len(block))
    return frames


def _draw_block(
    values: NDArray[np.integer[Any]], rng: np.random.Generator, frames: NDArray[np.uint8]
) -> None:
    """Draw at most `BLOCK` digits into ``frames``, all of one variant together: that is faster."""
    # Always for a whole block, so that a shorter one starts with the same digits.
    chances = rng.random(BLOCK)
    hands = random_hands(BLOCK, rng)
    for variant, members in _by_variant(values, chances[: len(values)]).items():
        for i, ink in zip(members, draw(variant, hands[members], HEIGHT), strict=True):
            frames[i] = framing.frame_ink(ink)


def _by_variant(
    values: NDArray[np.integer[Any]], chances: NDArray[np.float64]
) -> dict[Variant, list[int]]:
    members: dict[Variant, list[int]] = defaultdict(list)
    for i, (value, chance) in enumerate(zip(values.tolist(), chances.tolist(), strict=True)):
        members[choose_variant(value, chance)].append(i)
    return members
