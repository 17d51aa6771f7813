"""What may differ between an output that is shown and what is printed, and nothing else may.

Times and rates may, version numbers, and how many of thousands are right; percentages by 25 points,
for which a few pictures of a small training are enough; other numbers with a decimal point by 0.1.
Where a line is ``...``, any lines may stand. Words, other whole numbers, boxes among them, and the
order of lines are the same.
"""

import re

LEFT_OUT = "..."

_POINTS, _OTHERS = 25, 0.1

_FREE = re.compile(
    r"[\d,]+(?:\.\d+)? (?:s\b|a second)"  # a time, a rate
    r'|"milliseconds": ?[\d.]+'
    r"|\b\d+\.\d+\.\d+\b"  # a version
    r"|\d+,\d{3}(?= of | after)|[-+]\d+\.\d+(?= points)"
)
_DECIMAL = re.compile(r"(\d+\.\d+(?:e-?\d+)?)(%?)")


def alike(shown, printed):
    """Whether lines that were printed are the lines that are shown, but for what may differ."""
    if LEFT_OUT not in shown:
        return len(shown) == len(printed) and all(map(_alike, shown, printed))
    before = shown.index(LEFT_OUT)
    after = len(shown) - before - 1
    return (
        len(printed) >= before + after
        and alike(shown[:before], printed[:before])
        and alike(shown[before + 1 :], printed[len(printed) - after :])
    )


def shortened(shown, printed):
    """Lines that were printed, without those that were not shown before."""
    if LEFT_OUT not in shown:
        return printed
    before = shown.index(LEFT_OUT)
    after = len(shown) - before - 1
    return (*printed[:before], LEFT_OUT, *printed[len(printed) - after :])


def _alike(shown, printed):
    ours, theirs = (_FREE.sub("-", line).rstrip() for line in (shown, printed))
    if _DECIMAL.sub(r"-\2", ours) != _DECIMAL.sub(r"-\2", theirs):
        return False
    numbers = zip(_DECIMAL.findall(ours), _DECIMAL.findall(theirs), strict=True)
    return all(
        abs(float(one) - float(other)) <= (_POINTS if percent else _OTHERS)
        for (one, percent), (other, _) in numbers
    )
