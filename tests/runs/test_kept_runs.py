"""A notebook is executed once for all that a run of it rests on."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from maintenance import notebooks
from maintenance.runs import kept
from maintenance.runs.kept import grounds_of, kept_run, kept_runs, other_runs
from maintenance.runs.papermill_run import COUNTED, Run
from tests.runs.conftest import notebook_of


@pytest.fixture
def lesson(course):
    return course / "notebooks/00-x.ipynb"


@pytest.fixture
def executed(monkeypatch):
    """What was executed: in place of papermill, a run whose cells print the lesson's source."""
    names = []

    def run(path, made, variables, folder):
        names.append(path.name)
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            text = f"{variables['HOME']}: {cell.source}"
            cell.outputs = [nbformat.v4.new_output("stream", text=text)]
        return Run(notebook, "papermill's log", 0, 1.5)

    monkeypatch.setattr(kept, "run_papermill", run)
    return names


def files(course):
    return sorted(path.name for path in (course / "build/runs/notebooks").glob("*.ipynb"))


def test_a_notebook_is_executed_once_and_read_after_that(course, lesson, executed):
    first = kept_run(lesson, course)
    second = kept_run(lesson, course)
    assert executed == ["00-x.ipynb"]
    assert second == first
    assert (second.log, second.exit_code, second.seconds) == ("papermill's log", 0, 1.5)
    assert set(grounds_of(second)) == {"source", "code", "lock", "packages"}


def test_what_is_kept_shows_the_readers_own_home_folder(course, lesson, executed):
    run = kept_run(lesson, course)
    assert run.notebook.cells[0].outputs[0].text.startswith("~: import explorables")


def test_it_is_executed_anew_when_what_it_rests_on_changes_and_the_run_before_is_gone(
    course, lesson, executed
):
    kept_run(lesson, course)
    before = files(course)
    (course / "explorables/page.py").write_text("changed = True")
    kept_run(lesson, course)
    assert len(executed) == 2
    assert len(files(course)) == 1
    assert files(course) != before


def test_the_last_run_of_each_of_the_last_locks_is_kept(course, lesson, executed):
    for version in range(5):
        (course / "requirements.lock").write_text(f"tensorflow=={version}")
        kept_run(lesson, course)
        (course / "explorables/page.py").write_text(f"changed = {version}")
        kept_run(lesson, course)
    assert len(executed) == 10
    assert len(files(course)) == kept.LOCKS
    locks = [grounds_of(run)["lock"] for run in other_runs(lesson, course)]
    assert len(set(locks)) == kept.LOCKS - 1
    # Back again: nothing to execute.
    (course / "requirements.lock").write_text("tensorflow==3")
    (course / "explorables/page.py").write_text("changed = 3")
    assert grounds_of(kept_run(lesson, course))["lock"] == locks[0]
    assert len(executed) == 10


def test_a_run_that_was_interrupted_while_it_was_written_does_not_count(
    course, lesson, executed, monkeypatch
):
    def interrupted(path, notebook):
        path.write_text("half a note")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(kept.notebooks, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            kept_run(lesson, course)
    assert files(course) == []
    assert kept_run(lesson, course).exit_code == 0
    assert len(executed) == 2


def test_a_notebook_that_fails_is_not_kept_and_the_run_before_stays(course, lesson, executed):
    kept_run(lesson, course)
    before = files(course)
    notebooks.write(lesson, notebook_of("1 + 1", "1 / 0"))

    def fails(path, made, variables, folder):
        notebook = nbformat.read(path, as_version=4)
        error = nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="division")
        notebook.cells[1].outputs = [error]
        return Run(notebook, "a long traceback", 1)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kept, "run_papermill", fails)
        assert kept_run(lesson, course).complaints() == ["cell-b: ZeroDivisionError: division"]
        with pytest.raises(
            RuntimeError, match=r"00-x\.ipynb did not run.*cell-b: ZeroDivisionError"
        ):
            kept_runs([lesson], course)
        [run] = kept_runs([lesson], course, may_fail=True)
        assert run.exit_code == 1
    assert files(course) == before


def test_a_run_during_which_something_changed_is_not_kept(course, lesson, executed, monkeypatch):
    papermill = kept.run_papermill

    def run(*arguments):
        (course / "explorables/page.py").write_text(f"changed = {len(executed)}")
        return papermill(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(kept, "run_papermill", run)
        assert kept_run(lesson, course).exit_code == 0
    assert files(course) == []


def _ask(course, order) -> None:
    def run(path, made, variables, folder):
        with (course / "executed.txt").open("a") as file:
            file.write("x")
        time.sleep(0.5)
        return Run(nbformat.read(path, as_version=4), "", 0)

    kept.run_papermill = run
    order.wait()
    kept_run(course / "notebooks/00-x.ipynb", course)


def test_processes_that_ask_at_the_same_time_execute_it_once(course):
    context = multiprocessing.get_context("fork")
    order = context.Barrier(3)
    processes = [context.Process(target=_ask, args=(course, order)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert (course / "executed.txt").read_text() == "x"


def test_a_process_that_is_killed_leaves_no_lock_behind(course, lesson, executed):
    program = (
        "import sys, time; from pathlib import Path; from maintenance.runs import kept\n"
        "with kept._locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(600)"
    )
    lock = course / "build/runs/notebooks/00-x.lock"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(lock)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        os.kill(holder.pid, signal.SIGKILL)
    kept_run(lesson, course)
    assert executed == ["00-x.ipynb"]


def test_a_run_by_papermill_itself_is_kept_with_its_outputs_and_without_settings_or_network(
    course, lesson, run_counts
):
    reach = (
        "import os, socket\n"
        "try:\n    socket.getaddrinfo('example.org', 80)\n"
        "except PermissionError as error:\n    print(error)\n"
        "print(os.environ['HOME'])"
    )
    notebooks.write(lesson, notebook_of(reach))
    (course / "grader/__init__.py").unlink()  # the kernel's own packages, not the ones laid out
    for name in ("grader", "explorables"):
        os.rename(course / name, course / f"{name}-away")
    [run] = kept_runs([lesson], course)
    said = run.notebook.cells[0].outputs[0].text
    assert "lessons run without a network" in said
    assert said.splitlines()[-1] == "~"
    kept_run(lesson, course)
    assert run_counts() == ["executed 00-x.ipynb", "read 00-x.ipynb"]


@pytest.fixture
def run_counts(tmp_path, monkeypatch):
    """A function: the lines that a run of tests counts notebooks by."""
    counted = tmp_path / "counted.txt"
    monkeypatch.setenv(COUNTED, str(counted))
    return lambda: counted.read_text().splitlines()
