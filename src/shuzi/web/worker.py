"""A process that reads: jobs come to it over a socket, and what they give goes back."""

import signal
import socket
import sys
from contextlib import suppress

import cv2
from msgspec.msgpack import Decoder

from shuzi.reader import Reader
from shuzi.web.classifying import classify
from shuzi.web.jobs import Answer, Classify, Failure, Job, Open, Read
from shuzi.web.messages import packed, read_message
from shuzi.web.reading import read

__all__ = ["work"]

_OPEN: Decoder[Open] = Decoder(Open)
_JOB: Decoder[Job] = Decoder(Job)


def work(connection: socket.socket) -> None:
    """Open a reader, and do jobs until the other end of the connection is closed."""
    # Whoever ends the service may end all its processes, and the service still needs this one.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # Its threads wait for more by spinning, on the processors of others.
    cv2.setNumThreads(1)
    # Where the service has died there is nobody to answer any more.
    with suppress(EOFError, OSError), connection, connection.makefile("rb") as stream:
        opening = _OPEN.decode(read_message(stream))
        try:
            reader = Reader(opening.model, min_confidence=opening.min_confidence)
        except Exception as error:  # noqa: BLE001  it is told where the service tells its own
            connection.sendall(packed(Failure.of(error)))
            return
        connection.sendall(packed([]))
        while True:
            connection.sendall(packed(_answer(reader, read_message(stream))))


def _answer(reader: Reader, message: bytes) -> Answer:
    """What came of a job."""
    try:
        match _JOB.decode(message):
            case Read() as job:
                return [*read(reader, job)]
            case Classify() as job:
                outcomes = classify(reader, job.crops)
    except Exception as error:  # noqa: BLE001  it is told where the service tells its own
        return Failure.of(error)
    return [outcome if isinstance(outcome, bytes) else Failure.of(outcome) for outcome in outcomes]


if __name__ == "__main__":
    work(socket.socket(fileno=int(sys.argv[1])))
