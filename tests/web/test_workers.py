"""Tests of processes that read. What they are to do stands outside of the tests: it is pickled."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from functools import partial

import pytest

import shuzi
from shuzi.errors import MissingExtraError, ModelError, PictureError
from shuzi.web.files import File
from shuzi.web.reading import read
from shuzi.web.workers import LostError, Workers

PATIENCE = 60
open_tiny = partial(shuzi.Reader, "tiny")


def open_nothing():
    """No reader: most of these jobs need none, and then it starts sooner."""


def open_and_die():
    os._exit(1)


def raising(_, error):
    raise error


def giving_back(_, content):
    return content


def dying(_):
    os._exit(7)


def pid(_, seconds=0.0):
    time.sleep(seconds)
    return os.getpid()


def interrupted(_):
    """What Ctrl-C and whoever ends all processes of a service do to this one."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.raise_signal(number)
    return "still here"


def run(work):
    return asyncio.run(asyncio.wait_for(work, PATIENCE))


@pytest.fixture(scope="module")
def workers():
    with closing(Workers.open(1, open_nothing)) as opened:
        yield opened


def test_a_picture_is_read_in_another_process_as_in_this_one(examples):
    wishes = {"rotate": 0, "page": 1, "expect": None, "single": False}
    wishes |= {"min_confidence": None, "details": False}
    job = partial(read, file=File("a.png", examples["line.png"]), **wishes)
    with closing(Workers.open(1, open_tiny)) as workers:
        answer = run(workers.do(job))

    assert b'"text":"14803672"' in answer


def test_more_than_a_socket_holds_goes_there_and_back(workers):
    much = os.urandom(5_000_000)

    assert run(workers.do(partial(giving_back, content=much))) == much


@pytest.mark.parametrize(
    "error",
    [PictureError("a.png", "is empty", "save it again"), MissingExtraError("reading", "formats")],
)
def test_what_is_wrong_with_a_picture_comes_back_as_it_was_raised(workers, error):
    with pytest.raises(type(error)) as raised:
        run(workers.do(partial(raising, error=error)))

    assert vars(raised.value) == vars(error)
    assert str(raised.value) == str(error)


def test_a_fault_comes_back_with_the_place_where_it_happened(workers):
    with pytest.raises(RuntimeError, match=r"(?s)test_workers\.py.*KeyError: 'gone'"):
        run(workers.do(partial(raising, error=KeyError("gone"))))


def test_one_that_dies_is_told_and_another_takes_its_place(workers, caplog):
    before = run(workers.do(pid))
    with caplog.at_level(logging.WARNING), pytest.raises(LostError, match="try again"):
        run(workers.do(dying))

    assert "exit code 7" in caplog.text
    assert run(workers.do(pid)) not in {before, os.getpid()}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_one_that_was_killed_while_it_had_nothing_to_do_is_replaced(workers):
    killed = run(workers.do(pid))
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(LostError):
        run(workers.do(pid))

    assert run(workers.do(pid)) != killed


def test_who_gives_up_waiting_does_not_leave_his_answer_to_the_next(workers):
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(workers.do(partial(pid, seconds=PATIENCE)), 0.05))

    assert run(workers.do(partial(giving_back, content=b"mine"))) == b"mine"


def test_who_ends_the_service_does_not_end_what_reads(workers):
    assert run(workers.do(interrupted)) == "still here"


def test_who_finds_the_service_gone_ends():
    with closing(Workers.open(1, open_nothing)) as workers:
        (worker,) = workers._all
        worker._connection.close()
        worker._process.join(PATIENCE)

        assert worker._process.exitcode == 0


def test_a_program_that_forgets_to_close_them_ends_all_the_same():
    program = "from shuzi.web.workers import Workers; Workers.open(1, dict)"

    subprocess.run([sys.executable, "-c", program], timeout=PATIENCE, check=True)


def test_all_work_beside_each_other_and_who_comes_then_waits():
    async def press(workers):
        job = partial(pid, seconds=0.05)
        return await asyncio.gather(*(workers.do(job) for _ in range(6)))

    with closing(Workers.open(2, open_nothing)) as workers:
        assert len(set(run(press(workers)))) == 2


def test_where_no_reader_can_be_opened_it_is_told_why():
    with pytest.raises(ModelError, match="nonsense"):
        Workers.open(1, partial(shuzi.Reader, "nonsense"))


def test_where_a_process_dies_at_once_it_is_told():
    with pytest.raises(LostError):
        Workers.open(1, open_and_die)
