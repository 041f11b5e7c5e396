"""A kernel's client on its bare sockets: what running cells from threads needs, and no more.

jupyter_client's own clients make an event loop a thread, leave it behind, and take in whatever comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.session import Session

from grader.autograding.kernel_socket import KernelSocket

_INFO, _RUN = "kernel_info_request", "execute_request"
_NOTHING: dict[str, Any] = {"msg_type": "", "parent_header": {}, "content": {}}


class KernelClient:
    """The shell and the iopub channel of one kernel.

    Args:
        path: What stands before a channel's number in the path of its socket.
        key: What messages are signed with.
        shell, iopub: The channels' numbers.
    """

    def __init__(self, path: Path, key: bytes, shell: int, iopub: int) -> None:
        self._session = Session(key=key, check_pid=False)
        self._shell = KernelSocket(Path(f"{path}-{shell}"), "DEALER")
        self._iopub = KernelSocket(Path(f"{path}-{iopub}"), "SUB")

    def close(self) -> None:
        """Close the sockets."""
        self._shell.close()
        self._iopub.close()

    @property
    def received(self) -> int:
        """Bytes that came so far, whatever they are."""
        return self._shell.received + self._iopub.received

    def wait_until_ready(self, alive: Callable[[], bool], seconds: float) -> bool:
        """Whether the kernel answers within `seconds`; False as soon as `alive` says no."""
        deadline = time.monotonic() + seconds
        replied = heard = False
        while time.monotonic() < deadline and alive():
            if not (self._shell.is_connected() and self._iopub.is_connected()):
                time.sleep(0.01)
                continue
            # Again: iopub joins late and loses what was said.
            self._session.send(self._shell, _INFO)
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

    def _next(self, socket: KernelSocket, seconds: float) -> dict[str, Any] | None:
        message = socket.receive(seconds)
        if message is None:
            return None
        try:
            _, parts = self._session.feed_identities(message)
            return _checked(self._session.deserialize(parts))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            return _NOTHING  # not signed, or no message: a kernel's code may send anything


def _checked(message: dict[str, Any]) -> dict[str, Any]:
    """The message, if its parts are what the protocol says they are."""
    parts = (message["content"], message["parent_header"])
    if not all(isinstance(part, dict) for part in parts):
        raise TypeError("a part of the message is no dict")
    return message if isinstance(message["msg_type"], str) else _NOTHING
