"""Where the kernels of submissions come from: one warm parent, which confines what it forks."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from grader.autograding.running.graded_kernel import GradedKernel
from grader.autograding.running.standard_streams import open_missing
from grader.autograding.running.student_packages import write_packages
from grader.autograding.running.ulimits import too_low
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import KernelStartError, NoKernelsError
from grader.autograding.terms.hidden_places import places_of_everybody
from grader.course import courses_here
from grader.kernels import sandbox, warm
from grader.kernels.hiding import in_the_way
from grader.kernels.sandbox import SYSTEM, Sandbox

# What asks answers in a kernel. Imported before it starts: a learner's modules, which lie beside their
# notebook and come first there, may be called as anything that these would import.
_ASKED_BY = ("grader.probing.crossing", "grader.feedback")

MOST_STARTS = 3  # of the warm parent: a machine that kills it each time is not fit to mark


@contextlib.contextmanager
def _naming_the_folder() -> Iterator[None]:
    """Say of what can't be written into the temporary folder that it can't be.

    Raises:
        NoKernelsError: Something can't.
    """
    try:
        yield
    except OSError as error:
        with contextlib.suppress(FileNotFoundError):  # there is none at all, as the error says
            folder = f"The temporary folder {tempfile.gettempdir()}"
            raise NoKernelsError(f"{folder} cannot be used: {_reason(error)}. {_ROOM}") from error
        raise NoKernelsError(f"{_reason(error)}. {_ROOM}") from error


_ROOM = "Make room in it, or name another one by the variable TMPDIR."


def _reason(error: OSError) -> str:
    if error.strerror:
        return error.strerror
    # `copytree` names many files at once, each with its reason.
    first = error.args[0][0] if error.args and isinstance(error.args[0], list) else error
    return str(first[-1] if isinstance(first, tuple) else first)


NewKernel = Callable[[Mapping[str, Path]], GradedKernel]


class Kernels:
    """Makes kernels for submissions, by a warm parent that runs while inside.

    A parent that is killed, as the system does where memory is short, is started again.

    Args:
        confined: Whether kernels are confined.
    """

    def __init__(self, confined: bool = True) -> None:
        self._confined = confined
        self._stack = contextlib.ExitStack()
        self._starting = threading.Lock()
        self._starts = 0

    def __enter__(self) -> Kernels:
        open_missing()
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def _start(self) -> None:
        with _naming_the_folder():
            # After Ctrl-C kernels that still end put theirs in order while it is removed.
            made = tempfile.TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True)
            folder = self._stack.enter_context(made)
            packages = Path(folder) / "packages"
            packages.mkdir()
            write_packages(packages)
            self._folder = Path(folder)
            self._environment = _environment(folder, packages)
            self._confinement = sandbox_for(packages) if self._confined else None
            self._start_parent()

    def _start_parent(self) -> None:
        self._starts += 1
        self._parent = self._stack.enter_context(
            warm.running_parent(
                self._environment, self._confinement, self._folder, (*_libraries(), *_ASKED_BY)
            )
        )

    def _living_parent(self) -> warm.WarmParent:
        """The parent, started again where it has died.

        Raises:
            KernelStartError: It has died too often.
        """
        with self._starting:  # kernels are asked for in several threads
            if not self._parent.is_alive:
                if self._starts >= MOST_STARTS:
                    raise KernelStartError(
                        f"the process that makes them was ended {self._starts} times, mostly "
                        "because memory is short. The same command goes on, with --jobs 1 one "
                        "kernel at a time"
                    )
                self._start_parent()
            return self._parent

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def new(self, files: Mapping[str, Path], hidden: Sequence[str] = ()) -> GradedKernel:
        """A kernel that has not started; `files` will lie in its folder, and `hidden` be unseen.

        Raises:
            KernelStartError: What makes them has died again and again.
        """
        address = self._living_parent().address
        return GradedKernel(address, self._environment, files, self._confined, hidden)

    def new_of(self, course: CourseFolder) -> NewKernel:
        """What makes kernels that see nothing of a course."""
        return functools.partial(self.new, hidden=course.hidden)


def sandbox_for(packages: Path | None = None) -> Sandbox:
    """What a submission may see: the environment, and this course's packages for students.

    Whatever lies in it of what nobody may see is hidden; of its own course each kernel says so.
    """
    visible = [sys.prefix, sys.base_prefix]
    visible += [os.path.realpath(path) for path in visible]  # links in it lead there
    visible += [str(packages)] if packages else []
    visible = list(dict.fromkeys(visible))
    return Sandbox(visible, hidden=places_of_everybody([*SYSTEM, *visible]))


def _libraries() -> list[str]:
    """What the exercises of the courses here import."""
    return list(dict.fromkeys(name for course in courses_here() for name in course.libraries))


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

    Raises:
        NoKernelsError: The temporary folder can't be used.
    """
    if reason := warm.why_not():
        return f"{reason}. Mark on Linux (WSL2 on Windows)."
    if reason := too_low():
        return reason
    if not confined:
        return ""
    with _naming_the_folder():
        reason = sandbox.why_not(sandbox_for())
    if reason:
        return (
            f"{reason}\nWhat it needs: Linux 5.13 with Landlock and seccomp filters, and either root or "
            "unprivileged user namespaces. On Ubuntu: `sudo sysctl -w "
            "kernel.apparmor_restrict_unprivileged_userns=0`; in a container: run it with "
            "`--security-opt seccomp=unconfined --cap-add SYS_ADMIN`.\n"
            f"{unconfined_by} marks without one: students' code then runs with your rights."
        )
    return ""


def why_not_hidden(course: CourseFolder) -> str:
    """Why this course can't be hidden from submissions, and what to do, or "" where it can."""
    seen = sandbox_for()
    hidden = [*seen.hidden, *course.hidden]
    if path := in_the_way([*SYSTEM, *seen.visible], hidden):
        return (
            f"{path} belongs to the course, and is also a folder that every notebook needs: the "
            "Python environment's or the system's. Students' code could read the course there, so "
            "nothing is marked. Move the course, or make the environment, in a folder of its own."
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
