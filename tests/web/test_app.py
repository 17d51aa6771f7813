"""Tests of what holds of the whole application."""

import pytest

KEY = "open sésame"
OPEN = ["/", "/v2/health/live", "/v2/health/ready", "/v2/models/shuzi/ready", "/openapi.json"]
LOCKED = ["/v1/model", "/v1/corrections", "/v1/corrections.zip", "/v2", "/v2/models/shuzi"]


@pytest.mark.parametrize("path", [*LOCKED, "/metrics"])
def test_with_a_key_only_who_has_it_is_answered(client_of, path):
    client = client_of(api_key=KEY)
    refused = client.get(path)

    assert refused.status_code == 401
    assert "X-API-Key" in refused.json()["error"]
    assert client.get(path, headers={"X-API-Key": "open sesame"}).status_code == 401
    assert client.get(path, headers={"X-API-Key": KEY.encode()}).status_code == 200


@pytest.mark.parametrize("path", OPEN)
def test_the_page_and_the_health_need_no_key(client_of, path):
    assert client_of(api_key=KEY).get(path).status_code == 200


def test_the_model_tells_of_itself(client, service):
    answer = client.get("/v1/model").json()

    assert answer.keys() == {
        *("name", "version", "classes", "threshold", "temperature", "provenance"),
    }
    assert f"{answer['name']} {answer['version']}" == service.classifier.card.title
    assert answer["classes"][:10] == [*"0123456789"]


def test_prometheus_can_count(client):
    client.get("/v1/model")
    metrics = client.get("/metrics").text

    assert 'handler="/v1/model"' in metrics
    assert "shuzi_desk_taken 0.0" in metrics


def test_the_page_is_served_with_all_that_it_is_made_of(client):
    page = client.get("/")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/static/page.html").text == page.text


def test_the_page_is_compressed_and_what_the_service_answers_is_not(client):
    def coding(path):
        return client.get(path).headers.get("content-encoding")

    assert [coding(path) for path in ("/", "/static/page.css")] == ["gzip", "gzip"]
    assert [coding(path) for path in ("/openapi.json", "/v1/model")] == [None, None]


def test_a_browser_that_has_the_newest_page_is_not_sent_it_again(client):
    mark = client.get("/").headers["etag"]

    assert client.get("/", headers={"If-None-Match": mark}).status_code == 304


@pytest.mark.parametrize("path", ["/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc"])
def test_nothing_outside_the_pages_folder_is_served(client, path):
    assert client.get(path).status_code == 404


def test_openapi_has_an_example_of_every_body_and_no_page_of_another_host(client):
    described = client.get("/openapi.json").json()

    assert described["components"]["schemas"]["ReadingAnswer"]["example"]["text"] == "7"
    assert "HTTPValidationError" not in described["components"]["schemas"]
    assert client.get("/docs").status_code == 404
