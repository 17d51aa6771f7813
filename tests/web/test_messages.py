import asyncio
import io
import os
import socket
import threading
from contextlib import closing

import pytest
from msgspec import msgpack

from shuzi.web.jobs import Job, Read
from shuzi.web.messages import packed, read_message, receive

JOBS = [Read("a.png", b"\x89PNG"), Read("", b"", page=3)]
MUCH = os.urandom(1_000_000)  # more than a socket holds


def received(content):
    """What comes of these bytes, sent over a socket that is then closed."""

    def send():
        with theirs:
            theirs.sendall(content)

    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    sending = threading.Thread(target=send)
    sending.start()
    with ours:
        try:
            return bytes(asyncio.run(receive(ours)))
        finally:
            sending.join()


def test_messages_are_read_one_after_another():
    stream = io.BytesIO(b"".join(map(packed, JOBS)))

    assert [msgpack.decode(read_message(stream), type=Job) for _ in JOBS] == JOBS
    with pytest.raises(EOFError):
        read_message(stream)


@pytest.mark.parametrize("cut", [3, 10, -1])
def test_a_message_that_breaks_off_is_told(cut):
    with pytest.raises(EOFError):
        read_message(io.BytesIO(packed(JOBS[0])[:cut]))
    with pytest.raises(EOFError):
        received(packed(JOBS[0])[:cut])


@pytest.mark.parametrize("content", [b"", b"short", MUCH])
def test_a_message_comes_whole_in_however_many_pieces(content):
    assert msgpack.decode(received(packed([content]))) == [content]


def test_a_connection_without_a_message_ends():
    ours, theirs = socket.socketpair()
    with closing(ours):
        theirs.close()
        ours.setblocking(False)
        with pytest.raises(EOFError):
            asyncio.run(receive(ours))
