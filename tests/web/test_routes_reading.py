"""Tests of /v1/read and /v1/classify."""

import base64
import io
import json
import struct
import zlib
from importlib import resources

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from shuzi.web.routes_reading import MOST_PICTURES

FRAME_URL = "data:image/png;base64,"


def frame_of(place):
    assert place["frame"].startswith(FRAME_URL)
    content = base64.b64decode(place["frame"].removeprefix(FRAME_URL), validate=True)
    return np.asarray(Image.open(io.BytesIO(content)))


def encoded(image, kind="PNG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def chunk(kind, content):
    """A part of a PNG file."""
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def told(answer, status):
    """The sentence of a failure."""
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}
    return answer.json()["error"]


@pytest.fixture
def frame():
    """A crop as small as those that the network is given."""
    return encoded(Image.new("L", (28, 28), 255))


def test_a_picture_as_it_is_and_in_a_form_reads_the_same(client, examples):
    picture = examples["line.png"]
    raw = client.post("/v1/read", content=picture, headers={"Content-Type": "image/png"}).json()
    form = client.post("/v1/read", files={"file": ("line.png", picture)}).json()

    assert raw["text"] == "14803672"
    assert (raw.pop("file"), form.pop("file")) == ("", "line.png")
    assert raw.pop("milliseconds") > 0 < form.pop("milliseconds")
    assert raw == form


def test_the_answer_is_as_its_schema_says(client, examples, service):
    schema = json.loads(
        resources.files("shuzi").joinpath("schemas/reading.schema.json").read_text()
    )
    answer = client.post("/v1/read", content=examples["rows.png"]).json()

    Draft202012Validator(schema).validate(answer)
    assert answer["model"] == service.classifier.card.title


def test_details_show_what_the_network_saw_and_thought(client, examples):
    answer = client.post("/v1/read?details=1", content=examples["one.png"]).json()
    (digit,) = answer["lines"][0]["digits"]

    assert int(np.argmax(digit["probabilities"])) == digit["value"] == 5
    frame = frame_of(digit)
    assert frame.shape == (28, 28)
    assert frame.max() == 255
    assert frame[0, 0] == 0


def test_refused_places_have_details_too(client, examples):
    query = {"details": 1, "min_confidence": 1, "single": 1}
    answer = client.post("/v1/read", params=query, content=examples["one.png"]).json()
    (refused,) = answer["refused"]

    assert refused["reason"] == "unsure"
    assert len(refused["probabilities"]) == 10
    assert frame_of(refused).shape == (28, 28)


def test_a_blank_place_has_no_frame(client):
    blank = encoded(Image.new("L", (40, 40), 255))
    answer = client.post("/v1/read?details=1&single=1", content=blank).json()

    assert answer["refused"] == [
        {"box": [0, 0, 40, 40], "reason": "blank", "probabilities": [0.0] * 10, "frame": None}
    ]


def test_a_picture_is_turned_as_it_is_wished(client, examples):
    upright = Image.open(io.BytesIO(examples["line.png"]))
    lying = encoded(upright.transpose(Image.Transpose.ROTATE_90))
    answer = client.post("/v1/read?rotate=90", content=lying).json()

    assert (answer["text"], answer["width"]) == ("14803672", upright.width)


def test_a_page_of_several_is_read(client, examples):
    pages = [Image.open(io.BytesIO(examples[name])) for name in ("one.png", "line.png")]
    tiff = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    answer = client.post("/v1/read?page=2", content=tiff).json()

    assert (answer["page"], answer["text"]) == (2, "14803672")
    assert "no page 3" in told(client.post("/v1/read?page=3", content=tiff), 400)


def test_as_many_digits_are_looked_for_as_are_expected(client, examples):
    answer = client.post("/v1/read?expect=8", content=examples["line.png"]).json()

    assert answer["text"] == "14803672"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("rotate=45", "0, 90, 180 or 270"),
        ("min_confidence=2", "min_confidence"),
        ("expect=0", "expect"),
        ("page=0", "page"),
        ("details=perhaps", "details"),
        ("detials=1", "detials"),
    ],
)
def test_a_wrong_wish_is_told(client, examples, query, said):
    assert said in told(client.post(f"/v1/read?{query}", content=examples["one.png"]), 400)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"hello", "is no picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (b"%!PS-Adobe", "PostScript"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no picture"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(client, content, said):
    assert said in told(client.post("/v1/read", content=content), 422)


def test_a_picture_that_breaks_off_is_refused(client, examples):
    assert "damaged" in told(client.post("/v1/read", content=examples["line.png"][:900]), 422)


def test_a_bomb_is_refused_before_it_is_decoded(client):
    header = struct.pack(">II5B", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")

    assert "64,000,000" in told(client.post("/v1/read", content=bomb), 422)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\a.png", "a.png"),
        ("<script>alert(1)</script>.png", "script>.png"),
        ("数字.png", "数字.png"),
    ],
)
def test_of_a_files_name_only_the_last_part_is_told(client, examples, name, plain):
    answer = client.post("/v1/read", files={"file": (name, examples["one.png"])})

    assert answer.json()["file"] == plain
    assert answer.headers["content-type"] == "application/json"


def test_a_form_without_a_file_is_told(client):
    assert "no file 'file'" in told(client.post("/v1/read", files={"other": b"x"}), 400)
    assert "form" in told(
        client.post(
            "/v1/read", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=y"}
        ),
        400,
    )
    broken = client.post("/v1/read", content=b"x", headers={"Content-Type": "multipart/mixed"})
    assert "multipart/form-data" in told(broken, 400)


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "nonsense"])
def test_a_form_in_another_encoding_is_told(client, charset):
    body = (
        b'--y\r\nContent-Disposition: form-data; name="file"; filename="\\ud800"\r\n\r\n\r\n--y--'
    )
    kind = f"multipart/form-data; boundary=y; charset={charset}"

    assert "UTF-8" in told(
        client.post("/v1/read", content=body, headers={"Content-Type": kind}), 400
    )


def test_too_large_a_body_is_refused(client, service):
    body = bytes(service.settings.max_bytes + 1)

    assert "20,000,000 bytes" in told(client.post("/v1/read", content=body), 413)


def test_no_picture_is_kept(client, examples, service):
    client.post("/v1/read", files={"file": ("a.png", examples["one.png"])})
    client.post("/v1/classify", files={"files": ("a.png", examples["one.png"])})

    assert service.store.count() == 0


def test_several_crops_are_classified_in_their_order(client, examples):
    blank = encoded(Image.new("L", (40, 30), 255))
    files = [("files", ("a.png", examples["one.png"])), ("files", ("b.png", blank))]
    first, second = client.post("/v1/classify", files=files).json()["digits"]

    assert (first["value"], first["reason"]) == (5, None)
    assert "frame" not in first
    assert second == {"value": None, "confidence": 0.0, "box": [0, 0, 40, 30], "reason": "blank"}


def test_crops_may_come_in_json(client, examples, service):
    body = {"pictures": [base64.b64encode(examples["one.png"]).decode()]}
    answer = client.post("/v1/classify?details=1", json=body).json()

    assert answer["model"] == service.classifier.card.title
    assert answer["digits"][0]["value"] == 5
    assert frame_of(answer["digits"][0]).shape == (28, 28)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"pictures": "x"}', b'{"pictures": ["?"]}'])
def test_other_json_is_told(client, body):
    assert "base64" in told(client.post("/v1/classify", content=body), 400)


@pytest.mark.parametrize("count", [0, MOST_PICTURES + 1])
def test_none_or_too_many_crops_are_told(client, count):
    answer = client.post("/v1/classify", json={"pictures": [""] * count})
    assert f"{count} pictures came" in told(answer, 400)


def test_which_of_several_crops_is_no_picture_is_told(client, examples):
    body = {"pictures": [base64.b64encode(part).decode() for part in (examples["one.png"], b"no")]}

    assert "picture 2: is no picture" in told(client.post("/v1/classify", json=body), 422)


@pytest.mark.parametrize(("path", "field"), [("/v1/read", "file"), ("/v1/classify", "files")])
def test_where_what_reads_has_died_who_asks_comes_back_and_is_answered(
    client, service, examples, path, field
):
    (worker,) = service.workers._all
    worker._process.kill()
    files = {field: ("a.png", examples["one.png"])}
    answer = client.post(path, files=files)

    assert "try again" in told(answer, 503)
    assert answer.headers["retry-after"] == "1"
    assert client.post(path, files=files).status_code == 200


def test_a_small_crop_that_comes_alone_is_sent_nowhere(client, service, frame):
    (worker,) = service.workers._all
    worker._process.kill()
    files = {"files": ("a.png", frame)}

    assert client.post("/v1/classify", files=files).json()["digits"][0]["reason"] == "blank"
    with service.desk.place():
        assert "try again" in told(client.post("/v1/classify", files=files), 503)
        assert client.post("/v1/classify", files=files).status_code == 200


def test_without_room_requests_are_told_to_come_back(busy, examples):
    answer = busy.post("/v1/read", content=examples["one.png"])

    assert "busy" in told(answer, 503)
    assert answer.headers["retry-after"] == "1"
