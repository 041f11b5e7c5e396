"""`grader status`: where each student stands, in one assignment or in the whole term."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from grader.autograding.running.standard_streams import steady_streams

if TYPE_CHECKING:
    # Imported where they are used: nbgrader and its database take a second, `--help` should not.
    from grader.autograding.classes.roll import Entry, Roll
    from grader.autograding.terms.course_clock import CourseClock
    from grader.autograding.terms.course_folder import CourseFolder

NOTHING_WAITS, SOMETHING_WAITS, WRONG_USE, NOT_SAID = 0, 1, 2, 4

EPILOG = """\
Reads the gradebook and the course's folders, and changes nothing. Times are shown in the course's time
zone: time_zone in course.toml, else that of this machine. With --json and --csv they are in UTC.

exit codes: 0 nothing waits; 1 something does: work to be marked, a mark to give or to look at, a
flag, or work of somebody who is not in the class list; 2 wrong arguments, or no gradebook; 4 the
result could not be written to stdout

examples:
  grader status
  grader status 01-tensors
  grader status 01-tensors --waiting
  grader status --csv > term.csv
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "Of each student: what was handed in and when, how late, whether it is marked, waits for a\n"
        "person or could not be read, whether feedback is made and went back. Without ASSIGNMENT, the\n"
        "term: a line a student, and a line an assignment."
    )
    parser.epilog = EPILOG
    parser.add_argument("assignment", nargs="?", help="such as 01-tensors; without, the term")
    parser.add_argument(
        "--waiting", action="store_true", help="only students for whom there is something to do"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the same for a program")
    form.add_argument(
        "--csv", action="store_true", help="for a spreadsheet: a line a student and assignment"
    )


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    with steady_streams() as (stdout, _):
        code = _run(options)
        stdout.flush()
        if stdout.failure is None:
            return code
        said = f"the result cannot be written: {stdout.failure.strerror}"
        print(f"grader status: {said}.", file=sys.stderr)
        return NOT_SAID


def _run(options: argparse.Namespace) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from grader.autograding.terms.course_clock import clock_of
    from grader.autograding.terms.course_folder import open_course
    from grader.autograding.terms.errors import CourseError, unusable_gradebook

    try:
        course = open_course()
        clock = clock_of(course.root)
        rolls = _read(course, options.assignment)
    except CourseError as error:
        print(f"grader status: {error}", file=sys.stderr)
        return WRONG_USE
    except SQLAlchemyError as error:
        print(f"grader status: {unusable_gradebook(error)}", file=sys.stderr)
        return WRONG_USE
    from grader.teaching.status_counts import something_waits

    rows = {
        roll.assignment: [
            entry for entry in roll.entries if something_waits(entry) or not options.waiting
        ]
        for roll in rolls
    }
    if options.json:
        # Whatever a student is called, a program can read it, and a terminal show it.
        print(json.dumps([_as_json(roll, rows[roll.assignment]) for roll in rolls], indent=1))
    elif options.csv:
        _print_csv(rolls, rows)
    else:
        print(_text(options, rolls, rows, clock))
    waits = any(something_waits(entry) for roll in rolls for entry in roll.entries)
    return SOMETHING_WAITS if waits else NOTHING_WAITS


def _read(course: CourseFolder, assignment: str | None) -> list[Roll]:
    from grader.autograding.classes.roll import read_roll, read_term
    from grader.autograding.recording.class_marks import require_assignment
    from grader.autograding.terms.errors import no_gradebook

    if not course.has_gradebook:
        raise no_gradebook(course.root)
    if not assignment:
        return read_term(course)
    require_assignment(course, assignment)
    return [read_roll(course, assignment)]


def _text(
    options: argparse.Namespace,
    rolls: list[Roll],
    rows: dict[str, list[Entry]],
    clock: CourseClock,
) -> str:
    from grader.teaching.status_text import assignment_text, term_text

    if not rolls:
        return (
            "The gradebook has no assignment yet. `nbgrader generate_assignment --force ASSIGNMENT` "
            "puts one there."
        )
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    if options.assignment:
        (roll,) = rolls
        return assignment_text(roll, rows[roll.assignment], width, clock)
    return term_text(rolls, options.waiting, width, clock)


def _as_json(roll: Roll, rows: list[Entry]) -> dict[str, Any]:
    from grader.autograding.classes.roll import in_iso
    from grader.autograding.classes.what_next import what_next
    from grader.teaching.status_counts import count

    return {
        "assignment": roll.assignment,
        "due": in_iso(roll.due),
        "most": roll.most,
        "mean": roll.mean,
        "counts": asdict(count(roll)),
        "next": what_next(roll),
        "not_taken_of_nobody": [asdict(skipped) for skipped in roll.skipped],
        "students": [_student(roll, entry) for entry in rows],
    }


def _student(roll: Roll, entry: Entry) -> dict[str, Any]:
    from grader.autograding.classes.roll import standing
    from grader.teaching.status_counts import something_waits

    marked = entry.marked
    return {
        **standing(entry, roll.most),
        "waits": something_waits(entry),
        "problems": list(marked.problems) if marked else [],
        "failures": list(marked.failures) if marked else [],
        "letters": list(marked.letters) if marked else [],
    }


def _print_csv(rolls: list[Roll], rows: dict[str, list[Entry]]) -> None:
    from grader.autograding.classes.roll import Entry
    from grader.autograding.recording.class_marks import Person
    from grader.autograding.terms.spreadsheet_text import table

    nobody = Entry(Person(""), "")
    columns = ["assignment", "due", *(_student(rolls[0], nobody) if rolls else ())]
    lines = [
        {
            "assignment": roll.assignment,
            **{name: _in_a_cell(value) for name, value in _student(roll, entry).items()},
            # In the form that spreadsheets take for a time, which has no zone; all are in UTC.
            "due": _in_a_cell(roll.due),
            "time": _in_a_cell(entry.time),
            "returned": _in_a_cell(entry.feedback.returned),
        }
        for roll in rolls
        for entry in rows[roll.assignment]
    ]
    print(table(columns, lines), end="")


def _in_a_cell(value: object) -> object:
    """What a program reads as a list, a time or a truth, as a spreadsheet's cell."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else value
