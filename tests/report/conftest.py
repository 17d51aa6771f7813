import numpy as np
import pytest

from shuzi.evaluation import Outcome, evaluate
from shuzi.records import Measured, Record
from shuzi.report.findings import Findings
from shuzi.report.speed import Speed
from shuzi.strangers import Separation
from shuzi.synthesis.digits import draw_digits

for name in ("cleanlab", "jinja2", "matplotlib"):
    pytest.importorskip(name, reason="a report needs the extra report")


def probabilities(value, confidence):
    others = (1 - confidence) / 9
    return tuple(confidence if digit == value else others for digit in range(10))


def record(number, truth, value, confidence, frame):
    """As a model would have it that refuses below 0.5."""
    answered = value if confidence >= 0.5 else None
    return Record(
        f"no. {number}",
        str(truth),
        "?" if answered is None else str(answered),
        (Outcome(truth, answered, confidence),),
        probabilities=probabilities(value, confidence),
        frame=frame,
    )


def measured(records):
    outcomes = [outcome for each in records for outcome in each.outcomes]
    return Measured(evaluate("some <digits>", outcomes), tuple(records))


@pytest.fixture(scope="session")
def read():
    """Forty digits, of which number 3 is read as 8 with 0.95, and number 7 is refused."""
    truths = (np.arange(40) % 10).astype(np.uint8)
    frames = draw_digits(truths, seed=8)
    said = {3: (8, 0.95), 7: (1, 0.4)}
    rows = [
        (number, int(truth), *said.get(number, (int(truth), 0.9 + number / 1000)), frame)
        for number, (truth, frame) in enumerate(zip(truths, frames, strict=True))
    ]
    return measured([record(*row) for row in rows])


@pytest.fixture(scope="session")
def unlimited(read):
    """The same, number 7 answered too."""
    records = list(read.records)
    records[7] = Record("no. 7", "7", "1", (Outcome(7, 1, 0.4),))
    return measured(records)


@pytest.fixture(scope="session")
def findings(read, unlimited):
    return Findings(
        model="some model 1.0",
        threshold=0.5,
        measured=read,
        unlimited=unlimited,
        speed=Speed(0.4, 0.2, None, 2),
        suspects=(read.records[3],),
        corruptions=(evaluate("fog", [Outcome(1, 1, 0.9), Outcome(2, None, 0.1)]),),
        attacks=(evaluate("FGSM", [Outcome(1, 1, 0.9), Outcome(2, 3, 0.7)]),),
        separations=(Separation("drawn letters", 0.9876, 0.25, (0.1, 0.2, 0.3, 0.9)),),
        omitted=("a sentence & why",),
    )
