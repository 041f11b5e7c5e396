"""`grader autograde`: marks a class, shows how far it is, and says what came of it."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

if TYPE_CHECKING:
    # Imported where they are used: nbgrader and its database take a second, `--help` should not.
    from grader.autograding.batch import RunAll
    from grader.autograding.one_submission import Marked

MARKED, SOME_NOT, WRONG_USE, NO_SANDBOX, INTERRUPTED = 0, 1, 2, 3, 130

EPILOG = """\
Reads submitted/STUDENT/ASSIGNMENT/, writes autograded/ and the gradebook, as `nbgrader autograde`
does; Formgrader, `nbgrader generate_feedback` and `nbgrader export` go on from there. What is
unchanged since it was marked does not run again. Interrupted, the same command goes on.

exit codes: 0 all marked; 1 some could not be run; 2 wrong arguments, or the course is not set up;
3 no sandbox can be had here; 130 interrupted

examples:
  grader autograde 01-tensors
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
    where.add_argument("--jobs", type=_positive, default=0, help="kernels at a time (the cores)")
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
    from grader.autograding.course_folder import open_course
    from grader.autograding.markers import all_marked
    from grader.autograding.report import report, report_text
    from grader.tasks import UnknownTaskError

    name = arguments.assignment
    try:
        found = report(name, all_marked(open_course(), name))
    except UnknownTaskError as error:
        print(f"grader report: {error}", file=sys.stderr)
        return WRONG_USE
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
    else:
        print(report_text(name, found))
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
    from sqlalchemy.exc import SQLAlchemyError

    from grader.autograding.batch import Options, mark_class
    from grader.autograding.course_folder import CourseError, open_course
    from grader.autograding.kernel_supply import why_not
    from grader.autograding.running import Limits
    from grader.autograding.summary import summary

    if not arguments.cluster and (reason := why_not(not arguments.no_sandbox, "--no-sandbox")):
        print(f"grader autograde: {reason}", file=sys.stderr)
        return NO_SANDBOX
    limits = Limits.for_cell(arguments.timeout)
    options = Options(tuple(arguments.student), limits, arguments.force)
    try:
        course = open_course()
        with _where(arguments) as run_all, _Progress() as progress:
            marked = mark_class(course, arguments.assignment, options, run_all, progress.show)
    except CourseError as error:
        print(f"grader autograde: {error}", file=sys.stderr)
        return WRONG_USE
    except SQLAlchemyError as error:  # before the first submission: later ones are named one by one
        said = str(error).partition("\n")[0]
        print(f"grader autograde: the gradebook cannot be used: {said}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on where this one was.", file=sys.stderr)
        return INTERRUPTED
    if missing := sorted(set(options.students) - {one.student for one in marked}):
        print(
            f"grader autograde: nothing handed in by {', '.join(missing)} for "
            f"{arguments.assignment}.",
            file=sys.stderr,
        )
        return WRONG_USE
    if arguments.json:
        # Whatever a student is called, a program can read it, and a terminal show it.
        print(json.dumps([asdict(one) for one in marked], indent=2))
    else:
        print(summary(marked, arguments.assignment))
    return SOME_NOT if any(one.error for one in marked) else MARKED


@contextlib.contextmanager
def _where(arguments: argparse.Namespace) -> Iterator[RunAll]:
    """Where submissions run."""
    confined = not arguments.no_sandbox
    if arguments.cluster:
        from grader.autograding.course_folder import CourseError

        try:
            from grader.autograding.cluster import on_cluster
        except ModuleNotFoundError as error:
            raise CourseError(
                f"--cluster needs the package {error.name}: `pip install distributed`."
            ) from error
        with on_cluster(arguments.cluster, confined) as run_all:
            yield run_all
    else:
        from grader.autograding.batch import on_this_machine
        from grader.autograding.kernel_supply import Kernels

        with Kernels(confined) as kernels:
            yield on_this_machine(kernels, arguments.jobs)


class _Progress:
    """A bar with rate and time left, and a line for each submission that something is wrong with."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None

    def __enter__(self) -> _Progress:
        self._start = time.time()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, marked: Marked, of: int) -> None:
        from grader.autograding.cleaning import printable

        if self._bar is None:
            self._bar = tqdm(total=of, unit="submission", file=sys.stderr, dynamic_ncols=True)
            self._bar.start_t = self._start  # the first one took its time too
        for text in (marked.error, *marked.problems, *marked.failures):
            if text:
                self._bar.write(printable(f"{marked.student}: {text}"), file=sys.stderr)
        self._bar.update()
