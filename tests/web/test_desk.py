import asyncio
import threading
import time

import pytest

from shuzi.web import desk as desk_module
from shuzi.web.desk import BusyError, Desk


@pytest.fixture
def desk():
    opened = Desk(at_once=1, waiting=1)
    yield opened
    opened.close()


def test_work_is_done_in_a_thread_and_its_errors_come_back(desk):
    assert asyncio.run(desk.do(threading.current_thread)) is not threading.main_thread()
    with pytest.raises(ZeroDivisionError):
        asyncio.run(desk.do(lambda: 1 // 0))
    assert desk.taken == 0


def test_more_than_may_wait_is_refused_at_once(desk):
    go_on = threading.Event()

    async def press():
        accepted = [asyncio.create_task(desk.do(go_on.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        assert desk.taken == 2
        with pytest.raises(BusyError):
            await desk.do(go_on.wait)
        go_on.set()
        return await asyncio.gather(*accepted)

    assert asyncio.run(press()) == [True, True]
    desk.check_room()


def test_where_work_takes_long_fewer_may_wait(monkeypatch):
    monkeypatch.setattr(desk_module, "_PATIENCE_SECONDS", 0.05)
    desk = Desk(at_once=1, waiting=100)

    async def press():
        for _ in range(3):
            await desk.do(lambda: time.sleep(0.1))
        asked = [desk.do(lambda: None) for _ in range(10)]
        return await asyncio.gather(*asked, return_exceptions=True)

    ended = asyncio.run(press())
    desk.close()
    refused = [error for error in ended if isinstance(error, BusyError)]
    assert 0 < len(refused) <= 8  # one at work and one waiting there may always be
