"""A kernel's client on its bare sockets: what running cells from threads needs, and no more.

jupyter_client's own clients make an event loop a thread, leave it behind, and take in whatever comes.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.session import DELIM, Session

from grader.autograding.running.kernel_socket import SENDS_WITHIN, KernelSocket

_INFO, _RUN = "kernel_info_request", "execute_request"


@dataclass(slots=True)
class Message:
    """What a kernel said, as far as running cells needs it.

    Attributes:
        kind: What sort of message it is; "" where it is none that could be read.
        asked: The id of the question that it belongs to; None where it says none.
        content: What it holds; {} where it is of a kind that nobody wanted.
    """

    kind: str = ""
    asked: object = None
    content: dict[str, Any] = field(default_factory=dict)


class _All:
    """Every kind of message is in it."""

    def __contains__(self, kind: object) -> bool:
        return True


ALL = _All()


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

    def wait_until_ready(self, may_come: Callable[[], bool]) -> bool:
        """Whether the kernel answers; False as soon as `may_come` says that it won't, or too late."""
        replied = heard = False
        while may_come():
            if not (self._shell.is_connected(0.5) and self._iopub.is_connected(0.5)):
                time.sleep(0.01)
                continue
            # Again: iopub joins late and loses what was said.
            self._session.send(self._shell, _INFO)
            until = time.monotonic() + 0.2
            while time.monotonic() < until and not (replied and heard):
                replied = replied or self.reply(0.05) is not None
                heard = heard or self.message(0.05) is not None
            if replied and heard:
                self._drain(may_come)
                return True
        return False

    def _drain(self, may_come: Callable[[], bool]) -> None:
        """Drop what earlier questions still bring, so that the next cell begins clean."""
        while (self.message(0.02) is not None or self.reply(0) is not None) and may_come():
            pass

    def execute(self, source: str, store_history: bool, seconds: float) -> str:
        """Send a cell; the id that its messages carry.

        Args:
            source: Its text.
            store_history: Whether it counts as an input of the notebook.
            seconds: How long the kernel has to take it.
        """
        self._shell.sends_within = min(seconds, SENDS_WITHIN)
        content = {
            "code": source,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        number: str = self._session.send(self._shell, _RUN, content)["header"]["msg_id"]
        return number

    def message(self, seconds: float, wanted: Container[str] = ALL) -> Message | None:
        """The next message of iopub; None where none comes in time.

        Args:
            seconds: How long to wait for it.
            wanted: Kinds whose content matters. Others are not even checked: who is flooded with them
                has the processors' time for something else.
        """
        return self._next(self._iopub, seconds, wanted)

    def reply(self, seconds: float) -> Message | None:
        """The next message of shell; None where none comes in time."""
        return self._next(self._shell, seconds, ALL)

    def _next(self, socket: KernelSocket, seconds: float, wanted: Container[str]) -> Message | None:
        parts = socket.receive(seconds)
        if parts is None:
            return None
        try:
            return self._read(parts, wanted)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            return Message()  # not signed, or no message: a kernel's code may send anything

    def _read(self, parts: Sequence[bytes], wanted: Container[str]) -> Message:
        """A message of its parts, as `Session.deserialize` reads it, without what nobody asks for:
        of each date it makes an object, which takes longer than all the rest."""
        start = parts.index(DELIM) + 1
        signature, header, parent, metadata, content = parts[start : start + 5]
        unpack = self._session.unpack
        kind, asked = unpack(header)["msg_type"], unpack(parent).get("msg_id")
        if not isinstance(kind, str):
            raise TypeError("its kind is no text")
        if kind not in wanted:
            return Message(kind, asked)
        right = self._session.sign([header, parent, metadata, content])
        if not hmac.compare_digest(signature, right):
            raise ValueError("it is not signed")
        found = unpack(content)
        if not isinstance(found, dict):
            raise TypeError("its content is no dict")
        return Message(kind, asked, found)
