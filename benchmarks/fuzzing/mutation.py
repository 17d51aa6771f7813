"""Files that are nearly right: whole ones, spoilt in a few places as damage or malice would."""

import re
import struct
from collections.abc import Callable, Sequence
from random import Random

__all__ = ["LONGEST", "mutated"]

LONGEST = 1 << 17
"""In bytes: cheap to make and to read, and enough to nest brackets deeper than Python recurses."""

_MOST_CHANGES = 8
_HEAD_BYTES = 64  # where formats keep what decides everything else
_STRETCH_BITS = 9  # a stretch is shorter than 2 to the power of it, and most are much shorter
_MOST_REPEATS = 512
_INTEGERS = tuple(order + size for order in "<>" for size in "BHIQ")
_EXTREMES = tuple(
    number & (1 << 64) - 1
    for bits in (0, 7, 8, 15, 16, 31, 32, 63)
    for number in ((1 << bits) - 1, 1 << bits, -(1 << bits))
)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_WORDS = (
    *(b"", b"0", b"-1", b"0.5", b"NaN", b"-Infinity", b"1e999", b"9" * 5_000, b"1_0"),
    *(b"null", b"true", b"[]", b"{}", b'""', b"[" * 100_000, b'{"a":' * 20_000, b"[[1], 2]"),
    *(b"../../up", b"/etc/passwd", b"C:\\up", b"\0", b"\r\n", b"\xff\xfe", b"\xed\xa0\x80"),
    *("٣".encode(), "²".encode(), b"%00", b"&", b"="),
)

Change = Callable[[bytearray, Sequence[bytes], Random], None]


def mutated(seeds: Sequence[bytes], random: Random) -> bytes:
    """One of the seeds with one change or a few; the same from the same state of ``random``."""
    content = bytearray(random.choice(seeds))
    for _ in range(min(1 + int(random.expovariate(1.2)), _MOST_CHANGES)):
        random.choice(_CHANGES)(content, seeds, random)
    return bytes(content[:LONGEST])


def _flip(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    if content:
        content[_place(content, random)] ^= 1 << random.randrange(8)


def _set_integer(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    form = random.choice(_INTEGERS)
    size = struct.calcsize(form)
    if len(content) >= size:
        number = random.choice(_EXTREMES) & (1 << 8 * size) - 1
        struct.pack_into(form, content, min(_place(content, random), len(content) - size), number)


def _scramble(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    stretch = _stretch(content, random)
    content[stretch] = random.randbytes(stretch.stop - stretch.start)


def _remove(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    del content[_stretch(content, random)]


def _repeat(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    stretch = _stretch(content, random)
    times = random.choice((1, 2, random.randrange(_MOST_REPEATS)))
    content[stretch.stop : stretch.stop] = content[stretch] * times


def _cut_short(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    del content[_place(content, random) :]


def _transplant(content: bytearray, seeds: Sequence[bytes], random: Random) -> None:
    donor = bytearray(random.choice(seeds))
    content[_stretch(content, random)] = donor[_stretch(donor, random)]


def _change_number(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    numbers = [*_NUMBER.finditer(content)]
    if numbers:
        start, stop = random.choice(numbers).span()
        content[start:stop] = random.choice((*_WORDS, b"%d" % random.choice(_EXTREMES)))


def _say(content: bytearray, _: Sequence[bytes], random: Random) -> None:
    """A word in place of as many bytes, or between two."""
    place, word = _place(content, random), random.choice(_WORDS)
    content[place : place + random.choice((0, len(word)))] = word


def _place(content: bytearray, random: Random) -> int:
    """Somewhere, often near the start."""
    reach = random.choice((_HEAD_BYTES, len(content)))
    return random.randrange(max(1, min(reach, len(content))))


def _stretch(content: bytearray, random: Random) -> slice:
    start, length = _place(content, random), random.randint(1, 1 << random.randrange(_STRETCH_BITS))
    return slice(start, min(start + length, len(content)))


_CHANGES: tuple[Change, ...] = (
    *(_flip, _set_integer, _scramble, _remove, _repeat),
    *(_cut_short, _transplant, _change_number, _say),
)
