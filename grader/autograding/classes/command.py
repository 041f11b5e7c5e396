"""`grader autograde`: marks a class, shows how far it is, and says what came of it."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from grader.autograding.running.standard_streams import steady_streams

if TYPE_CHECKING:
    # Imported where they are used: nbgrader and its database take a second, `--help` should not.
    from grader.autograding.classes.batch import Options, RunAll
    from grader.autograding.recording.class_marks import Person, StudentMarks
    from grader.autograding.terms.course_folder import CourseFolder
    from grader.autograding.terms.results import Marked

_GOES_ON = "The same command goes on where this one was"
MARKED, SOME_NOT, WRONG_USE, NO_SANDBOX, NOT_SAID, INTERRUPTED = 0, 1, 2, 3, 4, 130

EPILOG = """\
Reads submitted/STUDENT/ASSIGNMENT/, writes autograded/ and the gradebook, as `nbgrader autograde`
does; Formgrader, `nbgrader generate_feedback` and `nbgrader export` go on from there. What is
unchanged since it was marked does not run again; late penalties are worked out anew each time.
Interrupted, the same command goes on.

exit codes: 0 all of the class marked; 1 some could not be; 2 wrong arguments, or the course is not set up;
3 no sandbox can be had here; 4 all done, but the result could not be written to stdout;
130 interrupted

With --json, a list of everybody in the class and who handed in besides: `status` says whether
something was handed in, `score` is the gradebook's (marks by hand in it, less `penalty`), `automatic`
what the checks alone gave.

examples:
  grader autograde 01-tensors
  grader autograde 01-tensors --dry-run
  grader autograde 01-tensors --student ada --student grace --force
  grader autograde 01-tensors --jobs 2 --timeout 60 --json > marks.json
  grader autograde 01-tensors --cluster tcp://10.0.0.1:8786
"""


def add_parser(commands: Any) -> None:
    """Add the command to those of `grader`."""
    parser = commands.add_parser(
        "autograde",
        help="mark an assignment for a class",
        description="Mark every submission of an assignment, each in a sandbox of its own, in "
        "parallel.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", help="such as 01-tensors")
    parser.add_argument(
        "--student", action="append", default=[], metavar="ID", help="only this one; repeatable"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs",
        type=_positive,
        default=0,
        help="kernels at a time, and no more (without: as many as cores, slow ones beside them)",
    )
    where.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="run on the workers of the Dask scheduler at this address, such as "
        "tcp://10.0.0.1:8786; they see this folder at the same path",
    )
    parser.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for a cell (30)"
    )
    parser.add_argument("--force", action="store_true", help="mark again what is unchanged")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="write nothing: only tell whose marks would change (not with --cluster)",
    )
    parser.add_argument(
        "--add-students",
        action="store_true",
        help="add who has handed in and is not in the class list to the gradebook",
    )
    parser.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run students' code unconfined, with your rights: only what you would run yourself",
    )
    parser.add_argument("--json", action="store_true", help="print the result for a program")


def add_report_parser(commands: Any) -> None:
    """Add `report`, which tells what `autograde` found, to the commands of `grader`."""
    parser = commands.add_parser(
        "report",
        help="what a class found hard",
        description="For every task of an assignment: how many passed, and which wrong ideas the "
        "others showed. Reads what `grader autograde` recorded, and runs nothing.",
    )
    parser.add_argument("assignment", help="such as 01-tensors")
    parser.add_argument("--json", action="store_true", help="the same for a program")


def run_report(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    from grader.autograding.classes.report import report, report_text
    from grader.autograding.classes.roll import read_roll
    from grader.autograding.recording.class_marks import read_class_marks
    from grader.autograding.terms.course_folder import open_course
    from grader.catalog import UnknownTaskError

    name = arguments.assignment
    course = open_course()
    marks = read_class_marks(course, name)
    roll = read_roll(course, name, marks)
    try:
        made = report(roll, marks)
    except UnknownTaskError as error:
        print(f"grader report: {error}", file=sys.stderr)
        return WRONG_USE
    if arguments.json:
        print(json.dumps(asdict(made), indent=2))
    else:
        print(report_text(made, roll))
    return MARKED


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("should be 1 or more")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 3600:
        raise argparse.ArgumentTypeError("should be from 1 to 3600")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    with steady_streams() as (stdout, _):
        code = _run(arguments)
        stdout.flush()
        if stdout.failure is None:
            return code
        said = f"the result cannot be written: {stdout.failure.strerror}"
        recorded = "" if arguments.dry_run else " What was marked is recorded."
        print(f"grader autograde: {said}.{recorded}", file=sys.stderr)
        return code or NOT_SAID


def _run(arguments: argparse.Namespace) -> int:
    from grader.autograding.classes.batch import Options
    from grader.autograding.running.kernel_pool import why_not
    from grader.autograding.terms.asked import Limits
    from grader.autograding.terms.errors import NoKernelsError

    if arguments.dry_run and arguments.cluster:
        # Workers see the course's folder and not what is copied for a rehearsal.
        print("grader autograde: --dry-run runs here, not with --cluster.", file=sys.stderr)
        return WRONG_USE
    try:
        reason = "" if arguments.cluster else why_not(not arguments.no_sandbox, "--no-sandbox")
    except NoKernelsError as error:
        print(f"grader autograde: {error}", file=sys.stderr)
        return WRONG_USE
    if reason:
        print(f"grader autograde: {reason}", file=sys.stderr)
        return NO_SANDBOX
    limits = Limits.for_cell(arguments.timeout)
    confined = not arguments.no_sandbox
    options = Options(
        tuple(arguments.student), limits, arguments.force, confined, arguments.add_students
    )
    with contextlib.ExitStack() as rehearsal:
        return _mark(arguments, options, rehearsal)


def _mark(arguments: argparse.Namespace, options: Options, rehearsal: contextlib.ExitStack) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from grader.autograding.classes.batch import mark_class
    from grader.autograding.classes.rehearsal import rehearsed
    from grader.autograding.classes.roll import person_of
    from grader.autograding.classes.summary import name_of
    from grader.autograding.reading.submissions import misplaced
    from grader.autograding.recording.class_marks import read_class_marks
    from grader.autograding.recording.collected import read_collected
    from grader.autograding.running.kernel_pool import why_not_hidden
    from grader.autograding.terms.course_folder import open_course
    from grader.autograding.terms.errors import CourseError, NoKernelsError
    from grader.autograding.terms.untrusted_text import printable

    try:
        course = open_course()
        if options.confined and (reason := why_not_hidden(course)):
            raise CourseError(reason)
        if arguments.dry_run:
            course = rehearsal.enter_context(rehearsed(course, arguments.assignment))
        known = read_class_marks(course, arguments.assignment)
        collected = read_collected(course.root, arguments.assignment).students

        def who(student: str) -> Person:
            return person_of(known.people, student, collected.get(student))

        with _where(arguments) as run_all, _Progress(who) as progress:
            marked = mark_class(course, arguments.assignment, options, run_all, progress.show)
    except (CourseError, NoKernelsError) as error:
        print(f"grader autograde: {error}", file=sys.stderr)
        return WRONG_USE
    except SQLAlchemyError as error:  # before the first submission: later ones are named one by one
        said = str(error).partition("\n")[0]
        print(f"grader autograde: the gradebook cannot be used: {said}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        goes_on = "Nothing was written" if arguments.dry_run else _GOES_ON
        print(f"\nInterrupted. {goes_on}.", file=sys.stderr)
        return INTERRUPTED
    if missing := sorted(set(options.students) - {one.student for one in marked}):
        print(
            f"grader autograde: nothing handed in by {', '.join(name_of(who(one)) for one in missing)} "
            f"for {arguments.assignment}.",
            file=sys.stderr,
        )
        return WRONG_USE
    for text in () if options.students else misplaced(course.submitted, arguments.assignment):
        print(printable(text), file=sys.stderr)
    try:
        _tell(course, arguments, marked, known.marks)
    except SQLAlchemyError as error:  # all is recorded, and somebody holds the gradebook now
        said = str(error).partition("\n")[0]
        print(f"grader autograde: all is marked; it can't be summed up: {said}", file=sys.stderr)
        return SOME_NOT
    return SOME_NOT if any(one.error or one.penalty_failure for one in marked) else MARKED


def _tell(
    course: CourseFolder,
    arguments: argparse.Namespace,
    marked: list[Marked],
    before: Mapping[str, StudentMarks],
) -> None:
    """Print what came of it: what counts is the gradebook's."""
    from grader.autograding.classes.rehearsal import rehearsal_text
    from grader.autograding.classes.release_check import what_differs
    from grader.autograding.classes.roll import as_json, read_roll
    from grader.autograding.classes.summary import summary
    from grader.autograding.recording.penalties import penalty_plugin, takes_points

    name = arguments.assignment
    roll = read_roll(course, name, marked=marked)
    if wanted := set(arguments.student):
        entries = tuple(entry for entry in roll.entries if entry.person.id in wanted)
        roll = dataclasses.replace(roll, entries=entries, skipped=())
    if arguments.json:
        # Whatever a student is called, a program can read it, and a terminal show it.
        students = [as_json(entry, roll.most, before) for entry in roll.entries]
        print(json.dumps(students, indent=2))
        return
    if arguments.dry_run:
        print(rehearsal_text(roll, before))
        return
    has_penalties = takes_points(penalty_plugin(course))
    print(summary(roll, before, what_differs(course, name), has_penalties))


@contextlib.contextmanager
def _where(arguments: argparse.Namespace) -> Iterator[RunAll]:
    """Where submissions run."""
    confined = not arguments.no_sandbox
    if arguments.cluster:
        from grader.autograding.terms.errors import CourseError

        try:
            from grader.autograding.classes.cluster import on_cluster
        except ModuleNotFoundError as error:
            raise CourseError(
                f"--cluster needs the package {error.name}: `pip install distributed`."
            ) from error
        with on_cluster(arguments.cluster, confined) as run_all:
            yield run_all
    else:
        from grader.autograding.classes.batch import on_this_machine
        from grader.autograding.running.kernel_pool import Kernels

        with Kernels(confined) as kernels:
            yield on_this_machine(kernels, arguments.jobs)


class _Progress:
    """A bar with rate and time left, and a line for each submission that something is wrong with.

    Args:
        who: Says of an id whose it is.
    """

    def __init__(self, who: Callable[[str], Person]) -> None:
        self._who = who
        self._bar: tqdm | None = None

    def __enter__(self) -> _Progress:
        self._start = time.time()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, marked: Marked, of: int) -> None:
        from grader.autograding.classes.summary import name_of
        from grader.autograding.recording.class_list import not_in_the_list
        from grader.autograding.terms.untrusted_text import printable

        if self._bar is None:
            # miniters: else it waits, after a quick start, for as many again, or for 10 seconds.
            self._bar = tqdm(
                total=of, unit="submission", file=sys.stderr, dynamic_ncols=True, miniters=1
            )
            self._bar.start_t = self._start  # the first one took its time too
        said, person = [marked.error, *marked.problems, *marked.failures], self._who(marked.student)
        lines = [f"{name_of(person)}: {text}" for text in said if text]
        if marked.unlisted:
            lines.append(not_in_the_list(person.id, person.full_name))
        for line in lines:
            self._bar.write(printable(line), file=sys.stderr)
        self._bar.update()
