"""Marks a class: reads every submission, runs those that changed, and records what they earned.

Running is parallel, recording is not. What one submission does to its kernel costs that submission;
an interrupted run is continued by the next one.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass

from grader.autograding.course_folder import CourseFolder
from grader.autograding.failure_log import failed, write_down
from grader.autograding.kernel_supply import Kernels
from grader.autograding.ledger import Ledger
from grader.autograding.markers import forget, marked_before, only_one, remember
from grader.autograding.one_submission import Marked, Work, mark_submission, read_all
from grader.autograding.running import Limits
from grader.autograding.scheme import Scheme, read_scheme
from grader.autograding.submissions import find_students, why_no_id


@dataclass(frozen=True)
class Options:
    """How a class is marked.

    Attributes:
        students: Only these; empty for everybody who handed something in.
        limits: Seconds for a cell and a notebook.
        force: Whether what was marked before, and is unchanged, runs again.
    """

    students: tuple[str, ...] = ()
    limits: Limits = Limits()
    force: bool = False


# Runs students' submissions somewhere: student to the id of their entry in the gradebook, "" where
# it has none or where they are to run in any case. Gives each as it is done.
RunAll = Callable[[Scheme, Mapping[str, str]], Iterator[Work]]


def mark_class(
    course: CourseFolder,
    assignment: str,
    options: Options,
    run_all: RunAll,
    progress: Callable[[Marked, int], None] = lambda marked, of: None,
) -> list[Marked]:
    """Mark every submission of an assignment.

    Args:
        course: Where things are.
        assignment: Its name.
        options: How.
        run_all: Where submissions run: `on_this_machine`, or a cluster's.
        progress: Called with each submission as it is done, and how many there are.

    Raises:
        CourseError: The gradebook does not know the assignment, or it is being marked already.
        KeyboardInterrupt: Somebody pressed Ctrl-C; what was marked is recorded.
    """
    scheme = read_scheme(course, assignment, options.limits)
    students: Sequence[str] = find_students(course.submitted, assignment)
    if options.students:
        students = [one for one in students if one in options.students]
    done: list[Marked] = []
    with only_one(course, assignment), Ledger(course, assignment) as ledger:
        entries = {} if options.force else ledger.entries()
        refused = [
            Work(Marked(one, error=why_no_id(one)), "") for one in students if why_no_id(one)
        ]
        asked = {one: entries.get(one, "") for one in students if not why_no_id(one)}
        for work in itertools.chain(refused, run_all(scheme, asked)):
            if not (work.marked.unchanged or work.marked.error):
                work = _record(course, assignment, ledger, work)
            if work.trace:
                write_down(course, assignment, work)
            done.append(work.marked)
            progress(work.marked, len(students))
    return sorted(done, key=lambda marked: marked.student)


def _record(course: CourseFolder, assignment: str, ledger: Ledger, work: Work) -> Work:
    """Record a submission; what came of it."""
    try:
        # What is written now may be written in part: an earlier marker must not vouch for it.
        forget(course, assignment, work.marked.student)
        entry = ledger.record(work)
        remember(course, assignment, work.marked, work.digest, entry)
    # A locked gradebook, a full disk, an error of ours: the others' marks can be recorded still.
    except Exception as error:
        return failed(work.marked.student, error, "recorded")
    return work


def run_one(scheme: Scheme, student: str, entry: str, kernels: Kernels) -> Work:
    """Run one submission, unless the gradebook's entry is what an earlier run recorded of it.

    Never raises for what is in it.
    """
    try:
        return _run_one(scheme, student, entry, kernels)
    # Whatever it is, an error of ours too: it costs this submission, which is named, and no other.
    except Exception as error:
        return failed(student, error, "marked")


def _run_one(scheme: Scheme, student: str, entry: str, kernels: Kernels) -> Work:
    read, digest = read_all(scheme, student)
    before = marked_before(scheme.course, scheme.assignment, student, digest, entry)
    if before is not None and _notebooks_are_there(scheme, student):
        return Work(before, digest)
    return mark_submission(scheme, student, read, digest, kernels.new)


def _notebooks_are_there(scheme: Scheme, student: str) -> bool:
    folder = scheme.course.autograded / student / scheme.assignment
    return all((folder / f"{one.name}.ipynb").is_file() for one in scheme.released)


def on_this_machine(kernels: Kernels, jobs: int = 0) -> RunAll:
    """Submissions run here.

    Args:
        kernels: Where kernels come from.
        jobs: Kernels at a time; 0 for as many as there are cores.
    """

    def run_all(scheme: Scheme, entries: Mapping[str, str]) -> Iterator[Work]:
        most = jobs or os.cpu_count() or 1
        waiting, running = iter(entries.items()), set()
        pool = ThreadPoolExecutor(most)
        try:
            while True:
                # A few at a time: notebooks that ran would else wait in memory to be recorded.
                for student, entry in itertools.islice(waiting, 2 * most - len(running)):
                    running.add(pool.submit(run_one, scheme, student, entry, kernels))
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        finally:
            # After Ctrl-C what runs is not waited for: it ends when its kernels do.
            pool.shutdown(wait=False, cancel_futures=True)

    return run_all
