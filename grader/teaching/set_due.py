"""`grader due`: when assignments are due, in the course's time zone, and who has longer."""

from __future__ import annotations

import argparse
from datetime import datetime

from nbgrader.api import Gradebook

from grader.autograding.classes.summary import counted, name_of
from grader.autograding.recording.class_marks import known_assignment, people_of
from grader.autograding.recording.due_dates import due_dates, extensions, set_due_date
from grader.autograding.terms.course_clock import CourseClock, clock_of
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.teaching.course_gradebook import DONE, carry_out, say

EPILOG = """\
A date is read in the course's time zone: time_zone in course.toml, else that of this machine. A day
alone lasts until 23:59. Late penalties follow with the next `grader autograde`.

exit codes: 0 done; 2 wrong arguments, or the course is not set up

examples:
  grader due
  grader due 01-tensors
  grader due 01-tensors "2026-12-05 18:00"
  grader due 01-tensors --none
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = "Show when assignments are due and who has longer, or say when one is due."
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("assignment", nargs="?", help="only this one, such as 01-tensors")
    parser.add_argument("when", nargs="*", help="when it is due, such as '2026-12-05 18:00'")
    parser.add_argument("--none", action="store_true", help="take the due date away")


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""

    def action(course: CourseFolder, book: Gradebook) -> int:
        clock = clock_of(course.root)
        if options.none and (options.when or not options.assignment):
            raise CourseError(
                "--none takes away the due date of one assignment: `grader due NAME --none`."
            )
        if not options.assignment:
            _list(book, clock)
            return DONE
        name = options.assignment
        if options.when or options.none:
            due = None if options.none else clock.read(" ".join(options.when))
            _enter(course, book, name)
            before = due_dates(book)[known_assignment(book, name)]
            set_due_date(book, name, due)
            said = "has no due date now" if due is None else f"is due {clock.shown(due)}"
            say(f"{name} {said}; before, {_shown(before, clock)}.")
        else:
            due = due_dates(book)[known_assignment(book, name)]
            say(f"{name}: {_shown(due, clock)}.")
        _say_who_has_longer(book, name, due, clock)
        return DONE

    return carry_out("due", action)


def _enter(course: CourseFolder, book: Gradebook, name: str) -> None:
    """Put an assignment into the gradebook that stands in solutions/ and was not generated yet, as
    Formgrader does."""
    written = [path.name for path in course.source.glob("*") if path.is_dir()]
    if name in written and name not in due_dates(book):
        book.add_assignment(name)


def _shown(due: datetime | None, clock: CourseClock) -> str:
    return "no due date was set" if due is None else f"due {clock.shown(due)}"


def _list(book: Gradebook, clock: CourseClock) -> None:
    dates = due_dates(book)
    width = max(map(len, dates), default=0) + 2
    for name, due in dates.items():
        longer = len(extensions(book, name))
        more = f", {counted(longer, 'student')} with longer" if longer else ""
        print(f"{name:<{width}}{'no due date' if due is None else clock.shown(due)}{more}")
    if not dates:
        say("The gradebook has no assignment yet. `nbgrader generate_assignment` puts one in.")


def _say_who_has_longer(
    book: Gradebook, name: str, due: datetime | None, clock: CourseClock
) -> None:
    people = people_of(book)
    for student, extension in extensions(book, name).items():
        if due is not None:
            print(f"  {name_of(people[student])} has until {clock.shown(due + extension)}")
