import asyncio

import pytest

from shuzi.web.batches import Batches
from shuzi.web.desk import BusyError, Desk


@pytest.fixture
def desk():
    opened = Desk(at_once=1, waiting=7)
    yield opened
    opened.close()


def test_what_comes_while_a_batch_is_done_is_done_together(desk):
    batches = []

    async def press():
        first_may_end = asyncio.Event()

        async def double(items):
            batches.append([*items])
            await first_may_end.wait()
            return [2 * item for item in items]

        together = Batches(desk, double, most=4, at_once=1)
        asked = [asyncio.create_task(together.do(number)) for number in range(8)]
        await asyncio.sleep(0)
        first_may_end.set()
        return await asyncio.gather(*asked)

    assert asyncio.run(press()) == [2 * number for number in range(8)]
    assert [number for batch in batches for number in batch] == [*range(8)]
    assert max(map(len, batches)) == 4


@pytest.mark.parametrize("at_once", [1, 3])
def test_so_many_batches_are_done_beside_each_other(desk, at_once):
    at_work, most_at_work = 0, 0

    async def work(items):
        nonlocal at_work, most_at_work
        at_work += 1
        most_at_work = max(at_work, most_at_work)
        await asyncio.sleep(0.001)
        at_work -= 1
        return items

    async def press():
        together = Batches(desk, work, most=1, at_once=at_once)
        await asyncio.gather(*map(together.do, range(8)))

    asyncio.run(press())
    assert most_at_work == at_once


def test_what_comes_right_after_the_last_batch_is_done_too(desk):
    async def work(items):
        return items

    async def press():
        together = Batches(desk, work, most=1, at_once=1)
        return [await together.do(number) for number in range(3)]

    assert asyncio.run(asyncio.wait_for(press(), 10)) == [0, 1, 2]


def test_what_is_wrong_with_one_item_is_not_told_to_the_others(desk):
    async def invert(items):
        return [ZeroDivisionError() if item == 0 else 1 / item for item in items]

    async def press():
        together = Batches(desk, invert, most=4, at_once=1)
        return await asyncio.gather(*map(together.do, (1, 0, 2)), return_exceptions=True)

    one, error, half = asyncio.run(press())
    assert (one, half) == (1, 0.5)
    assert isinstance(error, ZeroDivisionError)


def test_what_fails_as_a_whole_is_told_to_all_and_does_not_stop_the_next(desk):
    failing = [True]

    async def sometimes(items):
        if failing[0]:
            raise RuntimeError("broken")
        return items

    async def press():
        together = Batches(desk, sometimes, most=4, at_once=1)
        first = await asyncio.gather(*map(together.do, (1, 2)), return_exceptions=True)
        failing[0] = False
        return first, await together.do(3)

    errors, third = asyncio.run(press())
    assert [type(error) for error in errors] == [RuntimeError, RuntimeError]
    assert third == 3


def test_too_much_is_refused(desk):
    async def keep(items):
        return items

    async def press():
        together = Batches(desk, keep, most=4, at_once=1)
        return await asyncio.gather(*map(together.do, range(20)), return_exceptions=True)

    refused = [error for error in asyncio.run(press()) if isinstance(error, BusyError)]
    assert len(refused) == 12
    assert desk.taken == 0
