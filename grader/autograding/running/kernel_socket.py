"""One connection to a kernel, in ZeroMQ's own protocol (ZMTP 3.0), that takes in a limited amount.

libzmq reads ahead of whoever asks it, a message of any number of parts in full: a kernel's code could
fill the memory of the process that marks. Here nothing is read before it is asked for.
"""

from __future__ import annotations

import contextlib
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
SENDS_WITHIN = (
    5.0  # seconds that a kernel has to greet, and to take what it is sent, unless told otherwise
)
_GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
_MORE, _LONG, _COMMAND = 1, 2, 4


class KernelSocket:
    """A connection to one of a kernel's sockets; made again where it broke.

    Args:
        path: The socket's.
        kind: What this end is.

    Attributes:
        received: Bytes that came so far.
        sends_within: Seconds that its other end has to take a message, a greeting before it included.
    """

    def __init__(self, path: Path, kind: Literal["SUB", "DEALER"]) -> None:
        self.received = 0
        self.sends_within = SENDS_WITHIN
        self._path = str(path)
        self._kind = kind
        self._connection: socket.socket | None = None
        self._greeting: _Greeting | None = None

    def is_connected(self, seconds: float = SENDS_WITHIN) -> bool:
        """Whether there is a connection, or one could be made.

        Args:
            seconds: How long to wait. A greeting that is not whole by then goes on the next time, as
                long as all of it takes no more than `SENDS_WITHIN`.
        """
        if self._connection is not None:
            return True
        until = time.monotonic() + seconds
        try:
            if self._greeting is None:
                self._greeting = _Greeting(self._path, seconds)
            if not self._greeting.is_over(until):
                return False
            # libzmq wants it behind its own greeting.
            _send(self._greeting.connection, _ready(self._kind), until)
            if self._kind == "SUB":
                _send(self._greeting.connection, _frame(b"\x01"), until)  # to all it publishes
        except OSError:  # it does not listen yet, or no longer, or has said half of it for too long
            self.close()
            return False
        self._connection, self._greeting = self._greeting.connection, None
        self._came = bytearray()
        self._pass_over = 0  # bytes of what is still to come
        self._parts: list[bytes] = []
        self._size = 0  # bytes in them
        self._too_large = False
        return True

    def close(self) -> None:
        """Close the connection; the next use makes another."""
        if self._connection is not None:
            self._connection.close()
        if self._greeting is not None:
            self._greeting.connection.close()
        self._connection = self._greeting = None

    def send_multipart(self, parts: Sequence[bytes], **_: object) -> None:
        """Send a message, as jupyter_client's `Session` asks for; lost where nobody takes it."""
        deadline = time.monotonic() + self.sends_within
        if not self.is_connected(self.sends_within) or self._connection is None:
            return
        last = len(parts) - 1
        frames = [_frame(bytes(part), _MORE * (n < last)) for n, part in enumerate(parts)]
        try:
            _send(self._connection, b"".join(frames), deadline)
        except OSError:  # its other end is gone
            self.close()

    def receive(self, seconds: float) -> list[bytes] | None:
        """The parts of the next message; None where none comes in time."""
        deadline = time.monotonic() + seconds
        while True:
            connected = self.is_connected(deadline - time.monotonic())
            if connected and (connection := self._connection) is not None:
                try:
                    self._read(connection, 0)
                    message = self._next()
                    if message is not None:
                        return message
                    self._read(connection, deadline - time.monotonic())
                except OSError:  # its other end is gone
                    self.close()
            left = deadline - time.monotonic()
            if left <= 0:  # also where more comes all the time, and is no message
                return None
            if self._connection is None:
                time.sleep(min(left, 0.02))

    def _read(self, connection: socket.socket, seconds: float) -> None:
        """Wait for what comes within `seconds`, and read it as far as there is room."""
        ready = select.poll()
        ready.register(connection, select.POLLIN)
        most = max(_AHEAD - len(self._came), 0 if seconds == 0 else _AHEAD)
        if not most or not ready.poll(max(0, int(1000 * seconds))):
            return
        part = connection.recv(most)
        if not part:
            raise ConnectionResetError
        self.received += len(part)
        self._came += part

    def _next(self) -> list[bytes] | None:
        """The next message of what came; None while it is not whole."""
        came, start = self._came, 0
        try:
            while True:
                passed = min(self._pass_over, len(came) - start)
                self._pass_over -= passed
                start += passed
                left = len(came) - start
                if left < 2:
                    return None
                flags, size, body = came[start], came[start + 1], start + 2
                if flags & _LONG:
                    if left < 9:
                        return None
                    size, body = int.from_bytes(came[start + 1 : start + 9]), start + 9
                if size > MOST_MESSAGE:
                    self._too_large, self._pass_over, size = True, size, 0
                if len(came) < body + size:
                    return None
                part, start = bytes(came[body : body + size]), body + size
                message = self._whole_with(flags, part)
                if message is not None:
                    return message
        finally:
            del came[:start]  # of all at once: a flood comes in small pieces

    def _whole_with(self, flags: int, part: bytes) -> list[bytes] | None:
        """The message that this part ends; None where more of it comes, or it is passed over."""
        if flags & _COMMAND:  # `READY`, and whatever else it has to say
            return None
        self._parts.append(part)
        self._size += len(part)
        if len(self._parts) > _MOST_PARTS or self._size > MOST_MESSAGE:
            self._too_large = True
        if self._too_large:
            self._parts.clear()
        if flags & _MORE:
            return None
        message = None if self._too_large else self._parts
        self._parts, self._size, self._too_large = [], 0, False
        return message


def _set_deadline(connection: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)  # of 0 seconds it would not wait, and never be done


def _send(connection: socket.socket, data: bytes, deadline: float) -> None:
    """Send it all; `sendall` counts its time as one, however many pieces it takes."""
    _set_deadline(connection, deadline)
    connection.sendall(data)


class _Greeting:
    """A connection whose other end has not greeted yet.

    Args:
        path: The socket's.
        seconds: How long to wait for being let in.

    Raises:
        OSError: Nobody listens there.
    """

    def __init__(self, path: str, seconds: float) -> None:
        self._due = time.monotonic() + SENDS_WITHIN
        self._missing = len(_GREETING)  # bytes, which say nothing of interest
        self.connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.connection.settimeout(max(seconds, 0.001))  # of 0 it would not wait at all
            self.connection.connect(path)
            self.connection.sendall(_GREETING)
        except OSError:
            self.connection.close()
            raise

    def is_over(self, until: float) -> bool:
        """Whether all of it came, by then.

        Raises:
            OSError: It takes too long in all, or the other end is gone.
        """
        while self._missing:
            if time.monotonic() >= min(until, self._due):
                if time.monotonic() >= self._due:
                    raise TimeoutError
                return False
            _set_deadline(self.connection, min(until, self._due))
            with contextlib.suppress(TimeoutError):
                part = self.connection.recv(self._missing)
                if not part:
                    raise ConnectionResetError
                self._missing -= len(part)
        return True


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
