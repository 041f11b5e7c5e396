"""`grader drop`: a student leaves the class, and nothing of theirs is lost."""

from __future__ import annotations

import argparse
import sys

from nbgrader.api import Gradebook

from grader.autograding.classes.summary import counted, name_of
from grader.autograding.recording.class_marks import Person, class_marks_of, people_of
from grader.autograding.recording.dropped import LEAVING, bring_back, drop, leavers
from grader.autograding.recording.due_dates import due_dates
from grader.autograding.recording.renaming import why_no_student_id
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.course_gradebook import (
    DONE,
    carry_out,
    person_called,
    say,
    while_nothing_is_marked,
)

EPILOG = """\
What they handed in, what was marked and their feedback are moved to .nbgrader/dropped; what the
gradebook and the records say of them is written down there and taken out. No report and no table counts
them any more. --undo brings all of it back.

exit codes: 0 done; 1 not confirmed; 2 wrong arguments, or the course is not set up

examples:
  grader drop eve
  grader drop eve --yes
  grader drop eve --undo
  grader drop --list
"""
NOT_CONFIRMED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = (
        "Take a student out of the class. Nothing is deleted, and one command brings them back."
    )
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("student", metavar="STUDENT", nargs="?", help="their id")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="without asking")
    how.add_argument("--undo", action="store_true", help="bring them back as they were")
    how.add_argument("--list", action="store_true", help="who was dropped")


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""

    def action(course: CourseFolder, book: Gradebook) -> int:
        if options.list:
            return _list(course)
        if not options.student:
            raise CourseError("Say who: `grader drop STUDENT`.")
        if options.undo:
            return _undo(course, book, options.student)
        return _drop(course, book, options.student, options.yes)

    return carry_out(f"drop {options.student}" if options.student else "drop", action)


def _list(course: CourseFolder) -> int:
    gone = leavers(course.root)
    for leaver in gone:
        place = leaver.folder.relative_to(course.root)
        print(
            printable(f"{leaver.student} {leaver.name}".strip() + f", {leaver.when[:10]}, {place}")
        )
    if not gone:
        print("Nobody was dropped.")
    return DONE


def _drop(course: CourseFolder, book: Gradebook, student: str, sure: bool) -> int:
    begun = [one for one in leavers(course.root, student) if one.state == LEAVING]
    if not begun:
        person = person_called(book, student)
        if reason := why_no_student_id(student):
            raise CourseError(f"{printable(student)} can't be dropped so. {reason}")
        say(_what_will_happen(course, book, person))
        if not sure and not _confirmed(person):
            return NOT_CONFIRMED
    with while_nothing_is_marked(course, book):
        leaver = drop(course, book, student)
    shown = name_of(Person(student, *_names(leaver.rows["student"])))
    say(
        f"{shown} is not in the class any more. All that was theirs is in "
        f"{printable(str(leaver.folder.relative_to(course.root)))}, the marks in its marks.csv. "
        f"`grader drop {printable(student)} --undo` brings them back."
    )
    return DONE


def _names(row: dict[str, str | None]) -> tuple[str, str]:
    return str(row.get("first_name") or ""), str(row.get("last_name") or "")


def _what_will_happen(course: CourseFolder, book: Gradebook, person: Person) -> str:
    marked = []
    for name in due_dates(book):
        mine = class_marks_of(book, name).marks.get(person.id)
        if mine and mine.is_marked:
            marked.append(f"{name} ({mine.score:g})")
    folders = [
        f"{below.name}/{person.id}"
        for below in (course.submitted, course.autograded, course.feedback)
        if (below / person.id).exists()
    ]
    marks = f"marks of {', '.join(marked)}" if marked else "no marks"
    files = "".join(f"{printable(folder)}, " for folder in folders)
    has = f"{name_of(person)} has {marks}{'' if folders else ' and no files'}."
    rest = "what the gradebook and the records have of them"
    return (
        f"{has} Dropping them takes them out of the class list and moves {files}"
        f"{'and ' if folders else ''}{rest} to .nbgrader/dropped."
    )


def _confirmed(person: Person) -> bool:
    if not sys.stdin.isatty():
        say(f"Nothing was done. `grader drop {printable(person.id)} --yes` does it.")
        return False
    try:
        answer = input("Drop them? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() in ("y", "yes"):
        return True
    print("Nothing was done.")
    return False


def _undo(course: CourseFolder, book: Gradebook, student: str) -> int:
    with while_nothing_is_marked(course, book):
        stays = bring_back(course, book, student)
    person = people_of(book)[student]
    say(
        f"{name_of(person)} is in the class again, with all that was theirs{', but for:' if stays else '.'}"
    )
    for text in stays:
        print(printable(f"  {text}"))
    if stays:
        say(f"{counted(len(stays), 'thing')} stayed in .nbgrader/dropped.")
    return DONE
