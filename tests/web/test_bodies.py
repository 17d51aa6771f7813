import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shuzi.web.bodies import Intake
from shuzi.web.desk import BusyError

SECONDS = 0.05


@pytest.fixture
def intake():
    return Intake(max_bytes=100, seconds=SECONDS)


def request_of(*chunks, then=None):
    """A request whose body comes in these chunks; after them comes what is said, or nothing."""
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages += [then or {"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        if messages:
            return messages.pop(0)
        await asyncio.sleep(60)
        raise AssertionError("nobody waits so long")

    return Request({"type": "http", "headers": []}, receive)


async def taken(intake, request):
    async with intake.body(request) as body:
        return body


def test_a_body_is_taken_whole(intake):
    assert asyncio.run(taken(intake, request_of(b"a" * 50, b"b" * 50))) == b"a" * 50 + b"b" * 50


@pytest.mark.parametrize("chunks", [(b"a" * 101,), (b"a" * 60, b"b" * 60), (b"a" * 99,) * 40])
def test_too_large_a_body_is_refused(intake, chunks):
    with pytest.raises(HTTPException, match="100 bytes") as raised:
        asyncio.run(taken(intake, request_of(*chunks)))
    assert raised.value.status_code == 413


def test_too_slow_a_body_is_given_up(intake):
    more = {"type": "http.request", "body": b"b", "more_body": True}
    with pytest.raises(HTTPException, match="seconds") as raised:
        asyncio.run(taken(intake, request_of(b"a", then=more)))
    assert raised.value.status_code == 408


def test_a_body_that_breaks_off_is_told(intake):
    with pytest.raises(HTTPException, match="breaks off"):
        asyncio.run(taken(intake, request_of(b"a", then={"type": "http.disconnect"})))


def test_all_bodies_together_are_limited_until_they_are_let_go(intake):
    async def hold(count):
        if not count:
            return await taken(intake, request_of(b"z" * 100))
        async with intake.body(request_of(b"a" * 100)):
            return await hold(count - 1)

    with pytest.raises(BusyError):
        asyncio.run(hold(8))
    assert asyncio.run(hold(7)) == b"z" * 100
