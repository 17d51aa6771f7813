"""Tests of who may ask, and of the headers that every answer bears."""

import pytest

from shuzi.web.service import Service

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/v1/model", 200),
        ("GET", "/nowhere", 404),
        ("PUT", "/v1/read", 405),
        ("POST", "/v1/read", 422),
        ("GET", "/static/../app.py", 404),
    ],
)
def test_every_answer_bears_the_headers(client, method, path, status):
    answer = client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in answer.headers


def test_so_does_a_fault_of_ours(client_of, monkeypatch):
    from starlette.testclient import TestClient

    def fail(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(Service, "body", fail)
    client = client_of()
    quiet = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    answer = quiet.post("/v1/read")

    assert answer.status_code == 500
    assert answer.json() == {"error": "shuzi failed; please report it"}
    assert answer.headers["content-security-policy"] == POLICY


def test_answers_are_not_kept_but_files_are_asked_for_anew(client):
    assert client.get("/v1/model").headers["cache-control"] == "no-store"
    assert client.get("/").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1"])
def test_the_own_names_are_trusted(client, host):
    assert client.get("/v1/model", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "[::1", "192.0.2.1"]
)
def test_other_names_are_not(client, host):
    answer = client.get("/v1/model", headers={"Host": host})

    assert answer.status_code == 403
    assert "localhost only" in answer.json()["error"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "reader.example"])  # noqa: S104
def test_a_service_for_others_trusts_any_name(client_of, host):
    client = client_of(host=host)

    assert client.get("/v1/model", headers={"Host": "reader.example"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null"])
def test_pages_of_other_sites_may_change_nothing(client, origin):
    answer = client.delete("/v1/corrections", headers={"Origin": origin})

    assert answer.status_code == 403
    assert "other sites" in answer.json()["error"]


def test_the_own_page_may(client):
    headers = {"Origin": "http://localhost"}

    assert client.delete("/v1/corrections", headers=headers).status_code == 204
