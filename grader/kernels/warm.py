"""Starts and stops the warm parent, for whoever starts kernels: the lab, the tests, the grader."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from grader.kernels.provisioner import WarmProvisioner
from grader.kernels.wire import ADDRESS

if TYPE_CHECKING:
    from grader.kernels.sandbox import Sandbox  # not on Windows, where this module says why not

# Imports nothing of the folder that it is started in, and leaves its kernels free to import what lies
# in theirs, as any kernel does: after `python -P` they could not.
START = """
import sys
if sys.path[0] == "":  # the working directory, which may hold anything
    del sys.path[0]
from grader.kernels.parent import run
run(sys.argv[1:])
"""

NAME = "workbook-warm"  # the provisioner's entry point, in pyproject.toml


def why_not() -> str:
    """Why kernels can't be forked here, or "" where they can."""
    if not (hasattr(os, "pidfd_open") and sys.platform == "linux"):
        return "TensorFlow can be forked on Linux only"
    found = entry_points(group="jupyter_client.kernel_provisioners", name=NAME)
    loaded = [entry.load() for entry in found]
    # A provisioner that is named and missing would let no kernel start at all.
    if loaded != [WarmProvisioner]:
        return f"the provisioner {NAME} is not installed"
    return ""


@contextlib.contextmanager
def warm_kernels(
    environment: Mapping[str, str] | None = None, modules: Sequence[str] = ("tensorflow",)
) -> Iterator[dict[str, str]]:
    """Run a warm parent while inside; where that can't be, or one serves already, nothing is run.

    Args:
        environment: The variables it starts with, and its kernels must agree with where they are
            read at import; those of this process by default.
        modules: What it imports for them.

    Yields:
        The variables that let jupyter_client use it; none where nothing is run.
    """
    if os.environ.get(ADDRESS) or why_not():
        yield {}
        return
    variables = dict(os.environ if environment is None else environment)
    with running_parent(variables, modules=modules) as parent:
        yield {ADDRESS: parent.address, "JUPYTER_DEFAULT_PROVISIONER_NAME": NAME}


@dataclass(frozen=True)
class WarmParent:
    """A warm parent as whoever started it knows it.

    Attributes:
        address: The path of its socket. A request waits there until TensorFlow is imported.
        process: The parent itself.
    """

    address: str
    process: subprocess.Popen[bytes]

    @property
    def is_alive(self) -> bool:
        """Whether it runs: it may have been killed from outside."""
        return self.process.poll() is None


@contextlib.contextmanager
def running_parent(
    environment: Mapping[str, str],
    sandbox: Sandbox | None = None,
    folder: Path | None = None,
    modules: Sequence[str] = (),
) -> Iterator[WarmParent]:
    """Run a warm parent while inside.

    Args:
        environment: The variables it starts with.
        sandbox: What confines its kernels, if anything does.
        folder: Where its socket goes, and its kernels' files may: a folder of this use alone, which
            the parent removes where its owner is killed. A new one by default. The socket of one that
            died there is replaced.
        modules: What it imports, so that no kernel has to, and none imports another in its place.

    Yields:
        What runs.
    """
    with contextlib.ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="workbook-")))
        address = str(folder / "kernels")
        Path(address).unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(address)
            listener.listen(128)  # from here on a request waits for the parent
            command = [sys.executable, "-Xfrozen_modules=off", "-c", START]
            command += [str(listener.fileno()), str(folder)]
            command += [json.dumps(asdict(sandbox) if sandbox else None), json.dumps(modules)]
            parent = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # it ends when this pipe does
                pass_fds=[listener.fileno()],
                env=dict(environment),
                start_new_session=True,  # Ctrl-C in a terminal is for whoever runs here
            )
        try:
            yield WarmParent(address, parent)
        finally:
            parent.terminate()  # its kernels end with it
            parent.wait()
            if parent.stdin is not None:
                parent.stdin.close()
