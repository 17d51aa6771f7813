"""One input through one door: what came of it, what it took, and whether that may be."""

import traceback
from dataclasses import dataclass

from fuzzing.door import Door
from fuzzing.gauge import Gauge
from shuzi.errors import InputError, MissingExtraError

__all__ = ["MOST_BYTES", "MOST_MEBIBYTES", "MOST_SECONDS", "TAKEN", "Trial", "attempt"]

MOST_SECONDS = 2.0
MOST_MEBIBYTES = 1024.0
MOST_BYTES = int(MOST_MEBIBYTES) << 20
TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of an input.

    Attributes:
        number: of the input.
        came: what came out, in a word or two: the name of an error's type, for one.
        seconds: of processor time.
        mebibytes: the most memory at a time.
        fault: what may not be; None where all is well.
        content: the input; only where there is a fault.
    """

    number: int
    came: str
    seconds: float = 0.0
    mebibytes: float = 0.0
    fault: str | None = None
    content: bytes = b""


def attempt(door: Door, number: int, content: bytes, gauge: Gauge) -> Trial:
    """Hand an input to a door."""
    came, fault = TAKEN, None
    with gauge.measured() as taken:
        try:
            came = door.enter(content) or TAKEN
        except (InputError, MissingExtraError) as error:
            came = type(error).__name__
            fault = "it asked for more memory than it may have" if _wanted_memory(error) else None
        except Exception as error:  # noqa: BLE001  whatever comes out here is a finding
            came, fault = type(error).__name__, traceback.format_exc()
    if taken.seconds > MOST_SECONDS:
        fault = fault or f"it took {taken.seconds:.1f} s"
    if taken.mebibytes > MOST_MEBIBYTES:
        fault = fault or f"it took {taken.mebibytes:,.0f} MiB"
    kept = content if fault else b""
    return Trial(number, came, taken.seconds, taken.mebibytes, fault, kept)


def _wanted_memory(error: BaseException | None) -> bool:
    """Whether a want of memory is what an error was made of."""
    while error is not None:
        said = str(error).lower()
        # libheif's limits are kept before anything is allocated, though it calls that one too.
        if isinstance(error, MemoryError) or ("alloc" in said and "security limit" not in said):
            return True
        error = error.__cause__
    return False
