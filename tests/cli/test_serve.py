import socket
import sys

import pytest

pytest.importorskip("fastapi", reason="needs the extra 'serve'")


@pytest.fixture
def started(monkeypatch):
    """The settings that the service would have been started with."""
    from shuzi.web import serve

    seen = []

    def serve_nothing(settings, tell):
        seen.append(settings)
        tell("http://127.0.0.1:8000/")

    monkeypatch.setattr(serve, "serve", serve_nothing)
    return seen


def test_it_says_where_the_page_is(shuzi, started):
    ended = shuzi("serve")

    assert (ended.code, ended.out) == (0, "shuzi serves http://127.0.0.1:8000/\n")
    assert (started[0].host, started[0].port, started[0].api_key) == ("127.0.0.1", 8000, None)


def test_options_become_settings(shuzi, started, monkeypatch):
    monkeypatch.setenv("SHUZI_API_KEY", "open sesame")
    shuzi("serve", "--host", "::1", "--port", "81", "--workers", "3", "--max-megabytes", "0.5")

    assert (started[0].host, started[0].port, started[0].processes) == ("::1", 81, 3)
    assert (started[0].max_bytes, started[0].api_key) == (500_000, "open sesame")
    assert "open sesame" not in repr(started[0])


def test_a_port_that_is_taken_is_told(shuzi):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = shuzi("serve", "--port", taken.getsockname()[1])

    assert ended.code == 2
    assert "cannot be listened on" in ended.err


def test_an_unknown_model_is_told(shuzi):
    ended = shuzi("serve", "--port", "0", "--model", "nonsense")

    assert ended.code == 3
    assert "nonsense" in ended.err


def test_without_the_extra_it_says_how_to_install_it(shuzi, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "shuzi.web.serve", raising=False)
    ended = shuzi("serve")

    assert ended.code == 2
    assert 'pip install -c constraints.txt ".[serve]"' in ended.err
