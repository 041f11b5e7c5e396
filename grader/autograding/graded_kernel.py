"""A kernel that runs one submission: forked, confined, and held to its limits from outside.

Nothing it sends is trusted: messages are counted before they are kept, and it is killed rather than
waited for.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.connect import write_connection_file
from nbformat import NotebookNode

from grader.autograding.cell_outputs import MOST_TEXT, Page
from grader.autograding.wire_client import KernelClient
from grader.kernels.provisioner import ForkedProcess, NoWarmKernel, fork_kernel
from grader.kernels.sandbox import CANNOT_CONFINE, FILES, HOME, MEETING, TOO_MUCH, tree

MOST_RECEIVED = 200 << 20  # bytes a cell may send before its kernel is killed
_GRACE = 3.0  # seconds that a cell has to end after an interrupt
_FEW = 11  # processes, keeper, tie and kernel among them, that a cell may leave behind when interrupted
_START = 60.0  # seconds that a kernel has to start


@dataclass
class Executed:
    """What came of one cell.

    Attributes:
        outputs: What it showed, as nbformat has it, and of it what there was room for.
        size: Characters of it.
        failure: Why it did not end by itself, in words; "" where it did.
        died: Whether the kernel is gone.
    """

    outputs: list[NotebookNode] = field(default_factory=list)
    failure: str = ""
    died: bool = False
    size: int = 0


class KernelStartError(Exception):
    """No kernel could be had; the text says why."""


class GradedKernel:
    """One kernel, from its start to its end; a context manager.

    Args:
        address: The warm parent's socket.
        environment: The variables the parent started with.
        files: What lies in its folder at the start: relative name to path.
        confined: Whether the parent confines its kernels.
    """

    def __init__(
        self,
        address: str,
        environment: Mapping[str, str],
        files: Mapping[str, Path],
        confined: bool = True,
    ) -> None:
        self._address = address
        self._environment = environment
        self._files = files
        self._confined = confined
        self._folder: Path | None = None
        self._process: ForkedProcess | None = None
        self._client: KernelClient | None = None
        self._patience = _GRACE  # seconds that a reply may come after all else of a cell

    def __enter__(self) -> GradedKernel:
        try:
            self._start()
        except OSError as error:  # no room for its folder, too many files open
            self.close()
            raise KernelStartError(str(error)) from error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        beside = Path(self._address).parent  # goes with the warm parent, whatever happens here
        # Short: a socket's path has 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="wb-", dir=beside))
        for relative, path in self._files.items():
            target = self._folder / FILES / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target, follow_symlinks=False)
        inside = MEETING if self._confined else str(self._folder)
        home = HOME if self._confined else str(self._folder / FILES)
        if not self._confined:
            (self._folder / FILES).mkdir(exist_ok=True)
        ports = {f"{name}_port": number for number, name in enumerate(_CHANNELS, start=1)}
        key = os.urandom(32).hex().encode()
        path = str(self._folder / "kernel.json")
        write_connection_file(path, transport="ipc", ip=f"{inside}/s", key=key, **ports)
        environment = {
            **self._environment,
            "HOME": home,
            # Not in its home, where a submission may have put settings that keep it from starting.
            "IPYTHONDIR": "/tmp/ipython" if self._confined else str(self._folder / "ipython"),
            "JUPYTER_RUNTIME_DIR": inside,
            "NBGRADER_EXECUTION": "autograde",
            "WORKBOOK_HOME": f"{home}/.tensorflow-workbook",
        }
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", f"{inside}/kernel.json"]
        command += ["--HistoryManager.enabled=False"]
        folder = str(self._folder) if self._confined else home
        try:
            # Unheard: a submission has nothing to say to an instructor's terminal.
            self._process = fork_kernel(self._address, command, environment, folder, heard=False)
        except NoWarmKernel as reason:
            raise KernelStartError(str(reason)) from reason
        self._client = KernelClient(
            self._folder / "s", key, ports["shell_port"], ports["iopub_port"]
        )
        if not self._client.wait_until_ready(lambda: self._process.poll() is None, _START):
            code = self._process.poll()
            if code is None:
                raise KernelStartError(f"no kernel within {_START:.0f} s")
            if code == CANNOT_CONFINE:
                raise KernelStartError("the sandbox could not be entered")
            raise KernelStartError(f"the kernel ended with code {code}")

    def close(self) -> None:
        """End the kernel at once, and remove all that it left."""
        if self._client is not None:
            self._client.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait(10)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)  # a kernel may have locked a folder
        self._client = self._process = self._folder = None

    def execute(
        self, source: str, timeout: float, wanted: str = "", most: int = MOST_TEXT
    ) -> Executed:
        """Run one cell.

        Args:
            source: Its text.
            timeout: Seconds it may take; then it is interrupted, and killed if that doesn't help.
            wanted: A MIME type: only the last display of it is kept, whole.
            most: Characters of its outputs that are kept.
        """
        page = Page(wanted, most)
        before = self._client.received
        asked = self._client.execute(source, store_history=not wanted)
        deadline = time.monotonic() + timeout
        interrupted = False
        while True:
            message = self._client.message(0.5)
            if message is not None and message["parent_header"].get("msg_id") == asked:
                page.take(message["msg_type"], message["content"])
                if page.idle:
                    break
            if self._client.received - before > MOST_RECEIVED:
                return self._gone(page, "It printed more than 200 MB, and was stopped.")
            if message is None and self._process.poll() is not None:
                return self._gone(page, _why_ended(self._process.returncode))
            if time.monotonic() > deadline:
                if interrupted:
                    failure = f"It did not end within {timeout:g} s, nor when it was interrupted."
                    return self._gone(page, failure)
                self._process.send_signal(signal.SIGINT)
                interrupted, deadline = True, time.monotonic() + _GRACE
        failure = (
            f"It did not end within {timeout:g} s, and was interrupted." if interrupted else ""
        )
        if interrupted and len(tree(self._process.pid)) > _FEW:
            return self._gone(page, failure)  # what it started would take what later cells need
        reply = self._reply(asked)
        page.take_reply(reply)
        if _asks_to_exit(reply):  # the kernel ends in a moment, which would cost another cell
            return self._gone(page, "It ended its kernel (by `exit` or `quit`).")
        return Executed(page.outputs(), failure, size=page.kept)

    def _reply(self, asked: str) -> dict[str, Any]:
        """What the kernel says of how a cell ended; {} where it says nothing.

        One whose code keeps it from saying so once is waited for no more.
        """
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            message = self._client.reply(0.05)
            if message is None:
                if self._process.poll() is not None:
                    break
            elif message["parent_header"].get("msg_id") == asked:
                return message["content"]
        self._patience = 0.0
        return {}

    def _gone(self, page: Page, failure: str) -> Executed:
        return Executed(page.outputs(), failure, died=True, size=page.kept)


_CHANNELS = ("shell", "iopub", "stdin", "hb", "control")


def _asks_to_exit(reply: dict[str, Any]) -> bool:
    payload = reply.get("payload")
    return isinstance(payload, list) and any(
        isinstance(one, dict) and one.get("source") == "ask_exit" and not one.get("keepkernel")
        for one in payload
    )


def _why_ended(code: int | None) -> str:
    if code == TOO_MUCH:
        return "It took more memory, or started more processes, than it may, and was stopped."
    if code in (-signal.SIGKILL, 128 + signal.SIGKILL):
        return "Its kernel was killed."
    if code in (128 + signal.SIGSEGV, 128 + signal.SIGABRT):
        return "Its kernel crashed."
    return f"It ended its kernel (exit code {code})."
