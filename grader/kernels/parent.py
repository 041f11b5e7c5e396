"""The warm parent: imports what notebooks import, as TensorFlow, runs no operation of it, and forks a
kernel for each request.

    python -c START DESCRIPTOR FOLDER [SANDBOX [MODULES]]

(warm.py has START.) It answers at the listening Unix socket DESCRIPTOR, which it inherits, and ends when its stdin does,
and its kernels with it; then it removes FOLDER, which its owner, killed, has left. SANDBOX, the fields
of a `Sandbox` as JSON, confines every kernel: whoever starts the parent decides, and a request can at
most hide more. MODULES, a list as JSON, are imported besides: what is imported here can't be replaced by
a module of the same name that lies beside a notebook.

TensorFlow survives a fork only while nothing of it has run: no operation is run here, and no GPU is
looked for. Before every fork the threads are counted: a library that starts one later would make a fork
unsafe, and then the request is refused and its kernel starts cold.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import shutil
import signal
import socket
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.kernels import wire
from grader.kernels.renewal import end_with, renew
from grader.kernels.sandbox import HOME, Sandbox, enter

# What a kernel would import by itself, in about the order in which it does. The debugger takes a
# third of ipykernel's start.
_KERNEL_MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.extensions.storemagic",
    "ipywidgets",
    "matplotlib.pyplot",
)  # not matplotlib_inline.backend_inline: it joins the IPython that runs when it is imported


@dataclass
class Kernel:
    """A fork that runs.

    Attributes:
        pid: Its process id, and that of its process group.
        ended: A pidfd, readable once it has ended.
        owner: The connection that asked for it.
    """

    pid: int
    ended: int
    owner: socket.socket


def import_everything(modules: Sequence[str] = ()) -> None:
    """Import what is asked for and what a kernel needs, with TensorFlow's start-up lines kept."""
    import importlib

    if "tensorflow" in modules:
        # First, and kept for every kernel: grader.startup.NOTES.
        import grader.session.tensorflow_import  # noqa: F401
    for name in (*_KERNEL_MODULES, *modules):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collection in a fork would write to, and so copy, every page of these objects


def threads() -> frozenset[str]:
    """The threads of this process, as the system counts them."""
    return frozenset(os.listdir("/proc/self/task"))


class Parent:
    """Forks kernels and sees to their end. `serve` returns in each fork, and there alone.

    Args:
        listener: The listening socket. A request that comes early waits in it for the imports.
        environment: The variables before the imports: what a kernel must agree with.
        sandbox: What confines every kernel, if anything does.
    """

    def __init__(
        self,
        listener: socket.socket,
        environment: Mapping[str, str],
        sandbox: Sandbox | None = None,
    ) -> None:
        self._listener = listener
        self._sandbox = sandbox
        self._events = selectors.DefaultSelector()
        self._kernels: dict[int, Kernel] = {}
        self._safe = threads()
        self._environment = wire.read_at_import(environment)
        self._set_by_imports = {
            name: value for name, value in os.environ.items() if environment.get(name) != value
        }

    def serve(self) -> wire.Request | None:
        """Answer requests until stdin ends: None. In a fork: the request it is to serve."""
        self._events.register(self._listener, selectors.EVENT_READ, "request")
        self._events.register(0, selectors.EVENT_READ, "stdin")
        while True:
            for key, _ in self._events.select():
                match key.data:
                    case "stdin":
                        if not os.read(0, 4096):
                            self._end_all()
                            return None
                    case "request":
                        request = self._accept()
                        if request is not None:
                            return request
                    case ("ended", int(pid)):
                        self._bury(self._kernels.pop(pid))
                    case ("owner", int(pid)):
                        self._given_up(pid)

    def _accept(self) -> wire.Request | None:
        """Fork for the next request; its request in the fork, None here."""
        connection, _ = self._listener.accept()
        connection.settimeout(10)  # one that sends half a request must not stop the others
        try:
            request, outputs = wire.receive_request(connection)
        except (ValueError, OSError) as error:
            _refuse(connection, str(error))
            return None
        if reason := self._reason_against(request):
            _refuse(connection, reason)
        elif self._fork(connection) == 0:
            folder = request.folder
            if self._sandbox:
                enter(self._sandbox, folder, request.hidden)
                folder = HOME
            renew(replace(request, folder=folder), outputs, self._set_by_imports)
            return request
        for descriptor in outputs:
            os.close(descriptor)
        return None

    def _reason_against(self, request: wire.Request) -> str:
        if not threads() <= self._safe:  # fewer is well: OpenBLAS ends its own at a fork
            return "a thread was started since TensorFlow was imported"
        theirs = wire.read_at_import(request.environment)
        if theirs != self._environment:
            names = sorted(
                name
                for name in theirs.keys() | self._environment.keys()
                if theirs.get(name) != self._environment.get(name)
            )
            return f"these variables are read at import: {', '.join(names)}"
        if not os.path.isdir(request.folder):
            return f"there is no folder {request.folder}"
        return ""

    def _fork(self, connection: socket.socket) -> int:
        """Fork a kernel for the owner at the other end of `connection`; 0 in the fork."""
        here = os.getpid()
        with warnings.catch_warnings():
            # Python 3.12 warns of any fork beside threads. Those of TensorFlow's import are idle
            # and hold no lock a fork needs; others were ruled out above.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            end_with(here)
            self._let_go(connection)
            return 0
        kernel = Kernel(pid, os.pidfd_open(pid), connection)
        self._kernels[pid] = kernel
        self._events.register(kernel.ended, selectors.EVENT_READ, ("ended", pid))
        self._events.register(connection, selectors.EVENT_READ, ("owner", pid))
        with contextlib.suppress(OSError):  # whoever asked is gone, which is seen next
            wire.say(connection, pid=pid)
        return pid

    def _let_go(self, connection: socket.socket) -> None:
        """In a fork: close what is the parent's."""
        self._events.close()
        self._listener.close()
        connection.close()
        for kernel in self._kernels.values():
            kernel.owner.close()
            os.close(kernel.ended)

    def _given_up(self, pid: int) -> None:
        """The owner's end is closed: kill the kernel and what it started."""
        kernel = self._kernels.get(pid)
        if kernel is None:  # it ended in the same moment
            return
        self._events.unregister(kernel.owner)
        _kill(kernel)

    def _bury(self, kernel: Kernel) -> None:
        _, status = os.waitpid(kernel.pid, 0)
        self._events.unregister(kernel.ended)
        os.close(kernel.ended)
        if kernel.owner in {key.fileobj for key in self._events.get_map().values()}:
            self._events.unregister(kernel.owner)
        _kill_group(kernel.pid)  # what it started, as when a terminal closes
        with contextlib.suppress(OSError):  # the owner is gone and no longer asks
            wire.say(kernel.owner, exit=os.waitstatus_to_exitcode(status))
        kernel.owner.close()

    def _end_all(self) -> None:
        for kernel in self._kernels.values():
            _kill(kernel)
            os.waitpid(kernel.pid, 0)


def _refuse(connection: socket.socket, reason: str) -> None:
    with contextlib.suppress(OSError):  # whoever asked is gone
        wire.say(connection, refused=reason)
    connection.close()


def _kill(kernel: Kernel) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(kernel.ended, signal.SIGKILL)  # just forked, it leads no group
    _kill_group(kernel.pid)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # all of it has ended
        os.killpg(pid, signal.SIGKILL)


def main(
    descriptor: int,
    folder: str = "",
    sandbox: Sandbox | None = None,
    modules: Sequence[str] = (),
) -> None:
    """Import, answer at the socket `descriptor`, and in each fork run its kernel."""
    environment = dict(os.environ)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this
    with socket.socket(fileno=descriptor) as listener:
        import_everything(modules)
        request = Parent(listener, environment, sandbox).serve()
    if request is None:
        if folder:  # its owner was killed, or it would have ended this process
            shutil.rmtree(folder, ignore_errors=True)
        return
    from ipykernel import kernelapp

    # Whose child a kernel is stands in JPY_PARENT_PID, which ipykernel has read in the parent.
    # In a sandbox its parent is nobody it can see: 0, and the kernel of the system ends it.
    kernelapp.launch_new_instance(
        argv=[*request.arguments, f"--IPKernelApp.parent_handle={os.getppid() or 1}"]
    )


def run(arguments: Sequence[str]) -> None:
    """Be the warm parent that these arguments, those of its command line, ask for."""
    descriptor, folder, *more = arguments
    sandbox = json.loads(more[0]) if more else None
    modules = json.loads(more[1]) if more[1:] else ()
    main(int(descriptor), folder, Sandbox(**sandbox) if sandbox else None, modules)
