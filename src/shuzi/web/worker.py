"""A process that reads: jobs come to it over a socket, and what they give goes back."""

import signal
import socket
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from shuzi.errors import ShuziError
from shuzi.reader import Reader
from shuzi.web.messages import packed, read_message

__all__ = ["Job", "OpenReader", "work"]

Result = TypeVar("Result")
Job = Callable[[Reader], Result]
"""What is to be done with the reader; it is pickled, and so are its result and what it raises."""

OpenReader = Callable[[], Reader]


def work(connection: socket.socket, open_reader: OpenReader) -> None:
    """Open a reader, say so, and do jobs until the other end of the connection is closed.

    Every answer is what came of it, or an exception. The first, of opening the reader, is None.
    """
    # Whoever ends the service may end all its processes, and the service still needs this one.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # Where the service has died there is nobody to answer any more.
    with suppress(EOFError, OSError), connection, connection.makefile("rwb") as stream:

        def answer(outcome: object) -> None:
            stream.write(packed(outcome))
            stream.flush()

        reader = _outcome(open_reader)
        if isinstance(reader, Exception):
            answer(reader)
            return
        answer(None)
        while True:
            job: Job[object] = read_message(stream)
            answer(_outcome(lambda: job(reader)))  # noqa: B023  is called at once


def _outcome(call: Callable[[], Result]) -> Result | Exception:
    """What something gives, or what it raises."""
    try:
        return call()
    except ShuziError as error:
        return error
    except Exception:  # noqa: BLE001  a fault of ours is told where the service tells its own
        return RuntimeError(traceback.format_exc())
