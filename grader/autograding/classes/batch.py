"""Marks a class: reads every submission, runs those that changed, and records what they earned.

Running is parallel, recording is not. What one submission does to its kernel costs that submission;
an interrupted run is continued by the next one.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from grader.autograding.classes.free_memory import free_memory
from grader.autograding.classes.slots import Slots
from grader.autograding.marking.grounds import FORCED, LOST
from grader.autograding.marking.scheme import Scheme, read_scheme
from grader.autograding.marking.submission import mark_submission, read_all
from grader.autograding.reading.submissions import find_students, why_no_id
from grader.autograding.recording.collected import read_collected
from grader.autograding.recording.earlier_runs import (
    forget,
    last_marked,
    marked_before,
    only_one,
    remember,
)
from grader.autograding.recording.failure_log import failed, write_down
from grader.autograding.recording.ledger import Ledger
from grader.autograding.recording.penalties import penalty_plugin
from grader.autograding.running.kernel_pool import Kernels
from grader.autograding.terms.asked import Limits
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.results import Marked, Work
from grader.kernels.sandbox import Sandbox


@dataclass(frozen=True)
class Options:
    """How a class is marked.

    Attributes:
        students: Only these; empty for everybody who handed something in.
        limits: Seconds for a cell and a notebook.
        force: Whether what was marked before, and is unchanged, runs again.
        confined: Whether kernels are confined: marks without are made anew with, and back.
        add_students: Whether who hands in and isn't in the class list is added to it.
    """

    students: tuple[str, ...] = ()
    limits: Limits = Limits()
    force: bool = False
    confined: bool = True
    add_students: bool = False


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
    scheme = read_scheme(course, assignment, options.limits, options.confined)
    plugin = penalty_plugin(course)  # before anything runs: where it can't be loaded, that is said
    students: Sequence[str] = find_students(course.submitted, assignment)
    if options.students:
        students = [one for one in students if one in options.students]
    done: list[Marked] = []
    with only_one(course, assignment), Ledger(course, assignment) as ledger:
        admitted = ledger.admitted(students, options.add_students)
        entries = {} if options.force else ledger.entries()
        refused = [Work(marked, "") for one in students if (marked := _refused(one, admitted))]
        left_out = {work.marked.student for work in refused}
        asked = {one: entries.get(one, "") for one in students if one not in left_out}
        for work in itertools.chain(refused, run_all(scheme, asked)):
            if options.force and work.marked.reason:
                work.marked.reason = FORCED
            if not (work.marked.unchanged or work.marked.error or work.marked.unlisted):
                work = _record(course, assignment, ledger, work)
            if work.trace:
                write_down(course, assignment, work)
            done.append(work.marked)
            progress(work.marked, len(students))
        ledger.note_who_is_there()
        ledger.take_times(read_collected(course.root, assignment))
        failed_penalties = ledger.work_out_penalties(plugin)
        for marked in done:
            marked.penalty_failure = failed_penalties.get(marked.student, "")
    return sorted(done, key=lambda marked: marked.student)


def _refused(student: str, admitted: Collection[str]) -> Marked | None:
    """Of a submission that isn't marked, whatever is in it, what is said."""
    if reason := why_no_id(student):
        return Marked(student, error=reason)
    return None if student in admitted else Marked(student, unlisted=True)


def _record(course: CourseFolder, assignment: str, ledger: Ledger, work: Work) -> Work:
    """Record a submission; what came of it."""
    try:
        # What is written now may be written in part: an earlier marker must not vouch for it.
        before = last_marked(course, assignment, work.marked.student)
        forget(course, assignment, work.marked.student)
        entry = ledger.record(work, before)
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
    before, reason = marked_before(scheme.course, scheme.assignment, student, digest, entry)
    if before is not None:
        return Work(before, digest)
    work = mark_submission(scheme, student, read, digest, kernels.new_of(scheme.course))
    work.marked.reason = reason or LOST
    return work


def on_this_machine(kernels: Kernels, jobs: int = 0) -> RunAll:
    """Submissions run here.

    Args:
        kernels: Where kernels come from.
        jobs: Kernels at a time, and never more; 0 for as many as there are cores, where what takes far
            longer than the others goes on beside them.
    """

    def run_all(scheme: Scheme, entries: Mapping[str, str]) -> Iterator[Work]:
        slots = Slots(jobs, 0) if jobs else slots_of_this_machine()
        waiting = iter(entries.items())
        running: set[Future[Work]] = set()
        pool = ThreadPoolExecutor(slots.at_a_time)

        def run(student: str, entry: str) -> Work:
            with slots.one() as slot:
                work = run_one(scheme, student, entry, kernels)
                slot.ran = not work.marked.unchanged
                return work

        try:
            while True:
                # A few at a time: notebooks that ran would else wait in memory to be recorded.
                for one in itertools.islice(waiting, 2 * slots.at_a_time - len(running)):
                    running.add(pool.submit(run, *one))
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        finally:
            # After Ctrl-C what runs is not waited for: it ends when its kernels do.
            slots.close()
            pool.shutdown(wait=False, cancel_futures=True)

    return run_all


def slots_of_this_machine() -> Slots:
    """As many as there are cores, and as many again for slow submissions, where memory is free."""
    cores = os.cpu_count() or 1
    each = Sandbox.memory_mib << 20
    # Those that are slow may still take all that a kernel may, and so may the one that comes.
    return Slots(cores, cores, lambda slow: free_memory() >= (slow + 1) * each)
