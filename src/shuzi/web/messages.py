"""Messages as they go over a socket: how many bytes, and these in MessagePack."""

import asyncio
import socket
import struct
from io import BufferedIOBase

from msgspec import Struct
from msgspec.msgpack import Encoder

from shuzi.web.jobs import Answer

__all__ = ["packed", "read_message", "receive"]

_LENGTH = struct.Struct("!Q")
_CHUNK_BYTES = 1 << 16
_ENCODER = Encoder()


def packed(message: Struct | Answer) -> bytearray:
    """A message as it goes over the socket."""
    content = bytearray(_LENGTH.size)
    _ENCODER.encode_into(message, content, _LENGTH.size)
    _LENGTH.pack_into(content, 0, len(content) - _LENGTH.size)
    return content


def read_message(stream: BufferedIOBase) -> bytes:
    """The next message, not decoded; waits for it.

    Raises:
        EOFError: the other end is closed.
    """
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    return _read(stream, length)


async def receive(connection: socket.socket) -> memoryview:
    """The only message that is to come on a socket that does not block, not decoded.

    Raises:
        EOFError: the other end is closed.
    """
    came = bytearray()
    await _receive(connection, came, _LENGTH.size)
    (length,) = _LENGTH.unpack_from(came)
    await _receive(connection, came, _LENGTH.size + length)
    return memoryview(came)[_LENGTH.size :]


def _read(stream: BufferedIOBase, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


async def _receive(connection: socket.socket, came: bytearray, size: int) -> None:
    """Add what comes until it is so much; a short message comes in one go."""
    loop = asyncio.get_running_loop()
    while len(came) < size:
        chunk = await loop.sock_recv(connection, _CHUNK_BYTES)
        if not chunk:
            raise EOFError
        came += chunk
