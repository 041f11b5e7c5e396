"""A kernel that runs one submission: forked, confined, and held to its limits from outside.

Nothing it sends is trusted: messages are counted before they are kept, and it is killed rather than
waited for.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.connect import write_connection_file
from nbformat import NotebookNode

from grader.autograding.running.cell_clock import CellClock
from grader.autograding.running.cell_outputs import MOST_RECEIVED, ROOM, Page, Room
from grader.autograding.running.kernel_client import KernelClient
from grader.autograding.terms.errors import KernelStartError
from grader.kernels.process_tree import tree
from grader.kernels.provisioner import ForkedProcess, NoWarmKernel, fork_kernel
from grader.kernels.sandbox import (
    CANNOT_CONFINE,
    FILES,
    HOME,
    MEETING,
    MOST_TOLD,
    OWNER,
    TOO_MUCH,
)

_GRACE = 3.0  # seconds that a cell has to end after an interrupt
_FEW = 11  # processes, keeper, tie and kernel among them, that a cell may leave behind when interrupted
_START = 60.0  # seconds that a kernel has to start


@dataclass
class Executed:
    """What came of one cell.

    Attributes:
        outputs: What it showed, as nbformat has it, and of it what there was room for.
        size: Characters of it, pictures apart.
        pictures: Characters of its pictures.
        received: Bytes that came, kept or not.
        failure: Why it did not end by itself, in words; "" where it did.
        died: Whether the kernel is gone.
        by_machine: Whether that is no doing of what ran in it: it was killed from outside, or the
            machine had no processor for it.
        seconds: How long it took, without what it waited for a processor.
    """

    outputs: list[NotebookNode] = field(default_factory=list)
    failure: str = ""
    died: bool = False
    by_machine: bool = False
    size: int = 0
    pictures: int = 0
    received: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class _Running:
    """A kernel that has started.

    Attributes:
        process: Its keeper, where it is confined; else itself.
        client: What asks it.
        inside: The process id of the kernel itself.
    """

    process: ForkedProcess
    client: KernelClient
    inside: int


@dataclass
class _Cell:
    """A cell that runs: what it showed so far, and how long it takes."""

    page: Page
    clock: CellClock


class GradedKernel:
    """One kernel, from its start to its end; a context manager.

    Args:
        address: The warm parent's socket.
        environment: The variables the parent started with.
        files: What lies in its folder at the start: relative name to path.
        confined: Whether the parent confines its kernels.
        hidden: What it must not see, if it is confined.
    """

    def __init__(
        self,
        address: str,
        environment: Mapping[str, str],
        files: Mapping[str, Path],
        confined: bool = True,
        hidden: Sequence[str] = (),
    ) -> None:
        self._address = address
        self._environment = environment
        self._files = files
        self._confined = confined
        self._hidden = hidden
        self._to_undo = contextlib.ExitStack()
        self._started: _Running | None = None
        self._received_before = 0
        self._limits_itself = False  # its own code has set a limit of processor time
        self._patience = _GRACE  # seconds that a reply may come after all else of a cell

    def __enter__(self) -> GradedKernel:
        try:
            self._started = self._start()
        except OSError as error:  # no room for its folder, too many files open
            self.close()
            raise KernelStartError(str(error)) from error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _running(self) -> _Running:
        if self._started is None:
            raise RuntimeError("the kernel has not been started, or is closed")
        return self._started

    def _start(self) -> _Running:
        beside = Path(self._address).parent  # goes with the warm parent, whatever happens here
        # Short: a socket's path has 107 bytes.
        folder = Path(tempfile.mkdtemp(prefix="wb-", dir=beside))
        # A kernel may have locked a folder.
        self._to_undo.callback(shutil.rmtree, folder, ignore_errors=True)
        for relative, path in self._files.items():
            target = folder / FILES / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target, follow_symlinks=False)
        inside = MEETING if self._confined else str(folder)
        home = HOME if self._confined else str(folder / FILES)
        if not self._confined:
            (folder / FILES).mkdir(exist_ok=True)
        ports = {f"{name}_port": number for number, name in enumerate(_CHANNELS, start=1)}
        key = os.urandom(32).hex().encode()
        connection = str(folder / "kernel.json")
        write_connection_file(connection, transport="ipc", ip=f"{inside}/s", key=key, **ports)
        environment = {
            **self._environment,
            "HOME": home,
            # Not in its home, where a submission may have put settings that keep it from starting.
            "IPYTHONDIR": "/tmp/ipython" if self._confined else str(folder / "ipython"),
            "JUPYTER_RUNTIME_DIR": inside,
            "NBGRADER_EXECUTION": "autograde",
            "WORKBOOK_HOME": f"{home}/.workbook",
        }
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", f"{inside}/kernel.json"]
        command += ["--HistoryManager.enabled=False"]
        begins_in = str(folder) if self._confined else home
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(folder / OWNER))
            listener.listen(1)
            try:
                # Unheard: a submission has nothing to say to an instructor's terminal.
                process = fork_kernel(
                    self._address, command, environment, begins_in, heard=False, hidden=self._hidden
                )
            except NoWarmKernel as reason:
                raise KernelStartError(str(reason)) from reason
            self._to_undo.callback(_end, process)
            clock = CellClock(process.pid, _START)
            sockets = folder
            if self._confined:
                meeting = _handed_over(listener, process, clock)
                self._to_undo.callback(os.close, meeting)
                sockets = Path(f"/proc/self/fd/{meeting}")
        client = KernelClient(sockets / "s", key, ports["shell_port"], ports["iopub_port"])
        self._to_undo.callback(client.close)
        if not client.wait_until_ready(lambda: process.poll() is None and not clock.is_over()):
            raise KernelStartError(_why_not_started(process, clock))
        # The keeper's process id is what is known; its child is the tie, and that one's the kernel.
        return _Running(process, client, tree(process.pid)[2 if self._confined else 0])

    def close(self) -> None:
        """End the kernel at once, and remove all that it left."""
        self._started = None
        self._to_undo.close()

    def execute(self, source: str, timeout: float, wanted: str = "", room: Room = ROOM) -> Executed:
        """Run one cell.

        Args:
            source: Its text.
            timeout: Seconds it may take, what it waits for a processor not counted; then it is
                interrupted, and killed if that doesn't help.
            wanted: A MIME type: only the last display of it is kept, whole.
            room: What its outputs may take.
        """
        process, client = self._running.process, self._running.client
        self._received_before = client.received
        most = min(room.received, MOST_RECEIVED)
        limit = CellClock(process.pid, timeout)
        page = Page(wanted, room)
        cell = _Cell(page, limit)
        asked = client.execute(source, not wanted, timeout)
        interrupted = False
        while True:
            message = client.message(0.5, page.needed)
            if message is not None and message.asked == asked:
                page.take(message.kind, message.content)
                if page.idle:
                    break
            if self._received > most:
                return self._gone(cell, "It printed far too much, and was stopped.")
            if message is None:
                self._see_own_limit()
                if process.poll() is not None:
                    return self._ended(cell)
            if limit.is_over():
                if interrupted:
                    failure = f"It did not end within {timeout:g} s, nor when it was interrupted."
                    return self._gone(cell, failure)
                if limit.starved:
                    failure = f"The machine was too busy to run it within {limit.passed:.0f} s."
                    return self._gone(cell, failure, by_machine=True)
                process.send_signal(signal.SIGINT)
                interrupted, limit = True, CellClock(process.pid, _GRACE)
        failure = (
            f"It did not end within {timeout:g} s, and was interrupted." if interrupted else ""
        )
        if interrupted and len(tree(process.pid)) > _FEW:
            return self._gone(cell, failure)  # what it started would take what later cells need
        self._see_own_limit()
        reply = self._reply(asked)
        page.take_reply(reply)
        if _asks_to_exit(reply):  # the kernel ends in a moment, which would cost another cell
            return self._gone(cell, "It ended its kernel (by `exit` or `quit`).")
        return self._executed(cell, failure)

    @property
    def _received(self) -> int:
        """Bytes that came of the cell that runs."""
        return self._running.client.received - self._received_before

    def _see_own_limit(self) -> None:
        """Notice a limit of processor time: only the kernel's own code can have set one, and what it
        brings looks like the end by a signal from outside, which nothing inside can send."""
        with contextlib.suppress(OSError):  # it has ended
            limits = Path(f"/proc/{self._running.inside}/limits").read_text()
            (line,) = (one for one in limits.splitlines() if one.startswith("Max cpu time"))
            self._limits_itself = self._limits_itself or line.split()[4] != "unlimited"

    def _ended(self, cell: _Cell) -> Executed:
        """What came of a cell whose kernel is gone."""
        code = self._running.process.returncode
        if code not in (-signal.SIGKILL, 128 + signal.SIGKILL):
            return self._gone(cell, _why_ended(code))
        if self._limits_itself:
            return self._gone(
                cell, "Its kernel was killed, by a limit of time that its code had set."
            )
        if not self._confined:  # where its own code may have done it
            return self._gone(cell, "Its kernel was killed.")
        return self._gone(cell, "Its kernel was killed from outside.", by_machine=True)

    def _reply(self, asked: str) -> dict[str, Any]:
        """What the kernel says of how a cell ended; {} where it says nothing.

        One whose code keeps it from saying so once is waited for no more.
        """
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            message = self._running.client.reply(0.05)
            if message is None:
                if self._running.process.poll() is not None:
                    break
            elif message.asked == asked:
                return message.content
        self._patience = 0.0
        return {}

    def _gone(self, cell: _Cell, failure: str, by_machine: bool = False) -> Executed:
        return self._executed(cell, failure, died=True, by_machine=by_machine)

    def _executed(
        self, cell: _Cell, failure: str, died: bool = False, by_machine: bool = False
    ) -> Executed:
        page = cell.page
        return Executed(
            page.outputs(),
            failure,
            died,
            by_machine,
            page.kept,
            page.pictures,
            self._received,
            cell.clock.taken,
        )


def _handed_over(listener: socket.socket, process: ForkedProcess, clock: CellClock) -> int:
    """The folder of the kernel's sockets, as a descriptor.

    It lies in memory that the sandbox limits, and no path leads there but from within.
    """
    while not select.select([listener], [], [], 0.1)[0]:
        if process.poll() is not None or clock.is_over():
            raise KernelStartError(_why_not_started(process, clock))
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(10)
        said, descriptors, _, _ = socket.recv_fds(connection, MOST_TOLD, 1)
    if not descriptors:
        reason = said.decode(errors="replace")
        raise KernelStartError(f"the sandbox could not be entered: {reason}")
    return descriptors[0]


def _why_not_started(process: ForkedProcess, clock: CellClock) -> str:
    code = process.poll()
    if code is None:
        return f"no kernel within {clock.passed:.0f} s"
    if code == CANNOT_CONFINE:
        return "the sandbox could not be entered"
    return f"the kernel ended with code {code}"


def _end(process: ForkedProcess) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait(10)


_CHANNELS = ("shell", "iopub", "stdin", "hb", "control")


def _asks_to_exit(reply: dict[str, Any]) -> bool:
    payload = reply.get("payload")
    return isinstance(payload, list) and any(
        isinstance(one, dict) and one.get("source") == "ask_exit" and not one.get("keepkernel")
        for one in payload
    )


def _why_ended(code: int | None) -> str:
    if code == TOO_MUCH:
        return (
            "It took more memory, or had more processes, sockets or open files, than it may, and was "
            "stopped."
        )
    if code in (128 + signal.SIGSEGV, 128 + signal.SIGABRT):
        return "Its kernel crashed."
    return f"It ended its kernel (exit code {code})."
