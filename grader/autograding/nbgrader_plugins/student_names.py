"""What students are called where nbgrader's steps name them: by id and name, as everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nbgrader.api import Gradebook

from grader.autograding.classes.roll import person_of
from grader.autograding.classes.summary import name_of
from grader.autograding.recording.class_marks import people_of
from grader.autograding.terms.course_folder import CourseFolder


def names_of(course: CourseFolder) -> Callable[[str], str]:
    """What a student is called in a line, by their id; where there is no gradebook, by it alone."""
    if not course.has_gradebook:
        return str
    with Gradebook(course.database, course.course_id) as book:
        people = people_of(book)
    return lambda student: name_of(person_of(people, student))


def few(names: Sequence[str], most: int = 8) -> str:
    """Some names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
