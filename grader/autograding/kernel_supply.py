"""Where the kernels of submissions come from: one warm parent, which confines what it forks."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import grader
from grader.autograding.graded_kernel import GradedKernel
from grader.autograding.student_packages import write_packages
from grader.kernels import sandbox, warm
from grader.kernels.sandbox import Sandbox

NewKernel = Callable[[Mapping[str, Path]], GradedKernel]


class Kernels:
    """Makes kernels for submissions, by a warm parent that runs while inside.

    Args:
        confined: Whether kernels are confined.
    """

    def __init__(self, confined: bool = True) -> None:
        self._confined = confined
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Kernels:
        # After Ctrl-C kernels that still end put theirs in order while it is removed.
        made = tempfile.TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True)
        folder = self._stack.enter_context(made)
        packages = Path(folder) / "packages"
        packages.mkdir()
        write_packages(packages)
        self._environment = _environment(folder, packages)
        confinement = sandbox_for(packages) if self._confined else None
        self._address = self._stack.enter_context(
            warm.running_parent(self._environment, confinement, Path(folder))
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def new(self, files: Mapping[str, Path]) -> GradedKernel:
        """A kernel that has not started; `files` will lie in its folder."""
        return GradedKernel(self._address, self._environment, files, self._confined)


def sandbox_for(packages: Path | None = None) -> Sandbox:
    """What a submission may see: the environment, and this course's packages for students.

    Where this package was copied into the environment, its tasks lie there too, and are hidden.
    """
    visible = [sys.prefix, sys.base_prefix]
    visible += [os.path.realpath(path) for path in visible]  # links in it lead there
    visible += [str(packages)] if packages else []
    return Sandbox(list(dict.fromkeys(visible)), hidden=[str(Path(grader.__file__).parent)])


def _environment(folder: str, packages: Path) -> dict[str, str]:
    """The variables of kernels: few, and nobody's own."""
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
        "HOME": folder,
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": folder,
        "PYTHONPATH": str(packages),
        "CUDA_VISIBLE_DEVICES": "",  # no mark needs a GPU
        # As many kernels run as there are cores.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def why_not(confined: bool, unconfined_by: str) -> str:
    """Why no submission can be run here, and what to do, or "" where it can.

    Args:
        confined: Whether kernels are to be confined.
        unconfined_by: What one sets to do without, as whoever asks calls it.
    """
    if reason := warm.why_not():
        return f"{reason}. Mark on Linux (WSL2 on Windows)."
    if not confined:
        return ""
    if reason := sandbox.why_not(sandbox_for()):
        return (
            f"{reason}\nWhat it needs: Linux 5.13 with Landlock and seccomp filters, and either root or "
            "unprivileged user namespaces. On Ubuntu: `sudo sysctl -w "
            "kernel.apparmor_restrict_unprivileged_userns=0`; in a container: run it with "
            "`--security-opt seccomp=unconfined --cap-add SYS_ADMIN`.\n"
            f"{unconfined_by} marks without one: students' code then runs with your rights."
        )
    return ""


class KeptKernels:
    """Kernels for whoever marks one submission now and the next one soon, as a page's button does.

    The warm parent stays for a while after each use, since importing TensorFlow is what takes long.

    Args:
        confined: Whether kernels are confined.
        seconds: How long it stays.
    """

    def __init__(self, confined: bool, seconds: float = 300.0) -> None:
        self._confined = confined
        self._seconds = seconds
        self._one_at_a_time = threading.RLock()
        self._kernels: Kernels | None = None
        self._timer: threading.Timer | None = None
        atexit.register(self.close)

    @contextlib.contextmanager
    def lent(self) -> Iterator[Kernels]:
        """The kernels, started if they are not there. After an error the next use starts anew."""
        with self._one_at_a_time:
            self._stop_timer()
            if self._kernels is None:
                self._kernels = Kernels(self._confined).__enter__()
            try:
                yield self._kernels
            except BaseException:
                self.close()
                raise
            self._timer = threading.Timer(self._seconds, self.close)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """End the warm parent, if it is there."""
        with self._one_at_a_time:
            self._stop_timer()
            if self._kernels is not None:
                self._kernels.__exit__()
                self._kernels = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
