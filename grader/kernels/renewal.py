"""Makes a fork of the warm parent into a process of its own, before anybody's code runs in it.

A fork inherits all its parent has: descriptors, variables, signal handlers, caches, the state of
random generators. What a fresh process would have of its own is made anew here.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence

from grader.kernels import syscalls
from grader.kernels.wire import Request


def _launcher() -> str:
    spec = importlib.util.find_spec("ipykernel_launcher")
    if spec is None or spec.origin is None:
        raise ImportError("ipykernel, which kernels are made with, is not installed")
    return spec.origin


_LAUNCHER = _launcher()


def end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies, however that comes about.

    Raises:
        SystemExit: The parent is dead already.
    """
    syscalls.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)


def renew(request: Request, outputs: Sequence[int], set_by_imports: Mapping[str, str]) -> None:
    """Give this process its own session, descriptors, variables, folder and random state.

    Args:
        request: Whose variables and folder it gets.
        outputs: The descriptors that become its stdout and stderr.
        set_by_imports: Variables that an import sets, as it would have in this process.

    Raises:
        OSError: The folder can't be entered.
    """
    os.setsid()  # an interrupt goes to a process group: to this kernel and what it starts
    _replace_descriptors(outputs)
    _restore_signals()
    os.environ.clear()
    os.environ.update({**set_by_imports, **request.environment})
    os.chdir(request.folder)
    _forget_folders(request.environment)
    _draw_other_numbers()
    # As `python -m ipykernel_launcher` has them.
    sys.argv = [_LAUNCHER, *request.arguments]
    sys.orig_argv = [sys.executable, "-m", "ipykernel_launcher", *request.arguments]


def _replace_descriptors(outputs: Sequence[int]) -> None:
    # Python's own streams stand on 0, 1 and 2, and hold nothing that was not written yet.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(outputs[0], 1)
    os.dup2(outputs[1], 2)
    most = os.sysconf("SC_OPEN_MAX")
    os.closerange(3, most if 0 < most < 65536 else 65536)


def _restore_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.set_wakeup_fd(-1)


def _forget_folders(environment: Mapping[str, str]) -> None:
    tempfile.tempdir = None  # looked up once, from the parent's variables
    if "matplotlib" in sys.modules:
        import matplotlib

        # Read from MPLBACKEND when matplotlib is imported; ipykernel's own where it isn't set.
        inline = "module://matplotlib_inline.backend_inline"
        matplotlib.rcParams["backend"] = environment.get("MPLBACKEND") or inline


def _draw_other_numbers() -> None:
    """Python's own generator is seeded anew at every fork; NumPy's isn't."""
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()
