"""Tests of connections on which a request is begun and its head not ended."""

import socket
import threading
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest
import uvicorn

from shuzi.web import connections
from shuzi.web.connections import PatientProtocol

SECONDS = 0.3


@pytest.fixture
def port(app, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", SECONDS)
    config = uvicorn.Config(app, http=PatientProtocol, ws="none", lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(
    "beginning",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"GET /a HTTP/1.1\r\n"],
)
def test_who_does_not_end_the_head_is_given_up(port, beginning):
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        start = time.monotonic()
        connection.sendall(beginning)
        assert connection.recv(1000) == b""
        assert time.monotonic() - start >= SECONDS * 0.9


def test_who_ends_it_is_answered_and_may_ask_again(port):
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        for _ in range(2):
            connection.request("GET", "/v2/health/live")
            assert connection.getresponse().read() == b'{"live":true}'
            assert connection.sock is not None
            time.sleep(2 * SECONDS)
