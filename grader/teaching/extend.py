"""`grader extend`: more time for one student, also before they have handed in."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta

from nbgrader.api import Gradebook

from grader.autograding.classes.summary import name_of
from grader.autograding.recording.class_marks import class_marks_of, known_assignment
from grader.autograding.recording.due_dates import due_dates, extensions, set_extension
from grader.autograding.terms.course_clock import CourseClock, clock_of, read_span
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.teaching.course_gradebook import DONE, carry_out, member_called, say

EPILOG = """\
More time counts from the assignment's due date and replaces what was given before: +2d two days, +12h
twelve hours, +1w a week, +1d12h a day and a half. A date is read in the course's time zone:
time_zone in course.toml, else that of this machine. A day alone lasts until 23:59.

exit codes: 0 done; 2 wrong arguments, or the course is not set up

examples:
  grader extend ada 01-tensors +2d
  grader extend ada 01-tensors "2026-12-07 18:00"
  grader extend ada 01-tensors --none
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = "Give one student more time for an assignment, or take it back."
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("student", metavar="STUDENT", help="their id")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as 01-tensors")
    parser.add_argument("until", metavar="TIME", nargs="*", help="+2d, or '2026-12-07 18:00'")
    parser.add_argument("--none", action="store_true", help="take back what was given")


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""

    def action(course: CourseFolder, book: Gradebook) -> int:
        clock = clock_of(course.root)
        if bool(options.until) == options.none:
            raise CourseError("Say how much more time, such as +2d, or --none to take it back.")
        name = known_assignment(book, options.assignment)
        person = member_called(course, book, options.student)
        due = due_dates(book)[name]
        if due is None:
            raise CourseError(
                f"{name} has no due date, so nobody needs longer. `grader due {name} "
                '"2026-12-05 18:00"` sets one.'
            )
        before = extensions(book, name).get(person.id)
        until = None if options.none else _until(" ".join(options.until), due, clock)
        set_extension(book, course.root, name, person.id, None if until is None else until - due)
        old, new = clock.shown(due + (before or timedelta())), clock.shown(until or due)
        if before is None and until is None:
            say(f"{name_of(person)} has no extension for {name}, which is due {new}.")
        else:
            say(f"{name_of(person)} has until {new} for {name}; before, until {old}.")
        mine = class_marks_of(book, name).marks.get(person.id)
        if mine and mine.is_marked:
            say(
                f"Next: `grader autograde {name}` works penalties out anew, and runs nothing again."
            )
        return DONE

    return carry_out("extend", action)


def _until(said: str, due: datetime, clock: CourseClock) -> datetime:
    span = read_span(said)
    until = clock.read(said) if span is None else clock.after(due, span)
    if until <= due:
        raise CourseError(f"{clock.shown(until)} is not after the due date, {clock.shown(due)}.")
    return until
