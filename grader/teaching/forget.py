"""`grader forget`: removes all that is kept of a student, and says what it can't reach."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy.exc import SQLAlchemyError

from grader.autograding.classes.summary import counted, indented, name_of
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.new_term import agreed
from grader.teaching.person_traces import Trace, Traces, still_named, traces_of, wipe_free_pages
from grader.teaching.term_archive import nothing_is_marked

DONE, SOME_LEFT, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
_NAMED = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.description = (
        "Remove all that is kept of a student in this course's folder: the gradebook's rows with marks "
        "and comments, what was handed in, marked and given back, records in .nbgrader/, downloads "
        "(an archive with others' work is written anew without theirs), rows of lists."
    )
    parser.epilog = (
        "Lists what it removes and what it can't reach. Interrupted, the same command goes on. Exit "
        "codes: 0 done; 1 something could not be removed; 2 nothing was done."
    )
    parser.add_argument("student", help="the id, as in the gradebook")
    parser.add_argument("--dry-run", action="store_true", help="only list it")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    try:
        course = open_course()
        with nothing_is_marked(course):
            return _run(course, options)
    except CourseError as error:
        print(f"grader forget: {printable(str(error))}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on where this one was.", file=sys.stderr)
        return INTERRUPTED


def _run(course: CourseFolder, options: argparse.Namespace) -> int:
    found = traces_of(course, options.student)
    if not found.all:
        wipe_free_pages(course)  # of a run that came no further
        raise CourseError(f"Nothing is kept of {options.student} in {course.root}.")
    print(_listed(found, "would be removed" if options.dry_run else "to be removed"))
    if options.dry_run:
        print(_out_of_reach(found))
        return DONE
    if not (options.yes or agreed("Remove all this, for good?")):
        print("Nothing was removed.")
        return DONE
    failures, is_over = [], True
    for trace in found.traces:
        try:
            trace.remove()
        except OSError as error:  # the rest goes still; this is named
            failures.append(f"{trace.what}: {error.strerror or error}")
            is_over = is_over and not trace.is_needed
    for failure in failures:
        print(indented(f"Not removed: {failure}"))
    if not is_over:
        print(
            indented(
                "The gradebook's rows stay until the rest is gone, which is found by them: see to it, "
                "then call this again."
            )
        )
        return SOME_LEFT
    if found.rows:
        _remove_rows(found.rows)
    wipe_free_pages(course)
    all_of_them = "" if failures else "all "
    print(f"Removed, {all_of_them}{len(found.all) - len(failures)}.")
    if left := still_named(course, found.sought):
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        print(
            indented(
                f"The id, the name or the e-mail still stands in {counted(len(left), 'file')}, in "
                f"others' work perhaps; look: {printable(', '.join(left[:_NAMED]))}{more}."
            )
        )
    print(_out_of_reach(found))
    return SOME_LEFT if failures else DONE


def _remove_rows(rows: Trace) -> None:
    try:
        rows.remove()
    except SQLAlchemyError as error:
        said = str(error).partition("\n")[0]
        raise CourseError(
            f"The gradebook's rows are not removed: {said}. Call this again."
        ) from error


def _listed(found: Traces, what: str) -> str:
    who = name_of(found.sought.person)
    lines = [f"{who}: {counted(len(found.all), 'thing')} {what}"]
    return "\n".join([*lines, *(f"  {printable(trace.what)}" for trace in found.all)])


def _out_of_reach(found: Traces) -> str:
    lines = ["Out of reach, to be looked at by you:"]
    return "\n".join([*lines, *(indented(text) for text in found.out_of_reach)])
