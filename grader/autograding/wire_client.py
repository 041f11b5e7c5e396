"""A kernel's client on its bare sockets: what running cells from threads needs, and no more.

jupyter_client's own clients make an event loop a thread, and leave it behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session

_INFO, _RUN = "kernel_info_request", "execute_request"
_NOTHING: dict[str, Any] = {"msg_type": "", "parent_header": {}, "content": {}}
MOST_MESSAGE = 100 << 20  # bytes; what sends more is disconnected, and its message lost


class KernelClient:
    """The shell and the iopub channel of one kernel.

    Args:
        path: What stands before a channel's number in the path of its socket.
        key: What messages are signed with.
        shell, iopub: The channels' numbers.
    """

    def __init__(self, path: Path, key: bytes, shell: int, iopub: int) -> None:
        self._session = Session(key=key, check_pid=False)
        self._context = zmq.Context(io_threads=1)
        self._shell = self._context.socket(zmq.DEALER)
        self._iopub = self._context.socket(zmq.SUB)
        self._iopub.subscribe(b"")
        for socket, number in ((self._shell, shell), (self._iopub, iopub)):
            socket.linger = 0
            socket.maxmsgsize = MOST_MESSAGE
            socket.connect(f"ipc://{path}-{number}")

    def close(self) -> None:
        """Close the sockets; what was not sent is dropped."""
        self._context.destroy(linger=0)

    def wait_until_ready(self, alive: Callable[[], bool], seconds: float) -> bool:
        """Whether the kernel answers within `seconds`; False as soon as `alive` says no."""
        deadline = time.monotonic() + seconds
        replied = heard = False
        while time.monotonic() < deadline and alive():
            self._session.send(
                self._shell, _INFO
            )  # again: iopub joins late and loses what was said
            until = time.monotonic() + 0.2
            while time.monotonic() < until and not (replied and heard):
                replied = replied or self.reply(0.05) is not None
                heard = heard or self.message(0.05) is not None
            if replied and heard:
                self._drain()
                return True
        return False

    def _drain(self) -> None:
        """Drop what earlier questions still bring, so that the next cell begins clean."""
        while self.message(0.02) is not None or self.reply(0) is not None:
            pass

    def execute(self, source: str, store_history: bool) -> str:
        """Send a cell; the id that its messages carry."""
        content = {
            "code": source,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        return self._session.send(self._shell, _RUN, content)["header"]["msg_id"]

    def message(self, seconds: float) -> dict[str, Any] | None:
        """The next message of iopub; None where none comes in time."""
        return self._next(self._iopub, seconds)

    def reply(self, seconds: float) -> dict[str, Any] | None:
        """The next message of shell; None where none comes in time."""
        return self._next(self._shell, seconds)

    def _next(self, socket: zmq.Socket, seconds: float) -> dict[str, Any] | None:
        if not socket.poll(int(1000 * seconds)):
            return None
        try:
            _, parts = self._session.feed_identities(socket.recv_multipart())
            return _checked(self._session.deserialize(parts))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            return _NOTHING  # not signed, or no message: a kernel's code may send anything


def _checked(message: dict[str, Any]) -> dict[str, Any]:
    """The message, if its parts are what the protocol says they are."""
    parts = (message["content"], message["parent_header"])
    if not all(isinstance(part, dict) for part in parts):
        raise TypeError("a part of the message is no dict")
    return message if isinstance(message["msg_type"], str) else _NOTHING
