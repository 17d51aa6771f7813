"""A few spoilt files through every door, and whether what watches them sees what may not be."""

import importlib
import time
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from shuzi.errors import MissingExtraError, PictureError

ROOT = Path(__file__).parents[1]
INPUTS = 20  # each door; `make fuzz` tries as many as one likes
SEED = 1
PACKAGES = ("fuzzing.door", "fuzzing.doors", "fuzzing.gauge", "fuzzing.mutation", "fuzzing.trial")

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="memory is measured by Linux's /proc"
)


@pytest.fixture(scope="module")
def fuzzing():
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT / "benchmarks")
        yield SimpleNamespace(
            **{name.rpartition(".")[2]: importlib.import_module(name) for name in PACKAGES}
        )


@pytest.fixture(scope="module")
def shared():
    """A stack, and what is started once for all doors."""
    with ExitStack() as stack:
        yield stack, {}


@pytest.fixture
def attempt(fuzzing):
    """What becomes of an input behind a door of one's own."""

    def attempted(enter):
        door = fuzzing.door.Door((b"x",), enter)
        return fuzzing.trial.attempt(door, 0, b"x", fuzzing.gauge.Gauge())

    return attempted


def names_of_doors():
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT / "benchmarks")
        return [*importlib.import_module("fuzzing.doors").DOORS]


@pytest.mark.filterwarnings("ignore")  # libraries warn of what is damaged; shuzi refuses it
@pytest.mark.parametrize("name", names_of_doors())
def test_nothing_but_typed_errors_comes_out(fuzzing, shared, tmp_path, name):
    try:
        door = fuzzing.doors.DOORS[name](fuzzing.door.Workshop(tmp_path, *shared))
        for whole in door.seeds:
            assert door.enter(whole) in {None, "200", "201", "204", "206", "404"}
    except ModuleNotFoundError as error:
        pytest.skip(f"needs {error.name}")
    except MissingExtraError as error:
        pytest.skip(str(error))
    gauge = fuzzing.gauge.Gauge()
    trials = [
        fuzzing.trial.attempt(door, number, door.content(name, SEED, number), gauge)
        for number in range(INPUTS)
    ]

    assert [trial for trial in trials if trial.fault] == []


def test_inputs_are_the_same_again_and_differ_from_each_other(fuzzing):
    door = fuzzing.door.Door((bytes(range(100)), b"[1, 2, 3]"), bytes)
    inputs = [door.content("a", 1, number) for number in range(50)]

    assert inputs == [door.content("a", 1, number) for number in range(50)]
    assert len({*inputs}) > 40
    assert all(len(each) <= fuzzing.mutation.LONGEST for each in inputs)


def test_half_of_the_inputs_are_mended_where_they_can_be(fuzzing):
    door = fuzzing.door.Door((b"whole",), bytes, lambda content: b"mended " + content)
    mended = [door.content("a", 1, number).startswith(b"mended ") for number in range(100)]

    assert 30 < sum(mended) < 70


def test_a_typed_error_is_no_fault(attempt):
    def enter(_):
        raise PictureError("it", "is bad", "mend it")

    assert attempt(enter).came == "PictureError"
    assert attempt(enter).fault is None


def test_what_is_taken_is_no_fault(attempt):
    assert (attempt(lambda _: None).came, attempt(lambda _: "200").came) == ("taken", "200")


def test_an_untyped_error_is_a_fault_and_its_input_is_kept(attempt):
    def enter(_):
        raise KeyError("x")

    trial = attempt(enter)

    assert "KeyError" in trial.fault
    assert trial.content == b"x"


def test_a_typed_error_made_of_a_want_of_memory_is_a_fault(attempt):
    def enter(_):
        raise PictureError("it", "is damaged", "mend it") from MemoryError()

    assert "memory" in attempt(enter).fault


def test_what_takes_long_is_a_fault(attempt, fuzzing, monkeypatch):
    monkeypatch.setattr(fuzzing.trial, "MOST_SECONDS", 0.05)

    def enter(_):
        until = time.process_time() + 0.2
        while time.process_time() < until:
            pass

    assert "it took 0." in attempt(enter).fault


def test_what_takes_much_memory_is_a_fault(attempt, fuzzing, monkeypatch):
    monkeypatch.setattr(fuzzing.trial, "MOST_MEBIBYTES", 50)

    def enter(_):
        bytearray(b"x") * (100 << 20)

    trial = attempt(enter)

    assert "MiB" in trial.fault
    assert 90 < trial.mebibytes < 150
