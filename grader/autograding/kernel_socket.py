"""One connection to a kernel, in ZeroMQ's own protocol (ZMTP 3.0), that takes in a limited amount.

libzmq reads ahead of whoever asks it, a message of any number of parts in full: a kernel's code could
fill the memory of the process that marks. Here nothing is read before it is asked for.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

MOST_MESSAGE = 48 << 20  # bytes; a larger message is passed over, and so is one of too many parts
_MOST_PARTS = 100
_AHEAD = 1 << 20  # bytes that are read before they are asked for: a kernel drops what it can't send
_SEND = 5.0  # seconds that a kernel has to greet, and to take what it is sent
_GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
_MORE, _LONG, _COMMAND = 1, 2, 4


class KernelSocket:
    """A connection to one of a kernel's sockets; made again where it broke.

    Args:
        path: The socket's.
        kind: What this end is.

    Attributes:
        received: Bytes that came so far.
    """

    def __init__(self, path: Path, kind: Literal["SUB", "DEALER"]) -> None:
        self.received = 0
        self._path = str(path)
        self._kind = kind
        self._connection: socket.socket | None = None

    def is_connected(self) -> bool:
        """Whether there is a connection, or one could be made."""
        if self._connection is not None:
            return True
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_SEND)
        try:
            connection.connect(self._path)
            connection.sendall(_GREETING)
            _take(connection, len(_GREETING))
            connection.sendall(_ready(self._kind))  # libzmq wants it behind its own greeting
            if self._kind == "SUB":
                connection.sendall(_frame(b"\x01"))  # to all it publishes
        except OSError:  # it does not listen yet, or no longer
            connection.close()
            return False
        self._connection = connection
        self._came = bytearray()
        self._pass_over = 0  # bytes of what is still to come
        self._parts: list[bytes] = []
        self._too_large = False
        return True

    def close(self) -> None:
        """Close the connection; the next use makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def send_multipart(self, parts: Sequence[bytes], **_: object) -> None:
        """Send a message, as jupyter_client's `Session` asks for; lost where nobody takes it."""
        if not self.is_connected():
            return
        last = len(parts) - 1
        frames = [_frame(bytes(part), _MORE * (n < last)) for n, part in enumerate(parts)]
        try:
            self._connection.sendall(b"".join(frames))
        except OSError:  # its other end is gone
            self.close()

    def receive(self, seconds: float) -> list[bytes] | None:
        """The parts of the next message; None where none comes in time."""
        deadline = time.monotonic() + seconds
        while True:
            if self.is_connected():
                try:
                    self._read(0)
                    message = self._next()
                    if message is not None:
                        return message
                    self._read(deadline - time.monotonic())
                except OSError:  # its other end is gone
                    self.close()
            left = deadline - time.monotonic()
            if left <= 0:  # also where more comes all the time, and is no message
                return None
            if self._connection is None:
                time.sleep(min(left, 0.02))

    def _read(self, seconds: float) -> None:
        """Wait for what comes within `seconds`, and read it as far as there is room."""
        ready = select.poll()
        ready.register(self._connection, select.POLLIN)
        most = max(_AHEAD - len(self._came), 0 if seconds == 0 else _AHEAD)
        if not most or not ready.poll(max(0, int(1000 * seconds))):
            return
        part = self._connection.recv(most)
        if not part:
            raise ConnectionResetError
        self.received += len(part)
        self._came += part

    def _next(self) -> list[bytes] | None:
        """The next message of what came; None while it is not whole."""
        while (frame := self._next_frame()) is not None:
            flags, body = frame
            if flags & _COMMAND:  # `READY`, and whatever else it has to say
                continue
            self._parts.append(body)
            if len(self._parts) > _MOST_PARTS or sum(map(len, self._parts)) > MOST_MESSAGE:
                self._too_large = True
            if self._too_large:
                self._parts.clear()
            if not flags & _MORE:
                whole, self._too_large = not self._too_large, False
                message, self._parts = self._parts, []
                if whole:
                    return message
        return None

    def _next_frame(self) -> tuple[int, bytes] | None:
        passed = min(self._pass_over, len(self._came))
        del self._came[:passed]
        self._pass_over -= passed
        if self._pass_over or len(self._came) < 2:
            return None
        flags, size, start = self._came[0], self._came[1], 2
        if flags & _LONG:
            if len(self._came) < 9:
                return None
            (size,), start = struct.unpack_from("!Q", self._came, 1), 9
        if size > MOST_MESSAGE:
            self._too_large, self._pass_over = True, size
            del self._came[:start]
            return flags, b""
        if len(self._came) < start + size:
            return None
        body = bytes(self._came[start : start + size])
        del self._came[: start + size]
        return flags, body


def _take(connection: socket.socket, size: int) -> None:
    """Receive so many bytes, which say nothing of interest."""
    while size:
        part = connection.recv(size)
        if not part:
            raise ConnectionResetError
        size -= len(part)


def _frame(body: bytes, flags: int = 0) -> bytes:
    if len(body) < 256:
        return struct.pack("!BB", flags, len(body)) + body
    return struct.pack("!BQ", flags | _LONG, len(body)) + body


def _ready(kind: str) -> bytes:
    """The command that ends the greeting: what this end is."""
    about = b"\x0bSocket-Type" + struct.pack("!I", len(kind)) + kind.encode()
    if kind == "DEALER":
        about += b"\x08Identity" + struct.pack("!I", 0)
    return _frame(b"\x05READY" + about, _COMMAND)
