import asyncio
import io
import os
import socket
import threading
from contextlib import closing

import pytest
from msgspec import ValidationError
from msgspec.msgpack import Decoder

from shuzi.web.jobs import Answer, Job, Read
from shuzi.web.messages import packed, read_message, receive

JOB, ANSWER = Decoder(Job), Decoder(Answer)
JOBS = [Read("a.png", b"\x89PNG"), Read("", b"", page=3)]
MUCH = os.urandom(1_000_000)  # more than a socket holds


def received(content, kind):
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
            return asyncio.run(receive(ours, kind))
        finally:
            sending.join()


def test_messages_are_read_one_after_another():
    stream = io.BytesIO(b"".join(map(packed, JOBS)))

    assert [read_message(stream, JOB) for _ in JOBS] == JOBS
    with pytest.raises(EOFError):
        read_message(stream, JOB)


def test_what_is_of_another_kind_is_told_and_the_next_is_read():
    stream = io.BytesIO(packed([b"an answer"]) + packed(JOBS[0]))
    with pytest.raises(ValidationError):
        read_message(stream, JOB)

    assert read_message(stream, JOB) == JOBS[0]


@pytest.mark.parametrize("cut", [3, 10, -1])
def test_a_message_that_breaks_off_is_told(cut):
    with pytest.raises(EOFError):
        read_message(io.BytesIO(packed(JOBS[0])[:cut]), JOB)
    with pytest.raises(EOFError):
        received(packed(JOBS[0])[:cut], JOB)


@pytest.mark.parametrize("content", [b"", b"short", MUCH])
def test_a_message_comes_whole_in_however_many_pieces(content):
    assert received(packed([content]), ANSWER) == [content]


def test_what_comes_and_is_no_answer_is_told():
    with pytest.raises(ValidationError):
        received(packed(JOBS[0]), ANSWER)


def test_a_connection_without_a_message_ends():
    ours, theirs = socket.socketpair()
    with closing(ours):
        theirs.close()
        ours.setblocking(False)
        with pytest.raises(EOFError):
            asyncio.run(receive(ours, ANSWER))
