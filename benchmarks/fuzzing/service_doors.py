"""Doors of the service, as users start it: whole requests over a connection, one route each."""

import base64
import json
import os
import re
import shlex
import socket
import subprocess
import sys
from contextlib import suppress

from fuzzing.door import Door, Opener, Workshop
from fuzzing.seeds import digits, encoded, number

__all__ = ["ROUTES", "route"]

_SERVICE = "service"
_SECONDS = 60  # by the clock, for an answer
_ADDRESS = re.compile(r"http://([\d.]+):(\d+)/")
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
# Said anew for each request, so that every one ends where it says, and the connection with it.
_SAID_ANEW = (
    *(b"connection", b"content-length", b"expect", b"host"),
    *(b"transfer-encoding", b"upgrade"),
)
_SERVE = "-m shuzi serve --port 0 --model tiny --workers 1"
_BOUNDARY = "7d1f"
_PICTURE = encoded(number((3, 1)), "PNG")
_CROP = encoded(number((7,)), "PNG")


class UntypedAnswerError(Exception):
    """The service failed, or said nothing."""


def _request(target: str, body: bytes = b"", kind: str = "", **more: str) -> bytes:
    headers = {**({"Content-Type": kind} if kind else {}), **more}
    head = [target, *(f"{name.replace('_', '-')}: {said}" for name, said in headers.items())]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def _form(target: str, *parts: tuple[str, bytes]) -> bytes:
    body = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (_BOUNDARY.encode(), name.encode(), content)
        for name, content in parts
    )
    kind = f"multipart/form-data; boundary={_BOUNDARY}; charset=utf-8"
    return _request(target, b"%s--%s--\r\n" % (body, _BOUNDARY.encode()), kind)


def _tensor(data: object, **parameters: object) -> dict[str, object]:
    frames = {"name": "frames", "datatype": "UINT8", "shape": [1, 1, 28, 28], **parameters}
    return frames if data is None else frames | {"data": data}


def _inference(data: object, binary: bytes = b"", **parameters: object) -> bytes:
    asked = {"id": "a", "inputs": [_tensor(data, **parameters)], "outputs": [{"name": "logits"}]}
    header = json.dumps(asked).encode()
    length = {"Inference_Header_Content_Length": str(len(header))} if binary else {}
    target = "POST /v2/models/shuzi/infer HTTP/1.1"
    return _request(target, header + binary, "application/octet-stream", **length)


def _encoded_pictures() -> bytes:
    return json.dumps({"pictures": [base64.b64encode(_CROP).decode()] * 2}).encode()


_FILE = 'file"; filename="a.png'
_FRAME = digits()[0]

ROUTES: dict[str, tuple[bytes, ...]] = {
    "POST /v1/read": (
        _request("POST /v1/read?details=1&expect=2&rotate=90 HTTP/1.1", _PICTURE, "image/png"),
        _request("POST /v1/read?single=1&min_confidence=0.5&page=1 HTTP/1.1", _CROP, "image/png"),
    ),
    "POST /v1/read, a form": (_form("POST /v1/read HTTP/1.1", (_FILE, _PICTURE)),),
    "POST /v1/classify": (
        _request("POST /v1/classify HTTP/1.1", _encoded_pictures(), "application/json"),
    ),
    "POST /v1/classify, a form": (
        _form("POST /v1/classify?details=1 HTTP/1.1", *[(f"files{_FILE[4:]}", _CROP)] * 2),
    ),
    "POST /v1/corrections": (
        _form(
            "POST /v1/corrections HTTP/1.1",
            *((_FILE, _CROP), ("value", b"7"), ("read", b"")),
            *(("confidence", b"0.5"), ("model", b"tiny 0.2.0")),
        ),
    ),
    "/v1/corrections, what is kept": (
        _request("GET /v1/corrections?limit=3&before=9 HTTP/1.1"),
        _request("GET /v1/corrections/1/picture HTTP/1.1"),
        _request("GET /v1/corrections.zip HTTP/1.1"),
        _request("DELETE /v1/corrections/1 HTTP/1.1"),
    ),
    "POST /v2, JSON": (
        _inference(_FRAME.ravel().tolist()),
        _inference(_FRAME[None, None].tolist()),
    ),
    "POST /v2, binary": (
        _inference(None, _FRAME.tobytes(), parameters={"binary_data_size": _FRAME.size}),
    ),
    "all other routes": tuple(
        _request(f"GET {path} HTTP/1.1", If_None_Match='"1"', Range="bytes=0-9")
        for path in ("/", "/page.css", "/openapi.json", "/metrics", "/v1/model", "/v2/health/live")
    ),
}
"""Whole requests for each route."""


def route(name: str) -> Opener:
    """Requests for one route."""

    def opened(workshop: Workshop) -> Door:
        if _SERVICE not in workshop.started:
            workshop.started[_SERVICE] = _started(workshop)
        address = workshop.started[_SERVICE]

        def enter(content: bytes) -> str:
            return _answered(address, _complete(content))

        return Door(ROUTES[name], enter)

    return opened


def _started(workshop: Workshop) -> tuple[str, int]:
    """The address of a service of our own."""
    database = {"SHUZI_DATABASE_URL": f"sqlite:///{workshop.folder / 'corrections.db'}"}
    service = subprocess.Popen(
        [sys.executable, *shlex.split(_SERVE)],
        env=os.environ | database,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a line for each request that is none
        text=True,
    )
    workshop.stack.enter_context(service)
    workshop.stack.callback(service.terminate)
    found = _ADDRESS.search(service.stdout.readline() if service.stdout else "")
    if found is None:
        raise UntypedAnswerError("the service did not start")
    return found[1], int(found[2])


def _complete(content: bytes) -> bytes:
    """The request with the headers that end it."""
    head, _, body = content.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(_SAID_ANEW)]
    said = (b"Host: localhost", b"Connection: close", b"Content-Length: %d" % len(body))
    return b"\r\n".join((*lines[:1], *said, *lines[1:], b"", body))


def _answered(address: tuple[str, int], request: bytes) -> str:
    """The status of the answer, which says of every failure what it is."""
    with socket.create_connection(address, _SECONDS) as connection:
        with suppress(ConnectionError):  # it may answer, and close, before it has all
            connection.sendall(request)
        answer = b""
        with suppress(ConnectionResetError):
            while chunk := connection.recv(1 << 16):
                answer += chunk
    status = _STATUS.match(answer)
    if status is None or status[1].startswith(b"5"):
        raise UntypedAnswerError(answer[:1000])
    return status[1].decode()
