"""`grader return`: marks and feedback in the form that a learning-management system takes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

RETURNED, WRONG_USE = 0, 2

DESCRIPTION = """\
Write the marks of an assignment into a copy of the list that Moodle or Canvas gave you, and the feedback
pages into an archive under the names by which it takes them back. Both are new files beside that list;
in the copy nothing differs but the one column.
"""
EPILOG = """\
examples:
  grader return 01-tensors --moodle ~/Downloads/Grades-CS1-Tensors-4711.csv
  grader return 01-tensors --canvas ~/Downloads/2026-11-30T0900_Grades-CS1.csv --column 'Exercise 1'

exit codes: 0 written; 2 nothing written: wrong arguments, or a file that can't be used
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add those of the command."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("assignment", help="such as 01-tensors")
    system = parser.add_mutually_exclusive_group(required=True)
    system.add_argument(
        "--moodle",
        metavar="CSV",
        type=Path,
        help="the grading worksheet of the assignment, as Moodle's `Download grading worksheet` gives it",
    )
    system.add_argument(
        "--canvas",
        metavar="CSV",
        type=Path,
        help="the gradebook, as Canvas's `Export Entire Gradebook` gives it",
    )
    parser.add_argument(
        "--column",
        default="",
        metavar="NAME",
        help="the column for the marks, where it isn't found",
    )
    parser.add_argument(
        "--scale",
        action="store_true",
        help="convert the points where the system has another maximum",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="return also those whose marks wait for a person",
    )


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    from sqlalchemy.exc import SQLAlchemyError

    from grader.autograding.terms.errors import CourseError, unusable_gradebook
    from grader.teaching.returning import return_class

    try:
        print(return_class(options))
    except CourseError as error:
        print(f"grader return: {error}", file=sys.stderr)
        return WRONG_USE
    except SQLAlchemyError as error:
        print(f"grader return: {unusable_gradebook(error)}", file=sys.stderr)
        return WRONG_USE
    return RETURNED
