"""What the commands at the gradebook share: it is opened, who and what is meant is looked up in it, and
what can't be done is said in a sentence."""

from __future__ import annotations

import contextlib
import difflib
import sys
from collections.abc import Callable, Iterator

from nbgrader.api import Gradebook
from sqlalchemy.exc import SQLAlchemyError

from grader.autograding.classes.summary import name_of, wrapped
from grader.autograding.recording.class_list import read_class_list
from grader.autograding.recording.class_marks import Person, people_of
from grader.autograding.recording.due_dates import due_dates
from grader.autograding.recording.earlier_runs import only_one
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.errors import (
    AutogradingError,
    CourseError,
    no_gradebook,
    unusable_gradebook,
)
from grader.autograding.terms.untrusted_text import printable

DONE, WRONG_USE = 0, 2

Action = Callable[[CourseFolder, Gradebook], int]


def carry_out(command: str, action: Action) -> int:
    """Do something at the course's gradebook; returns the exit code.

    Args:
        command: What was typed behind `grader`, of a command that goes on when it was interrupted.
        action: Raises AutogradingError for what is to be said in a sentence.
    """
    try:
        course = open_course()
        with _opened(course) as book:
            return action(course, book)
    except AutogradingError as error:
        reason = str(error)
    except SQLAlchemyError as error:
        reason = unusable_gradebook(error)
    except OSError as error:
        reason = (
            f"{error.filename}: {error.strerror}. The same command goes on, once that is mended."
        )
    except KeyboardInterrupt:
        print(
            f"\nInterrupted. `grader {printable(command)}` goes on where this one was.",
            file=sys.stderr,
        )
        return 130
    print(f"grader {command.partition(' ')[0]}: {printable(reason)}", file=sys.stderr)
    return WRONG_USE


@contextlib.contextmanager
def _opened(course: CourseFolder) -> Iterator[Gradebook]:
    if not course.has_gradebook:  # it would be made
        raise no_gradebook(course.root)
    with Gradebook(course.database, course.course_id) as book:
        try:
            yield book
        except BaseException:  # Ctrl-C as well
            book.db.rollback()
            raise


def person_called(book: Gradebook, student: str) -> Person:
    """Somebody in the gradebook, by id.

    Raises:
        CourseError: Nobody is called so; it names who may be meant.
    """
    people = people_of(book)
    if student in people:
        return people[student]
    raise CourseError(
        f"Nobody in the gradebook is called {printable(student)}.{_meant(student, people)}"
    )


def member_called(course: CourseFolder, book: Gradebook, student: str) -> Person:
    """Somebody of the class, by id, or, where it has no list, whoever may hand in.

    Raises:
        CourseError: They are not in the class list; it names who may be meant.
    """
    listed = read_class_list(book, course.root)
    if listed.has(student):
        return listed.people.get(student, Person(student))
    shown = printable(student)
    raise CourseError(
        f"{shown} is not in the class list.{_meant(student, dict(listed.people))} "
        f"`nbgrader db student add {shown}` adds them."
    )


def _meant(student: str, people: dict[str, Person]) -> str:
    """Who may be meant by an id, or by a name, that the gradebook hasn't."""
    names = {
        one: (one, *person.full_name.split(), person.full_name) for one, person in people.items()
    }
    said = {word.casefold(): one for one, words in names.items() for word in words}
    close = difflib.get_close_matches(student.casefold(), said, n=3)
    meant = dict.fromkeys(said[word] for word in close)
    return f" Is it {' or '.join(name_of(people[one]) for one in meant)}?" if meant else ""


@contextlib.contextmanager
def while_nothing_is_marked(course: CourseFolder, book: Gradebook) -> Iterator[None]:
    """Keep `grader autograde` from marking while inside.

    Raises:
        CourseError: It marks something now.
    """
    with contextlib.ExitStack() as stack:
        for name in due_dates(book):
            stack.enter_context(only_one(course, name))
        yield


def say(text: str) -> None:
    """Print a paragraph in lines that fit a terminal."""
    print(wrapped(text, "", "  "))
