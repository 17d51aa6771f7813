"""Tests of processes that read."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import closing

import pytest

import shuzi
from shuzi.errors import ModelError, PictureError
from shuzi.web.jobs import Classify, Crop, Open, Read
from shuzi.web.reading import read
from shuzi.web.workers import LostError, Workers

PATIENCE = 300
TINY = Open("tiny")
needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


def run(work):
    return asyncio.run(asyncio.wait_for(work, PATIENCE))


@pytest.fixture(scope="module")
def workers():
    with closing(Workers.open(1, TINY)) as opened:
        yield opened


@pytest.fixture
def process(workers, job):
    """The process that reads; a job sees to it that there is one."""
    run(workers.do(job))
    (worker,) = workers._all
    return worker._process


@pytest.fixture
def job(examples):
    return Classify([Crop("a.png", examples["one.png"])])


def values(outcomes):
    return [json.loads(outcome)["value"] for outcome in outcomes]


def without_time(outcomes):
    return [json.loads(outcome) | {"milliseconds": 0} for outcome in outcomes]


def test_a_picture_is_read_in_another_process_as_in_this_one(workers, examples):
    job = Read("a.png", examples["line.png"], details=True)
    outcomes = run(workers.do(job))

    assert b'"text":"14803672"' in outcomes[0]
    assert without_time(outcomes) == without_time(read(shuzi.Reader("tiny"), job))


def test_a_page_that_is_not_there_has_no_outcome(workers, examples):
    assert run(workers.do(Read("a.png", examples["one.png"], page=2))) == []


def test_more_than_a_socket_holds_goes_there_and_back(workers, examples):
    there = Crop("a.png", examples["one.png"] + bytes(1_000_000))
    back = Crop("long " * 200, b"no picture")
    digit, *errors = run(workers.do(Classify([there, *[back] * 300])))

    assert values([digit]) == [5]
    assert {error.subject for error in errors} == {back.name}


def test_what_is_wrong_with_a_crop_comes_back_beside_the_digits_of_others(workers, job):
    crops = [*job.crops, Crop("b.png", b""), *job.crops]
    first, error, last = run(workers.do(Classify(crops)))

    assert values([first, last]) == [5, 5]
    assert isinstance(error, PictureError)
    assert error.subject == "b.png"


def test_what_is_wrong_with_a_picture_is_raised(workers):
    with pytest.raises(PictureError, match=r"b\.png: is empty"):
        run(workers.do(Read("b.png", b"")))


def test_a_fault_comes_back_with_the_place_where_it_happened(workers, examples):
    with pytest.raises(RuntimeError, match=r"(?s)reading\.py.*ValueError: min_confidence is 7"):
        run(workers.do(Read("a.png", examples["one.png"], min_confidence=7)))


def test_what_is_no_job_is_told_and_not_done(workers, job):
    with pytest.raises(RuntimeError, match="ValidationError"):
        run(workers.do(TINY))

    assert values(run(workers.do(job))) == [5]


@needs_signals
def test_one_that_dies_is_told_and_another_takes_its_place(workers, process, job, caplog):
    os.kill(process.pid, signal.SIGKILL)
    with caplog.at_level(logging.WARNING), pytest.raises(LostError, match="try again"):
        run(workers.do(job))

    assert "exit code -9" in caplog.text
    assert values(run(workers.do(job))) == [5]


@needs_signals
def test_who_gives_up_waiting_does_not_leave_his_answer_to_the_next(
    workers, process, job, examples
):
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(workers.do(Read("a.png", examples["line.png"])), 0.05))

    assert values(run(workers.do(job))) == [5]


@needs_signals
def test_who_ends_the_service_does_not_end_what_reads(workers, process, job):
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(process.pid, number)

    assert values(run(workers.do(job))) == [5]
    assert process.poll() is None


def test_who_finds_the_service_gone_ends():
    with closing(Workers.open(1, TINY)) as workers:
        (worker,) = workers._all
        worker._connection.close()

        assert worker._process.wait(PATIENCE) == 0


def test_a_program_that_forgets_to_close_them_ends_all_the_same():
    program = "from shuzi.web import jobs, workers; workers.Workers.open(1, jobs.Open('tiny'))"

    subprocess.run([sys.executable, "-c", program], timeout=PATIENCE, check=True)


@needs_signals
def test_while_one_is_at_work_another_does_what_comes(job):
    async def press(workers):
        stopped, _ = workers._all
        os.kill(stopped._process.pid, signal.SIGSTOP)
        asked = [asyncio.create_task(workers.do(job)) for _ in range(4)]
        waiting = asked
        while len(waiting) > 1:
            _, waiting = await asyncio.wait(asked, timeout=0.01)
        os.kill(stopped._process.pid, signal.SIGCONT)
        return [outcome for outcomes in await asyncio.gather(*asked) for outcome in outcomes]

    with closing(Workers.open(2, TINY)) as workers:
        assert values(run(press(workers))) == [5] * 4


def test_where_no_reader_can_be_opened_it_is_told_why():
    with pytest.raises(ModelError, match="nonsense"):
        Workers.open(1, Open("nonsense"))


@needs_signals
def test_where_a_process_dies_at_once_it_is_told(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(LostError):
        Workers.open(1, TINY)
