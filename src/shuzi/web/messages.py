"""What the service and its workers say to each other over a socket: a length, and a pickle of it.

Nothing else can reach such a socket, so that what comes over it may be trusted.
"""

import asyncio
import pickle
import socket
import struct
from io import BufferedIOBase
from typing import Any

__all__ = ["packed", "read_message", "receive"]

_LENGTH = struct.Struct("!Q")


def packed(message: object) -> bytes:
    """A message as it goes over the socket."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(content)) + content


def read_message(stream: BufferedIOBase) -> Any:  # noqa: ANN401  whatever was sent
    """The next message; waits for it.

    Raises:
        EOFError: the other end is closed.
    """
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    return pickle.loads(_read(stream, length))  # noqa: S301  from the service itself


async def receive(connection: socket.socket) -> Any:  # noqa: ANN401  whatever was sent
    """The next message on a socket that does not block.

    Raises:
        EOFError: the other end is closed.
    """
    (length,) = _LENGTH.unpack(await _receive(connection, _LENGTH.size))
    return pickle.loads(await _receive(connection, length))  # noqa: S301  from a worker of ours


def _read(stream: BufferedIOBase, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


async def _receive(connection: socket.socket, size: int) -> bytearray:
    loop = asyncio.get_running_loop()
    content = bytearray(size)
    missing = memoryview(content)
    while missing:
        came = await loop.sock_recv_into(connection, missing)
        if not came:
            raise EOFError
        missing = missing[came:]
    return content
