"""Hands: how people write, and what makes no two of their digits alike."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from shuzi.synthesis.strokes import most_points

__all__ = ["Hands", "random_hands"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Hands:
    """The hands that write N digits, each float64 [N] but the last. Lengths are in heights.

    Attributes:
        size: height of the digit beside the usual one.
        slant: how far its top leans to the right of its foot.
        turn: how far it is turned, radians, clockwise.
        aspect: its width beside that of the model.
        bow: how far its middle bulges to the left of top and foot.
        waist: how far its middle is raised, so that the lower half grows.
        pen: width of the pen.
        pressure: by what fraction this width grows and shrinks along a stroke.
        phase: where in its wave the pressure is at the start of a stroke, 0 to 1.
        waves: how many waves of pressure a stroke has.
        shake: how far points of the strokes go astray, standard deviation in x and in y.
        strays: [N, P, 2], how far each point goes astray, in units of ``shake``.
    """

    size: Floats
    slant: Floats
    turn: Floats
    aspect: Floats
    bow: Floats
    waist: Floats
    pen: Floats
    pressure: Floats
    phase: Floats
    waves: Floats
    shake: Floats
    strays: Floats

    def __getitem__(self, which: list[int]) -> Self:
        """Some of the hands."""
        return type(self)(*(getattr(self, field.name)[which] for field in fields(self)))

    def again(self, rng: np.random.Generator) -> Self:
        """The same hands at their next digits: nobody writes twice in quite the same way."""
        count = len(self.size)
        slip = rng.normal(size=(6, count))
        return replace(
            self,
            size=1 + 0.05 * slip[0],
            slant=self.slant + 0.03 * slip[1],
            turn=self.turn + 0.03 * slip[2],
            aspect=self.aspect * (1 + 0.05 * slip[3]),
            bow=self.bow + 0.02 * slip[4],
            waist=self.waist + 0.02 * slip[5],
            **_accidents(count, rng),
        )


def random_hands(
    count: int, rng: np.random.Generator, pen: float = 0.12, shake: float = 0.03
) -> Hands:
    """The hands of ``count`` people, with about this ``pen`` and ``shake``.

    What is usual and how far people differ was chosen by eye, beside MNIST's training part.
    """
    spread = rng.normal(size=(8, count))
    return Hands(
        size=np.ones(count),
        slant=0.15 + 0.2 * spread[0],
        turn=0.08 * spread[1],
        aspect=np.exp(0.18 * spread[2]),
        bow=0.05 * spread[3],
        waist=0.06 * spread[4],
        pen=pen * np.exp(0.28 * spread[5]),
        pressure=0.1 * np.exp(0.3 * spread[6]),
        shake=shake * np.exp(0.35 * spread[7]),
        **_accidents(count, rng),
    )


def _accidents(count: int, rng: np.random.Generator) -> dict[str, Any]:
    """What is different each time, whoever writes."""
    return {
        "phase": rng.random(count),
        "waves": rng.uniform(0.5, 1.5, count),
        "strays": _strays(count, rng),
    }


def _strays(count: int, rng: np.random.Generator) -> Floats:
    """Normal deviates [count, P, 2] with a variance of 1.

    A hand that strays stays astray for a while, so neighbouring points stray together.
    """
    alone = rng.normal(size=(count, most_points() + 2, 2))
    return np.asarray((alone[:, :-2] + 2 * alone[:, 1:-1] + alone[:, 2:]) / np.sqrt(6))
