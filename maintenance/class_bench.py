"""Measure the marking of a class: `python -m maintenance.class_bench [SUBMISSIONS [ASSIGNMENT]]`.

A class with mixed answers to an assignment (01-tensors) is marked by `grader autograde`'s own code with
the machine's cores, a sample of it by plain `nbgrader autograde`, and its bare cells are run by `exec` in
forks of a process that has TensorFlow: the limit. Then a class ten times as large. A table for people,
then one line of JSON.

Seconds are those of the clock, divided by the submissions, with as many at a time as there are cores
(nbgrader marks one after the other). TensorFlow's import, once a class, stands apart. CPU seconds of
ours are those of the whole machine meanwhile: measure while nothing else runs.

With --hostile, what one hostile submission costs the others: maintenance/hostile_bench.py.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from grader.authoring.collected_answers import read_answers
from maintenance import hostile_bench
from maintenance.environment import ROOT

if TYPE_CHECKING:  # marking is imported when it is measured
    from grader.autograding.running.kernel_pool import Kernels

SAMPLE = 2  # submissions that plain nbgrader marks: enough to see that each takes about as long

_PLAIN = """
for name in ("pre_convert_hook", "sanitize_preprocessors", "autograde_preprocessors"):
    del c.Autograde[name]
"""

# Runs the cells of the notebooks named, each in a fork, as many at a time as there are cores.
_LIMIT = """
import json, os, sys, time
import grader.session.tensorflow_import
paths = json.loads(sys.stdin.read())
start, running = time.perf_counter(), 0
for path in paths:
    if running == os.cpu_count():
        os.wait()
        running -= 1
    if os.fork() == 0:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1), os.dup2(nothing, 2)
        space = {"__name__": "__main__"}
        for cell in json.load(open(path))["cells"]:
            if cell["cell_type"] == "code":
                try:
                    exec("".join(cell["source"]), space)
                except Exception:
                    pass
        os._exit(0)
    running += 1
while running:
    os.wait()
    running -= 1
import resource
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.perf_counter() - start, used.ru_utime + used.ru_stime]))
"""


@dataclass(frozen=True)
class Cost:
    """What a class took: seconds of the clock and of the processors, a submission."""

    seconds: float
    cpu: float


def hand_in(course: Path, assignment: str, submissions: int) -> list[Path]:
    """Make a class: right, untouched, half done, differently right and wrong submissions in turn."""
    from grader.catalog import find_assignment

    tasks = {task.name: task for task in find_assignment(assignment).tasks}
    released = course / "exercises" / assignment / f"{assignment}.ipynb"
    right = {name: task.solution for name, task in tasks.items()}
    *_, last = tasks.values()
    kinds = [
        right,
        {},
        {name: source for place, (name, source) in enumerate(right.items()) if place % 2},
        {**right, **_other_right_answers(assignment)},
        {**right, last.name: f"def {last.ask.subject}(*inputs):\n    return inputs[0]"},
        {**right, last.name: f"def {last.ask.subject}(*inputs):\n    return 1 / 0"},
    ]
    paths = []
    for number in range(submissions):
        notebook = nbformat.read(released, as_version=4)
        for cell in notebook.cells:
            about = cell.metadata.get("nbgrader", {})
            answer = kinds[number % len(kinds)].get(
                about.get("grade_id", "").removesuffix("-answer")
            )
            if about.get("solution") and answer:
                cell.source = answer
        folder = course / "submitted" / f"student-{number:04}" / assignment
        path = folder / f"{assignment}.ipynb"
        folder.mkdir(parents=True)
        nbformat.write(notebook, path)
        paths.append(path)
    return paths


def _other_right_answers(assignment: str) -> dict[str, str]:
    """Task to the first right answer that was collected, other than the solution."""
    answers = read_answers([ROOT / f"tests/answers/{assignment}.py"])
    return {answer.task: answer.cell for answer in reversed(answers) if answer.is_right}


@contextlib.contextmanager
def new_course(assignment: str) -> Iterator[Path]:
    """This course in a folder of its own, with one assignment, released."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        for part in ("solutions", "exercises"):
            shutil.copytree(ROOT / part / assignment, folder / part / assignment)
        nbgrader(folder, "generate_assignment", "--force", assignment)
        yield folder


def nbgrader(folder: Path, *arguments: str) -> None:
    """Run one of nbgrader's commands in a course."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=os.environ | {"PATH": path},
        check=True,
        capture_output=True,
    )


def by_nbgrader(folder: Path, assignment: str) -> float:
    """Seconds a submission, of a sample, by nbgrader's own steps instead of this course's."""
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(_PLAIN)
    start = time.perf_counter()
    sample = f"student-000[0-{SAMPLE - 1}]"
    nbgrader(folder, "autograde", assignment, "--force", "--student", sample)
    return (time.perf_counter() - start) / SAMPLE


def by_the_limit(paths: list[Path]) -> Cost:
    """The bare cells in forks."""
    done = subprocess.run(
        [sys.executable, "-c", _LIMIT],
        input=json.dumps([str(path) for path in paths]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, cpu = json.loads(done.stdout.strip().splitlines()[-1])
    return Cost(seconds / len(paths), cpu / len(paths))


def by_us(folder: Path, assignment: str, submissions: int) -> tuple[Cost, float, float]:
    """Ours; TensorFlow's import and the first kernel, in seconds; and a kernel's private MB."""
    from grader.autograding.classes.batch import Options, mark_class, on_this_machine
    from grader.autograding.running.kernel_pool import Kernels
    from grader.autograding.terms.course_folder import open_course

    with contextlib.chdir(folder):
        course = open_course()
    start = time.perf_counter()
    with Kernels() as kernels:
        with kernels.new({}):
            ready = time.perf_counter() - start
        before, start = _cpu(), time.perf_counter()
        marked = mark_class(course, assignment, Options(force=True), on_this_machine(kernels))
        seconds, cpu = time.perf_counter() - start, _cpu() - before
        first = course.submitted / "student-0000" / assignment / f"{assignment}.ipynb"
        private = _private_mb(kernels, first)
    if len(marked) != submissions or any(one.error for one in marked):
        sys.exit(f"Not all were marked: {[one.error for one in marked if one.error][:3]}")
    return Cost(seconds / submissions, cpu / submissions), ready, private


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _parent_of_kernels() -> int:
    (found,) = (
        child
        for child in _children(os.getpid())
        if b"grader.kernels.parent" in Path(f"/proc/{child}/cmdline").read_bytes()
    )
    return found


def _cpu() -> float:
    """CPU seconds of the whole machine since it started. Of a kernel that is ended at once nobody
    else has the sum: whoever would wait for it is ended with it."""
    busy = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    idle, waiting = 3, 4
    ticks = sum(int(one) for place, one in enumerate(busy) if place not in (idle, waiting))
    return ticks / os.sysconf("SC_CLK_TCK")


def _private_mb(kernels: Kernels, right: Path) -> float:
    """What a kernel holds for itself alone after it ran a right submission."""
    notebook = nbformat.read(right, as_version=4)
    with kernels.new({}) as kernel:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                kernel.execute(cell.source, 60)
        (keeper,) = _children(_parent_of_kernels())
        (tie,) = _children(keeper)
        (pid,) = _children(tie)
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def measure(assignment: str, submissions: int) -> dict[str, float]:
    """All figures of one class."""
    with new_course(assignment) as folder:
        paths = hand_in(folder, assignment, submissions)
        limit = by_the_limit(paths)
        ours, ready, private = by_us(folder, assignment, submissions)
        theirs = by_nbgrader(folder, assignment)
    return {
        "submissions": submissions,
        "nbgrader_s": round(theirs, 3),
        "grader_s": round(ours.seconds, 3),
        "limit_s": round(limit.seconds, 3),
        "speedup": round(theirs / ours.seconds, 1),
        "overhead_cpu_s": round(ours.cpu - limit.cpu, 3),
        "private_mb": round(private, 1),
        "ready_s": round(ready, 1),
    }


def _beside_hostile_ones(assignment: str, submissions: int, kinds: list[str] | None) -> int:
    """Print what hostile submissions cost a class; 1 where they cost a point."""
    with new_course(assignment) as folder:
        hand_in(folder, assignment, submissions)
        costs = hostile_bench.measure(folder, assignment, kinds)
    print(hostile_bench.as_json(costs))
    return int(any(cost.changed for cost in costs))


def main() -> None:
    """Measure a class and one ten times as large."""
    parser = argparse.ArgumentParser(prog="python -m maintenance.class_bench", description=__doc__)
    parser.add_argument("submissions", nargs="?", type=int, default=24)
    names = sorted(folder.name for folder in (ROOT / "solutions").iterdir() if folder.is_dir())
    parser.add_argument("assignment", nargs="?", default="01-tensors", choices=names)
    parser.add_argument(
        "--hostile",
        action="store_true",
        help="measure instead what one hostile submission of each kind costs the others; exits with "
        "1 where anybody's points change",
    )
    parser.add_argument(
        "--kind", choices=hostile_bench.KINDS, action="append", help="only this kind; repeatable"
    )
    said = parser.parse_args()
    if said.hostile:
        sys.exit(_beside_hostile_ones(said.assignment, said.submissions, said.kind))
    sizes = (said.submissions, 10 * said.submissions)
    results = [measure(said.assignment, size) for size in sizes]
    names = list(results[0])
    print("  ".join(f"{name:>14}" for name in names))
    for result in results:
        print("  ".join(f"{result[name]:>14g}" for name in names), flush=True)
    print(json.dumps({**results[0], "ten_times": results[1]}))


if __name__ == "__main__":
    main()
