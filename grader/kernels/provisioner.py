"""The provisioner `workbook-warm`: jupyter_client's own, but for how a kernel's process comes to be.

Everything that starts kernels through jupyter_client gains: JupyterLab, papermill, nbgrader. Where
the warm parent can't be had, or the kernel asked for is not one it can give, an ordinary kernel
starts: slower, never broken.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from jupyter_client.connect import KernelConnectionInfo, port_names
from jupyter_client.provisioning import LocalProvisioner

from grader.kernels import wire

PATIENCE = 120  # seconds: a parent that was just started answers once TensorFlow is imported


class NoWarmKernel(Exception):
    """The warm parent gives no such kernel; the text says why."""


class ForkedProcess:
    """A kernel that the warm parent forked, with the part of `subprocess.Popen` that is used here.

    Args:
        connection: Where the parent answers. While it is open, the process id is not used again.
    """

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    stderr: IO[bytes] | None = None

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._heard = b""
        self.returncode: int | None = None
        said = self._listen()
        if said is None or "pid" not in said:
            connection.close()
            raise NoWarmKernel(
                "the parent ended" if said is None else said.get("refused", "no pid")
            )
        self.pid = int(said["pid"])
        connection.settimeout(None)

    def _listen(self) -> dict[str, Any] | None:
        """The next line the parent says; None once it says no more."""
        while b"\n" not in self._heard:
            part = self._connection.recv(4096)
            if not part:
                return None
            self._heard += part
        line, self._heard = self._heard.split(b"\n", 1)
        return json.loads(line)

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            said = self._listen()
            # A parent that was killed took its kernels with it.
            self.returncode = -signal.SIGKILL if said is None else int(said["exit"])
            self._connection.close()
        return self.returncode

    def __del__(self) -> None:
        self._connection.close()  # which ends a kernel that nobody can reach any more

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended."""
        if self.returncode is None:
            select.select([self._connection], [], [], timeout)
        code = self.poll()
        if code is None:
            raise TimeoutError(f"kernel {self.pid} still runs after {timeout} s")
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def fork_kernel(
    address: str,
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    heard: bool = True,
    hidden: Sequence[str] = (),
) -> ForkedProcess:
    """Have the parent at `address` start `command`.

    Args:
        address: The path of its socket.
        command: As in a kernelspec: ``[python, "-m", "ipykernel_launcher", ...]``.
        environment: The kernel's variables, all of them.
        folder: Its working directory.
        heard: Whether what it writes to its own stdout and stderr, past the notebook, goes to those
            of this process; else nowhere.
        hidden: What it must not see, if the parent confines it.

    Raises:
        NoWarmKernel: The parent is not there, or refuses; the text says why.
    """
    python, module, *arguments = [word for word in command if not word.startswith("-X")]
    if not os.path.exists(python) or not os.path.samefile(python, sys.executable):
        raise NoWarmKernel(f"it is for another Python: {python}")
    if (module, arguments[:1]) != ("-m", ["ipykernel_launcher"]):
        raise NoWarmKernel("it is no ipykernel")
    request = wire.Request(arguments[1:], environment, folder, hidden)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(address)
        with open(os.devnull, "w") as nothing:
            outputs = [
                number if heard and _is_open(number) else nothing.fileno() for number in (1, 2)
            ]
            wire.send_request(connection, request, outputs)
        return ForkedProcess(connection)
    except (OSError, ValueError) as error:
        connection.close()
        raise NoWarmKernel(str(error)) from error


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


class HeldPorts:
    """A port for each of a kernel's sockets, which nobody else is given from now on.

    Jupyter's own choice is free when it is made, and may be another kernel's, or that of a browser's
    connection, when the kernel comes to use it some tenths of a second later: it then ends, and whoever
    waits for it waits a minute. On Linux a socket may listen beside one that is bound and does not
    listen, if both say SO_REUSEADDR, as ZeroMQ's do; and no port that is bound is chosen for another.

    Args:
        address: Of this machine, where the kernel will listen.
    """

    def __init__(self, address: str) -> None:
        self._sockets: dict[str, socket.socket] = {}
        for name in port_names:
            holder = self._sockets[name] = socket.socket()
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind((address, 0))

    @property
    def numbers(self) -> dict[str, int]:
        """The ports, by jupyter_client's names for them, such as `shell_port`."""
        return {name: holder.getsockname()[1] for name, holder in self._sockets.items()}

    def release(self) -> None:
        """Let others have them."""
        for holder in self._sockets.values():
            holder.close()

    def __del__(self) -> None:
        self.release()  # of a kernel whose manager was thrown away


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel as a fork of the warm parent where it can, and as ever where it can't."""

    ports_cached: bool = False  # jupyter_client's: whether the ports are chosen already
    held_ports: HeldPorts | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose its ports, and hold them for as long as it is there, a restart between."""
        manager = self.parent
        chooses = manager is not None and manager.transport == "tcp" and manager.cache_ports
        if chooses and not self.ports_cached and sys.platform == "linux":
            self.held_ports = HeldPorts(manager.ip)
            for name, number in self.held_ports.numbers.items():
                setattr(manager, name, number)
            self.ports_cached = True
        return await super().pre_launch(**kwargs)

    async def cleanup(self, restart: bool = False) -> None:
        """Let others have its ports, once it is not started again."""
        await super().cleanup(restart)
        if self.held_ports is not None and not restart:
            self.held_ports.release()

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that `cmd` starts."""
        environment = kwargs.get("env") or dict(os.environ)
        folder = str(kwargs.get("cwd") or Path.cwd())
        address = environment.get(wire.ADDRESS, "")
        if not address or kwargs.get("independent") or kwargs.get("stdout") or kwargs.get("stderr"):
            return await super().launch_kernel(cmd, **kwargs)
        # As jupyter_client's own launcher says it to a kernel that it starts.
        environment = {**environment, "JPY_PARENT_PID": str(os.getpid())}
        try:
            process = await asyncio.to_thread(fork_kernel, address, cmd, environment, folder)
        except NoWarmKernel as reason:
            self.log.warning("An ordinary kernel starts: %s.", reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process
        self.pid = self.pgid = process.pid  # it leads a group of its own
        self.cwd = folder
        return self.connection_info
