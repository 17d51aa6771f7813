"""Tests of the service as a process: what it says, how it ends, and what survives its end."""

import http.client
import io
import os
import signal
import socket
import threading
import time
from contextlib import closing

import httpx2
import pytest
from PIL import Image

from shuzi.corrections.store import CorrectionStore
from web.running import ENDING_SECONDS, running

CRASHES = 2
CLIENTS = 4


def crop(shade):
    content = io.BytesIO()
    Image.new("L", (20, 30), shade).save(content, "PNG")
    return content.getvalue()


def test_it_listens_on_this_machine_only(real):
    assert real.url.startswith("http://127.0.0.1:")
    assert httpx2.get(real.url).status_code == 200


def test_it_reads_what_is_sent_in_pieces(real, examples):
    picture = examples["one.png"]
    pieces = (picture[start : start + 100] for start in range(0, len(picture), 100))

    assert httpx2.post(f"{real.url}v1/read", content=pieces).json()["text"] == "5"


def test_too_large_a_body_is_answered_though_it_was_still_being_sent(real):
    pieces = (bytes(1_000_000) for _ in range(21))
    answer = httpx2.post(f"{real.url}v1/read", content=pieces, timeout=60)

    assert answer.status_code == 413


def test_nonsense_is_not_answered_with_a_fault(real):
    with socket.create_connection(("127.0.0.1", real.port), 10) as connection:
        connection.sendall(b"\x16\x03\x01 what is this\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to catch")
def test_what_was_accepted_is_finished_before_it_ends(tmp_path, examples):
    statuses, lost = [], []

    def press(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ENDING_SECONDS)
        while True:
            try:
                connection.connect()
            except OSError:  # it has ended, and takes no more
                return
            try:
                while connection.sock is not None:
                    connection.request("POST", "/v1/read", examples["one.png"])
                    answer = connection.getresponse()
                    answer.read()
                    statuses.append(answer.status)
            except (OSError, http.client.HTTPException) as error:
                lost.append(error)

    with running(tmp_path / "corrections.db") as service:
        threads = [threading.Thread(target=press, args=(service.port,)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        while len(statuses) < CLIENTS:
            time.sleep(0.01)
        os.killpg(service.process.pid, signal.SIGTERM)  # as systemd does: to its workers too
        service.process.wait(ENDING_SECONDS)
        for thread in threads:
            thread.join(ENDING_SECONDS)

    assert not lost
    assert set(statuses) == {200}


def test_no_acknowledged_correction_is_lost_in_a_crash(tmp_path):
    database, acknowledged = tmp_path / "corrections.db", []
    for crash in range(CRASHES):
        with (
            running(database, "--workers", "1") as service,
            httpx2.Client(base_url=service.url) as client,
        ):
            for shade in range(5):
                form = {"value": str(shade), "read": ""}
                files = {"file": ("a.png", crop(10 * crash + shade))}
                answer = client.post("/v1/corrections", data=form, files=files)
                acknowledged.append(answer.json()["id"])
            service.process.kill()
            service.process.wait(ENDING_SECONDS)
    with closing(CorrectionStore(f"sqlite:///{database}")) as store:
        assert [one.id for one in store.newest(100)] == acknowledged[::-1]
