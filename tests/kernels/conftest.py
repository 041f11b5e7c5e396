"""Kernels forked from the session's warm parent, and parents of a test's own that may be killed."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client import BlockingKernelClient, KernelManager

from grader.kernels.warm import NAME, why_not
from grader.kernels.wire import ADDRESS
from tests.conftest import outside_pytest

# A parent that imports nothing: its kernels start as any other's do, and it may be killed.
LIGHT = """
import sys
from grader.kernels import parent
parent.import_everything = lambda modules: None
parent.main(int(sys.argv[1]), *sys.argv[2:])
"""

# Its forks come no further than the fork: they lead no session of their own.
STUCK = LIGHT.replace(
    "parent.main", "import signal\nparent.renew = lambda *_: signal.pause()\nparent.main"
)


def pytest_collection_modifyitems(items):
    if reason := why_not():
        for item in items:
            if item.path.parent == Path(__file__).parent:
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Kernel:
    """A running kernel, its manager, and what its cells print."""

    manager: KernelManager
    client: BlockingKernelClient

    @property
    def pid(self) -> int:
        return self.manager.provisioner.pid

    @property
    def is_forked(self) -> bool:
        return type(self.manager.provisioner.process).__name__ == "ForkedProcess"

    def run(self, cell: str) -> str:
        """What the cell prints; fails where it stops with an error."""
        printed = []

        def keep(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        reply = self.client.execute_interactive(
            textwrap.dedent(cell), output_hook=keep, timeout=180, allow_stdin=False
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(printed).strip()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """A function that starts a kernel: `start(cwd=..., NAME=value, ...)` with these variables."""
    with contextlib.ExitStack() as stack:

        def started(cwd: Path = tmp_path, **variables: str) -> Kernel:
            manager = KernelManager(kernel_name="python3")
            manager.start_kernel(cwd=str(cwd), env=outside_pytest() | variables)
            stack.callback(manager.cleanup_resources)
            stack.callback(manager.shutdown_kernel, now=True)
            client = manager.client()
            client.start_channels()
            stack.callback(client.stop_channels)
            client.wait_for_ready(timeout=120)
            return Kernel(manager, client)

        yield started


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One forked kernel for what leaves no trace in it."""
    manager = KernelManager(kernel_name="python3")
    folder = tmp_path_factory.mktemp("kernel")
    variables = outside_pytest() | {"HOME": str(folder), "TMPDIR": str(folder), "MY_OWN": "mine"}
    manager.start_kernel(cwd=str(folder), env=variables)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


@dataclass
class Parent:
    """A warm parent of a test's own, with nothing imported."""

    process: subprocess.Popen
    variables: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def parent(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Parent]:
    """A light parent, and the variables that lead a kernel to it; or another program's."""
    program = getattr(request, "param", LIGHT)
    folder = tmp_path / "of-the-parent"
    folder.mkdir()
    address = str(folder / "kernels")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(address)
        listener.listen()
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", program, str(listener.fileno()), str(folder)],
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            env=outside_pytest(),
        )
    yield Parent(process, {ADDRESS: address, "JUPYTER_DEFAULT_PROVISIONER_NAME": NAME})
    process.kill()
    process.wait()
    process.stdin.close()


@pytest.fixture
def ended() -> Callable[[int], bool]:
    """A function: whether a process ends within ten seconds."""

    def has_ended(pid: int) -> bool:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return True
        import select

        try:
            return bool(select.select([descriptor], [], [], 10)[0])
        finally:
            os.close(descriptor)

    return has_ended
