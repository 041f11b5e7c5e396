"""`grader split`: who marks whom."""

from __future__ import annotations

import argparse
import secrets
from collections import Counter
from collections.abc import Mapping

from nbgrader.api import Gradebook

from grader.autograding.classes.summary import counted, name_of, wrapped
from grader.autograding.recording.class_marks import Person, known_assignment, people_of
from grader.autograding.recording.split import (
    Split,
    read_split,
    shared_out,
    split_file,
    write_split,
)
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.course_gradebook import DONE, carry_out, say

EPILOG = """\
Drawn by a seed, in even shares, and written to .nbgrader/split/ASSIGNMENT.json. Without names, the same
people share again: whoever joined the class since gets a marker, and the others keep theirs. With other
names, as few students as possible change hands. Formgrader shows everybody to everybody, as before.

exit codes: 0 done; 2 wrong arguments, or the course is not set up

examples:
  grader split 01-tensors alice bob
  grader split 01-tensors
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = "Share a class out by student among the people who mark it."
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as 01-tensors")
    parser.add_argument("markers", metavar="WHO", nargs="*", help="everybody who marks")
    parser.add_argument(
        "--seed", type=int, help="draw by this number (without: by one that is drawn itself)"
    )


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""

    def action(course: CourseFolder, book: Gradebook) -> int:
        name = known_assignment(book, options.assignment)
        people = people_of(book)
        before = read_split(course.root, name)
        wanted = _wanted(name, options.markers, options.seed, before)
        if not people:
            raise CourseError("Nobody is in the class: `nbgrader db student import class.csv`.")
        split = shared_out(wanted, sorted(people), evened=bool(options.markers))
        if split != before:
            write_split(course.root, split)
        where = split_file(course.root, name).relative_to(course.root)
        say(
            f"{name}: {counted(len(people), 'student')} shared out by the seed {split.seed}, in {where}."
        )
        for marker in split.markers:
            _say_share(marker, split, people)
        if before is not None:
            _say_who_changed(before, split, people)
        return DONE

    return carry_out("split", action)


def _wanted(name: str, markers: list[str], seed: int | None, before: Split | None) -> Split:
    """The split as asked for, with the shares there are."""
    twice = [who for who, count in Counter(markers).items() if count > 1]
    if twice:
        raise CourseError(f"{printable(twice[0])} is named twice.")
    if not markers and before is None:
        raise CourseError(
            f"Nobody has split {name} yet. Name who marks: `grader split {name} alice bob`."
        )
    if before is None:
        return Split(name, secrets.randbelow(10**6) if seed is None else seed, tuple(markers))
    if seed is not None and seed != before.seed:
        raise CourseError(
            f"{name} is split already, by the seed {before.seed}. To draw anew, remove "
            f".nbgrader/split/{name}.json first: everybody's share changes."
        )
    return Split(name, before.seed, tuple(markers) or before.markers, before.marks)


def _say_share(marker: str, split: Split, people: Mapping[str, Person]) -> None:
    share = split.share(marker, people)
    names = ", ".join(name_of(people[student]) for student in share)
    print(wrapped(f"{printable(marker):<10} {len(share)}: {names}", "  ", "      "))


def _say_who_changed(before: Split, split: Split, people: Mapping[str, Person]) -> None:
    new = [one for one in sorted(people) if one not in before.marks]
    moved = [
        one
        for one in sorted(people)
        if one in before.marks and before.marks[one] != split.marks[one]
    ]
    for title, students in (("new", new), ("changed hands", moved)):
        if students:
            said = ", ".join(
                f"{name_of(people[one])} to {printable(split.marks[one])}" for one in students
            )
            print(wrapped(f"{title:<10} {len(students)}: {said}", "  ", "      "))
