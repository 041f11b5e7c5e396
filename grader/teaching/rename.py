"""`grader rename`: a student gets another id, wherever the course knows the old one."""

from __future__ import annotations

import argparse

from nbgrader.api import Gradebook

from grader.autograding.classes.summary import name_of
from grader.autograding.recording.class_marks import people_of
from grader.autograding.recording.renaming import rename
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.course_gradebook import (
    DONE,
    carry_out,
    person_called,
    say,
    while_nothing_is_marked,
)

EPILOG = """\
Changes the gradebook, submitted/, autograded/, feedback/ and what is recorded in .nbgrader; nothing is
marked again. Interrupted, the same command goes on.

exit codes: 0 done; 2 wrong arguments, or the course is not set up

example:
  grader rename s1O1 s101
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = "Give a student another id, with all that is theirs."
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("old", metavar="OLD", help="the id they have")
    parser.add_argument("new", metavar="NEW", help="the id they are to have")


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""

    def action(course: CourseFolder, book: Gradebook) -> int:
        if options.new not in people_of(book):  # where it is, one may have been interrupted
            person_called(book, options.old)
        with while_nothing_is_marked(course, book):
            continued = rename(course, book, options.old, options.new)
        person = people_of(book)[options.new]
        was = f"was {printable(options.old)} before"
        say(f"{name_of(person)} {was}{', and is so everywhere now' if continued else ''}.")
        return DONE

    return carry_out(f"rename {options.old} {options.new}", action)
