"""Who takes part in the benchmark of readings: an engine, and what is made of its text."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from answers import Answer, Engine

__all__ = ["Entrant", "as_it_is", "digits_of", "digits_of_look_alikes"]

_NO_DIGIT = re.compile(r"[^0-9]")

# Letters and signs that a general engine may take a digit for, by the looks of them.
_LOOK_ALIKES = {
    "0": "OoDQ○口",
    "1": "lIi|!丨",
    "2": "Zz乙",
    "3": "Ээ",
    "4": "AhH",
    "5": "Ss",
    "6": "bG",
    "7": "T",
    "8": "B&",
    "9": "gq",
}
_TO_DIGITS = str.maketrans({sign: digit for digit, signs in _LOOK_ALIKES.items() for sign in signs})


@dataclass(frozen=True, slots=True)
class Entrant:
    """One column of the tables.

    Attributes:
        name: its heading.
        note: what it is, in one sentence without a full stop.
        engine: that reads for it; several may share one, which then reads once.
        digits: what counts of a row of the engine's text.
    """

    name: str
    note: str
    engine: Engine
    digits: Callable[[str], str]

    def text(self, answer: Answer) -> str:
        """What it says is written: a space between rows that hold anything."""
        return " ".join(filter(None, map(self.digits, answer.text.splitlines())))


def as_it_is(row: str) -> str:
    """The whole row: of engines that know nothing but digits."""
    return row


def digits_of(row: str) -> str:
    """The digits of a row."""
    return _NO_DIGIT.sub("", row)


def digits_of_look_alikes(row: str) -> str:
    """The digits of a row, letters that look like digits taken for them."""
    return digits_of(row.translate(_TO_DIGITS))
