"""What a machine does to a kernel is no finding about an answer."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator

import nbformat
import pytest
from nbformat import NotebookNode

from grader.autograding.classes.batch import Options, mark_class, on_this_machine
from grader.autograding.marking import second_chances as running
from grader.autograding.running.cell_clock import MOST_TIMES, CellClock
from grader.autograding.running.cell_runner import MOST_FAULTS, Run
from grader.autograding.running.graded_kernel import Executed
from grader.autograding.running.kernel_pool import MOST_STARTS, Kernels
from grader.autograding.running.memory_kills import memory_kills
from grader.autograding.terms.asked import Limits
from grader.autograding.terms.errors import KernelStartError, MachineError
from grader.kernels import warm
from tests.autograding.conftest import CONFIG, UPSTREAM, Class
from tests.autograding.test_faults import ALL, NAME, TASKS, perfect, place_of

LAST = list(TASKS)[-1]
# The right answer, which tells by a file of its own folder for temporary ones that it is being asked.
ASKED = f"tmp/in-check-of-{os.getpid()}"
SLOW = f"""
{TASKS[LAST].solution}
_right = {LAST}
def {LAST}(*inputs):
    import time
    open("/{ASKED}", "w")
    time.sleep(0.3)
    return _right(*inputs)
"""


class Killer(threading.Thread):
    """Kills kernels from outside, as the system's memory killer does, while they are asked."""

    def __init__(self, most: int) -> None:
        super().__init__(daemon=True)
        self.killed: list[int] = []
        self._most = most
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.02) and len(self.killed) < self._most:
            # Their parent serves other processes' tests, too, whose kernels have no such file.
            for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
                if pid not in self.killed and os.path.exists(f"/proc/{pid}/root/{ASKED}"):
                    os.kill(pid, signal.SIGKILL)
                    self.killed.append(pid)
                    break

    def __enter__(self) -> Killer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


@pytest.fixture(scope="module")
def course(tmp_path_factory, repository, kernels) -> Class:
    """A class of one, whose work is right."""
    made = Class.ours(tmp_path_factory.mktemp("machine"), repository, kernels, NAME)
    notebook = perfect(made.released(NAME, NAME))
    notebook.cells[place_of(notebook, LAST)].source = SLOW
    made.hand_in("ada", NAME, NAME, notebook)
    return made


def test_right_work_whose_kernels_are_killed_each_time_is_named_and_not_recorded(course):
    with Killer(most=100) as killer:
        ada = course.mark(NAME)["ada"]
    assert len(killer.killed) == 2
    assert "killed from outside" in ada.error and "memory" in ada.error
    assert not (course.course.autograded / "ada").exists()


def test_right_work_whose_kernel_is_killed_once_loses_nothing(course):
    """The run before it recorded nothing, so it runs."""
    with Killer(most=1) as killer:
        ada = course.mark(NAME)["ada"]
    assert len(killer.killed) == 1
    assert (ada.score, ada.error, ada.failures, ada.unchanged) == (ALL, "", [], False)


def test_a_limit_of_time_that_its_own_code_sets_is_its_own_fault(kernels):
    own = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (2, 2))\nwhile True: pass"
    with kernels.new({}) as kernel:
        done = kernel.execute(own, 60)
    assert (done.died, done.by_machine) == (True, False)
    assert "a limit of time that its code had set" in done.failure


# A warm parent that imports nothing, and so is there at once: its kernels import for themselves.
LIGHT = """
import sys
from grader.kernels import parent
parent.import_everything = lambda modules: None
parent.run(sys.argv[1:])
"""


@pytest.mark.parametrize(("killed", "marked"), [(1, 4), (MOST_STARTS, 2)])
def test_where_what_makes_kernels_is_killed_it_is_started_again_and_not_for_ever(
    killed, marked, tmp_path, monkeypatch
):
    monkeypatch.setattr(warm, "START", LIGHT)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    with Kernels() as kernels:
        course = Class(tmp_path, kernels)
        course.release("ps1", {"p1": UPSTREAM / "tests/apps/files/submitted-unchanged.ipynb"})
        for student in "abcd":
            done = UPSTREAM / "tests/apps/files/submitted-changed.ipynb"
            course.hand_in(student, "ps1", "p1", done)
        left = killed

        def kill_parent(*_: object) -> None:
            nonlocal left
            if left:
                left -= 1
                kernels._parent.process.kill()

        kill_parent()  # before the first, and then behind each
        with contextlib.chdir(tmp_path):
            run_all = on_this_machine(kernels, jobs=1)
            results = mark_class(course.course, "ps1", Options(), run_all, kill_parent)
    errors = [result.error for result in results if result.error]
    assert len(results) - len(errors) == marked
    assert all("mostly because memory is short" in error for error in errors)


class FakeKernel:
    """Gives what a list says, one for each cell."""

    def __init__(self, results: Iterator[Executed | Exception]) -> None:
        self._results = results

    def __enter__(self) -> FakeKernel:
        return self

    def close(self) -> None:
        pass

    def execute(self, *_: object) -> Executed:
        result = next(self._results)
        if isinstance(result, Exception):
            raise result
        return result


KILLED = Executed(failure="Killed.", died=True, by_machine=True, seconds=50)
DIED = Executed(failure="It ended its kernel.", died=True, seconds=1)
FINE = Executed(seconds=1)


def run_of(*results: Executed) -> Run:
    coming = iter(results)
    return Run(lambda: FakeKernel(coming), Limits(10, 60))


def cell() -> NotebookNode:
    return NotebookNode(cell_type="code", source="1", outputs=[])


def test_what_was_killed_by_the_machine_pays_for_its_own_time_alone():
    with run_of(FINE, KILLED, FINE, FINE) as run:
        assert [run.cell(cell()), run.cell(cell())] == ["", ""]
    assert run.seconds == 2


def test_a_cell_that_ends_its_kernel_itself_is_not_run_again():
    with run_of(DIED, FINE) as run:
        assert "ended its kernel" in run.cell(cell())
        assert run.cell(cell()) == ""


def test_of_what_the_machine_ends_again_nothing_is_said_about_the_answer():
    with run_of(FINE, KILLED, FINE, KILLED) as run:
        run.cell(cell())
        with pytest.raises(MachineError, match="no fault of the submission"):
            run.cell(cell())


def test_also_where_it_ends_while_what_went_before_runs_again():
    with run_of(FINE, KILLED, KILLED) as run, pytest.raises(MachineError):
        run.cell(cell())
        run.cell(cell())


def test_a_machine_that_kills_all_the_time_is_not_asked_for_ever():
    pairs = [KILLED, FINE] * (MOST_FAULTS + 1)
    fresh = [  # behind each kill, all cells before run again
        result
        for number, pair in enumerate(zip(*[iter(pairs)] * 2, strict=True))
        for result in (pair[0], *[FINE] * number, pair[1])
    ]
    with run_of(*fresh) as run:
        for _ in range(MOST_FAULTS):
            assert run.cell(cell()) == ""
        with pytest.raises(MachineError):
            run.cell(cell())


def test_a_kernel_that_does_not_start_in_time_is_started_once_more():
    tries = iter([KernelStartError("no kernel within 60 s")])

    def new() -> FakeKernel:
        for error in tries:
            raise error
        return FakeKernel(iter([FINE]))

    with Run(new, Limits(10, 60)) as run:
        assert run.cell(cell()) == ""


ERROR = Executed(outputs=[nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])])


@pytest.mark.parametrize(
    ("kills", "second", "points", "said"),
    [
        ((0, 0), FINE, 0, ""),  # none that asks for a second run
        ((0, 1, 1), FINE, 2, "it earned 2 points in place of 0"),
        ((0, 1, 1), ERROR, 0, ""),  # it is wrong without that, too
        ((0, 1, 2), ERROR, 0, "Points may be missing"),
    ],
)
def test_what_was_lost_while_the_machine_ended_processes_for_memory_runs_once_more(
    kills, second, points, said, monkeypatch
):
    counted, results = iter(kills), iter([ERROR, second])
    monkeypatch.setattr(running, "memory_kills", lambda: next(counted))
    graded = nbformat.v4.new_code_cell("assert total == 3")
    graded.metadata["nbgrader"] = {"grade_id": "a", "grade": True, "points": 2, "cell_type": "code"}
    notebook = nbformat.v4.new_notebook(cells=[graded])
    ran = running.run_submission(notebook, {}, lambda: FakeKernel(results), Limits(10, 60))
    assert ran.points == points
    assert (said in " ".join(ran.failures)) if said else not ran.failures
    assert bool(ran.notebook.cells[0].outputs) == (points == 0)


GROUP_OF_NOW = {
    "proc/self/cgroup": "0::/user.slice/me",
    "sys/fs/cgroup/user.slice/me/memory.events": "low 0\noom 4\noom_kill 3\noom_group_kill 9\n",
}
GROUP_OF_BEFORE = {
    "proc/self/cgroup": "5:devices:/\n4:memory,pids:/me\n0::/",
    "sys/fs/cgroup/memory/me/memory.oom_control": "under_oom 0\noom_kill 3\n",
}
NO_GROUP = {"proc/self/cgroup": "0::/", "proc/vmstat": "nr_free_pages 1\noom_kill 3\n"}


@pytest.mark.parametrize("files", [GROUP_OF_NOW, GROUP_OF_BEFORE, NO_GROUP])
def test_processes_ended_for_memory_are_counted_in_the_closest_group_that_counts(tmp_path, files):
    for name, text in {"proc/vmstat": "oom_kill 1000\n", **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert memory_kills(tmp_path) == 3
    assert memory_kills(tmp_path / "proc") == 0  # nobody counts
    assert memory_kills() >= 0


class Processes:
    """Processes whose use of processors a test says, and a clock that it sets."""

    def __init__(self) -> None:
        self.now = 0.0
        self.used = 0.0
        self.waited: float | None = 0.0

    def clock(self, limit: float) -> CellClock:
        return CellClock(1, limit, lambda _: self.used, lambda _: self.waited, lambda: self.now)

    def go_on(
        self, clock: CellClock, running: float, waiting: Callable[[float], float | None]
    ) -> float:
        """When the clock says that it is over, by the clock."""
        while not clock.is_over():
            self.now += 0.25
            self.used = running * self.now
            self.waited = waiting(self.now)
        return self.now


@pytest.mark.parametrize(
    ("running", "waiting", "ends", "starved"),
    [
        (1.0, 0.0, 10, False),  # it computes
        (0.0, 0.0, 10, False),  # it sleeps
        (0.5, 0.5, 20, False),  # it computes, and has half of a processor
        (0.1, 0.9, 10 * MOST_TIMES, True),  # it computes, and has next to none
        (2.0, 8.0, 10, False),  # its own threads stand in each other's way
    ],
)
def test_what_a_cell_waits_for_a_processor_is_not_counted(running, waiting, ends, starved):
    processes = Processes()
    clock = processes.clock(10)
    took = processes.go_on(clock, running, lambda now: waiting * now)
    assert took == pytest.approx(ends, abs=1.5)  # it begins to look after a moment
    assert clock.starved == starved


def test_where_the_system_does_not_say_who_waits_time_that_was_not_used_is_waited():
    processes = Processes()
    clock = processes.clock(10)
    assert processes.go_on(clock, 0.5, lambda now: None) == pytest.approx(20, abs=1.5)


def test_on_a_busy_machine_a_cell_is_not_said_to_take_too_long_and_one_that_sleeps_is(kernels):
    """The busy processes are in sessions of their own: Linux gives each as much as the kernel."""
    busy = [
        subprocess.Popen(["sh", "-c", "while :; do :; done"], start_new_session=True)
        for _ in range(2 * (os.cpu_count() or 1))
    ]
    try:
        with kernels.new({}) as kernel:
            kernel.execute("import time\nend = 0.25 + time.process_time()", 30)
            works = kernel.execute("while time.process_time() < end: pass", 1.0)
        with kernels.new({}) as kernel:
            sleeps = kernel.execute("import time\ntime.sleep(30)", 1.0)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert works.failure == "" or works.by_machine  # elsewhere even more may be running
    assert "did not end within 1 s" in sleeps.failure
