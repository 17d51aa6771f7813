"""Tests of /v1/corrections."""

import io
import zipfile
from datetime import datetime

import pytest
from PIL import Image

from shuzi.corrections.store import CorrectionStore
from shuzi.errors import CorrectionsError


@pytest.fixture
def crop():
    """A PNG; its shade tells one from another."""

    def draw(shade):
        content = io.BytesIO()
        Image.new("RGB", (30, 40), (shade, shade, shade)).save(content, "PNG")
        return content.getvalue()

    return draw


@pytest.fixture
def correct(client, crop):
    def post(shade=1, value="7", read="1", **more):
        form = {"value": value, "read": read, **more}
        return client.post("/v1/corrections", data=form, files={"file": ("a.png", crop(shade))})

    return post


def test_a_correction_is_kept(client, correct):
    answer = correct(confidence="0.61", model="tiny 1.0")
    kept = client.get("/v1/corrections").json()
    made = answer.json()

    assert answer.status_code == 201
    assert made.keys() == {"id", "value", "read", "created", "duplicate", "sha256"}
    assert (made["value"], made["read"], made["duplicate"]) == (7, 1, False)
    assert datetime.fromisoformat(made["created"]).tzinfo is not None
    del made["duplicate"]
    assert kept == {
        "corrections": [
            {
                **made,
                "confidence": 0.61,
                "model": "tiny 1.0",
                "picture": f"/v1/corrections/{made['id']}/picture",
            }
        ],
        "total": 1,
        "next": None,
    }


def test_the_same_again_is_a_duplicate_and_another_value_replaces_it(client, correct):
    first, again, other = correct(value="7"), correct(value="7"), correct(value="")

    assert (again.status_code, again.json()["duplicate"]) == (200, True)
    assert (other.status_code, other.json()["duplicate"]) == (201, False)
    assert first.json()["id"] == again.json()["id"] == other.json()["id"]
    assert client.get("/v1/corrections").json()["total"] == 1
    assert client.get("/v1/corrections").json()["corrections"][0]["value"] is None


def test_only_the_crops_pixels_are_kept(client, correct):
    path = f"/v1/corrections/{correct().json()['id']}/picture"
    answer = client.get(path)

    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (30, 40)


def test_many_are_listed_a_page_at_a_time(client, correct):
    numbers = [correct(shade).json()["id"] for shade in range(3)]
    first = client.get("/v1/corrections?limit=2").json()
    second = client.get(f"/v1/corrections?limit=2&before={first['next']}").json()

    assert [one["id"] for one in first["corrections"]] == [numbers[2], numbers[1]]
    assert [one["id"] for one in second["corrections"]] == [numbers[0]]
    assert (first["total"], second["total"], second["next"]) == (3, 3, None)


def test_one_is_deleted(client, correct):
    path = f"/v1/corrections/{correct().json()['id']}"

    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404
    assert client.get(f"{path}/picture").status_code == 404
    assert "no correction" in client.delete(path).json()["error"]


def test_all_are_deleted(client, correct):
    correct(1), correct(2)

    assert client.delete("/v1/corrections").status_code == 204
    assert client.get("/v1/corrections").json()["total"] == 0


def test_all_are_exported_as_a_data_set(client, correct):
    correct(1, value="7"), correct(2, value="")
    answer = client.get("/v1/corrections.zip")

    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        labels = archive.read("labels.csv").decode().splitlines()
        assert [line.split(",")[1] for line in labels] == ["text", "7", ""]
        assert len(archive.namelist()) == 3


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"value": "x", "read": ""}, "value is 'x'"),
        ({"value": "10", "read": ""}, "value is '10'"),
        ({"value": "٣", "read": ""}, "value is"),
        ({"value": "1"}, "no field 'read'"),
        ({"value": "1", "read": "1", "confidence": "high"}, "confidence is 'high'"),
        ({"value": "1", "read": "1", "confidence": "nan"}, "confidence is 'nan'"),
    ],
)
def test_a_wrong_field_is_told(client, crop, form, said):
    answer = client.post("/v1/corrections", data=form, files={"file": ("a.png", crop(1))})

    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert client.get("/v1/corrections").json()["total"] == 0


def test_what_is_no_picture_is_not_kept(client):
    form = {"value": "1", "read": ""}
    answer = client.post("/v1/corrections", data=form, files={"file": ("a.png", b"hello")})

    assert answer.status_code == 422
    assert answer.json()["error"].startswith("a.png: is no picture")


def test_a_database_that_fails_is_told_without_its_place(client, monkeypatch):
    def fail(_):
        raise CorrectionsError("/home/me/secret.db", "the database fails", "see to it")

    monkeypatch.setattr(CorrectionStore, "count", fail)
    answer = client.get("/v1/corrections")

    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert "corrections cannot be reached" in answer.json()["error"]
