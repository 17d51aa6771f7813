"""Tests of what measures the service."""

import asyncio
import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest

MODULES = ("load", "served", "service")
FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def bench(monkeypatch):
    """The benchmark's modules, which are scripts beside each other and no package."""
    monkeypatch.syspath_prepend(FOLDER)
    return SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})


@pytest.mark.parametrize("content", ["frame", "digit", "amount"])
def test_what_it_sends_is_answered(bench, real, content):
    sent = getattr(bench.service, content)()
    outcomes = asyncio.run(bench.load.press(real.port, sent, clients=2, seconds=0.2))

    assert len(outcomes) >= 2
    assert {outcome.status for outcome in outcomes} == {200}


def test_it_keeps_its_pace_whether_or_not_it_is_answered(bench, real):
    outcomes = asyncio.run(bench.load.pace(real.port, bench.service.frame(), 50, 0.2))

    assert len(outcomes) == 10
    assert all(outcome.seconds > 0 for outcome in outcomes)


def test_a_connection_that_is_not_taken_is_told_from_one_that_is_cut(bench):
    nobody = 9
    (outcome,) = asyncio.run(bench.load.pace(nobody, bench.service.frame(), 1, 1))

    assert (outcome.status, outcome.was_sent) == (bench.load.LOST, False)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="reads Linux's /proc")
def test_what_the_processes_take_that_read_is_counted_too(bench, real, monkeypatch):
    service = bench.served.Served(real.process, real.port)
    memory, seconds = service.resident_mb(), service.usage().service
    monkeypatch.setattr(bench.served.Served, "_processes", lambda self: [self.process.pid])

    assert 0 < service.resident_mb() < memory
    assert 0 < service.usage().service < seconds  # they took a while to open their models


def test_the_page_has_a_row_for_each_measurement(bench):
    row = bench.service.Row("reading", "fast", "slow", 1.94)

    assert "| reading | fast | slow | 1.9 |" in bench.service.page([row])
