"""What the gradebook holds of a class for one assignment: the marks that count.

Read at once, in as many queries whatever the size of the class. The summary of `grader autograde`, its
`--json`, `grader report` and `nbgrader export` all show these numbers, so that none can differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    Student,
    TaskCell,
)
from sqlalchemy import func

from grader.autograding.recording.notebook_entries import (
    NotebookEntry,
    entries_of_all,
    seconds_late,
)
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import no_such_assignment


@dataclass(frozen=True)
class Person:
    """A student as the gradebook has them; "" for what it doesn't know."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    number: str = ""  # of the learning-management system

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the id is known."""
        return not (self.full_name or self.email or self.number)


@dataclass(frozen=True)
class StudentMarks:
    """The marks of one student.

    Attributes:
        entry: The id of the submission in the gradebook.
        raw_score: Points with marks by hand and extra points in them.
        automatic: Points by the automatic checks alone.
        penalty: What lateness takes off; the gradebook's own, worked out by the plug-in.
        waiting: How many cells need a look: no mark yet, or one by hand to be looked at again.
        is_marked: Whether any cell has been marked; an extension alone makes an entry, too.
        timestamp, extension: When it was handed in (UTC), and how much longer there was.
        by_hand: How many cells a person gave another mark than the checks did, or extra points.
        flagged: Whether Formgrader shows a flag beside it.
    """

    entry: str
    raw_score: float = 0.0
    automatic: float = 0.0
    penalty: float = 0.0
    waiting: int = 0
    is_marked: bool = False
    timestamp: datetime | None = None
    extension: timedelta | None = None
    by_hand: int = 0
    flagged: bool = False

    @property
    def score(self) -> float:
        """What counts: less the penalty, as `nbgrader export` has it."""
        return round(max(0.0, self.raw_score - self.penalty), 4)


@dataclass(frozen=True)
class ClassMarks:
    """The marks of a class.

    Attributes:
        people: Everybody in the gradebook, by id.
        marks: Those with an entry for the assignment, by id.
        most: Points to be had.
        due: When it was due (UTC), without extensions; None where nothing is set.
        points: Points to be had in each graded cell, by its name.
        earned: The mean points of each graded cell over those who are marked, by its name.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    marks: Mapping[str, StudentMarks] = field(default_factory=dict)
    most: float = 0.0
    due: datetime | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    earned: Mapping[str, float] = field(default_factory=dict)

    def seconds_late(self, student: str, time: datetime | None) -> float | None:
        """How late something that came then (UTC) is, extensions counted; None where the time or the
        date isn't known."""
        mark = self.marks.get(student)
        return seconds_late(time, self.due, mark.extension if mark else None)


def read_class_marks(course: CourseFolder, assignment: str) -> ClassMarks:
    """The marks of an assignment, of nobody where the gradebook doesn't know it."""
    with Gradebook(course.database, course.course_id) as book:
        return class_marks_of(book, assignment)


def class_marks_of(book: Gradebook, assignment: str) -> ClassMarks:
    """The same from a gradebook that is open."""
    rows = _assignments(book).filter(Assignment.name == assignment).all()
    people = people_of(book)
    return _class_marks(book, people, rows).get(assignment, ClassMarks(people))


def known_assignment(book: Gradebook, name: str) -> str:
    """The name of an assignment that the gradebook has.

    Raises:
        CourseError: It has none of that name; it names those there are.
    """
    there = [known for _, known, _ in _assignments(book)]
    if name not in there:
        raise no_such_assignment(name, there)
    return name


def require_assignment(course: CourseFolder, name: str) -> None:
    """See that the gradebook has an assignment.

    Raises:
        CourseError: It has none of that name.
    """
    with Gradebook(course.database, course.course_id) as book:
        known_assignment(book, name)


def read_term_marks(course: CourseFolder) -> dict[str, ClassMarks]:
    """The marks of every assignment that the gradebook knows, by its name, in order."""
    with Gradebook(course.database, course.course_id) as book:
        return term_marks_of(book)


def term_marks_of(book: Gradebook) -> dict[str, ClassMarks]:
    """The same from a gradebook that is open."""
    return _class_marks(book, people_of(book), _assignments(book).all())


def _assignments(book: Gradebook) -> Any:
    return book.db.query(Assignment.id, Assignment.name, Assignment.duedate).order_by(
        Assignment.name
    )


def _class_marks(
    book: Gradebook, people: Mapping[str, Person], assignments: Sequence[tuple[Any, ...]]
) -> dict[str, ClassMarks]:
    """The marks of some assignments, in as many queries whatever their number and the class's."""
    ids = [row[0] for row in assignments]
    points, earned, entries = _points(book, ids), _earned(book, ids), entries_of_all(book, ids)
    return {
        name: ClassMarks(
            people,
            _marks(entries[own]),
            sum(points[own].values()),
            due,
            points[own],
            earned[own],
        )
        for own, name, due in assignments
    }


def people_of(book: Gradebook) -> dict[str, Person]:
    """Everybody in a gradebook, by id, in order."""
    rows = book.db.query(
        Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id
    ).order_by(Student.id)
    return {row[0]: Person(row[0], *(str(value or "") for value in row[1:])) for row in rows}


def _points(book: Gradebook, ids: Sequence[str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {own: {} for own in ids}
    for kind in (GradeCell, TaskCell):
        rows = (
            book.db.query(Notebook.assignment_id, kind.name, kind.max_score)
            .join(Notebook, Notebook.id == kind.notebook_id)
            .filter(Notebook.assignment_id.in_(ids))
        )
        for own, name, most in rows:
            found[own][name] = float(most)
    return found


def _earned(book: Gradebook, ids: Sequence[str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {own: {} for own in ids}
    rows = (
        book.db.query(Notebook.assignment_id, BaseCell.name, func.avg(Grade.score))
        .join(BaseCell, BaseCell.notebook_id == Notebook.id)
        .join(Grade, Grade.cell_id == BaseCell.id)
        .filter(Notebook.assignment_id.in_(ids))
        .group_by(Notebook.assignment_id, BaseCell.name)
    )
    for own, name, mean in rows:
        found[own][name] = float(mean)
    return found


def _marks(entries: Sequence[NotebookEntry]) -> dict[str, StudentMarks]:
    submissions: dict[str, list[NotebookEntry]] = {}
    for notebook in entries:
        submissions.setdefault(notebook.entry, []).append(notebook)
    return {
        notebooks[0].student: StudentMarks(
            entry,
            round(sum(notebook.score for notebook in notebooks), 4),
            round(sum(notebook.automatic for notebook in notebooks), 4),
            round(sum(notebook.penalty or 0.0 for notebook in notebooks), 4),
            sum(notebook.waiting for notebook in notebooks),
            any(notebook.graded for notebook in notebooks),
            notebooks[0].timestamp,
            notebooks[0].extension,
            sum(notebook.by_hand for notebook in notebooks),
            any(notebook.flagged for notebook in notebooks),
        )
        for entry, notebooks in submissions.items()
    }
