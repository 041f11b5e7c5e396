"""Every student's every mark and comment, as plain rows: by these two gradebooks are compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)

from grader.autograding.recording.class_marks import class_marks_of, people_of
from grader.autograding.terms.untrusted_text import printable


@dataclass(frozen=True)
class EveryMark:
    """What a gradebook holds of a class; each row is made of what JSON knows.

    Attributes:
        people: Id, first name, last name, e-mail, the learning-management system's number.
        scores: Student and assignment; points, penalty, time, extension in seconds.
        marks: Student, assignment, notebook, cell; points by the checks, by hand, extra ones.
        comments: The same four; what was written.
    """

    people: list[list[Any]]
    scores: list[list[Any]]
    marks: list[list[Any]]
    comments: list[list[Any]]

    @classmethod
    def of(cls, book: Gradebook) -> EveryMark:
        """All that a gradebook holds."""
        people = [list(asdict(person).values()) for person in people_of(book).values()]
        scores = [
            [
                student,
                name,
                mark.raw_score,
                mark.penalty,
                mark.timestamp.isoformat() if mark.timestamp else None,
                mark.extension.total_seconds() if mark.extension else None,
            ]
            for (name,) in book.db.query(Assignment.name).order_by(Assignment.name)
            for student, mark in class_marks_of(book, name).marks.items()
        ]
        points = (Grade.auto_score, Grade.manual_score, Grade.extra_credit)
        written = (Comment.auto_comment, Comment.manual_comment)
        return cls(
            people,
            sorted(scores, key=lambda row: row[:2]),
            _rows(book, Grade, points),
            [row for row in _rows(book, Comment, written) if any(row[4:])],
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> EveryMark:
        """What `as_json` wrote.

        Raises:
            ValueError, TypeError, KeyError: It is something else.
        """
        record = json.loads(text)
        return cls(*(record[name] for name in ("people", "scores", "marks", "comments")))

    def as_json(self) -> str:
        """The same as a text, in ASCII."""
        return json.dumps(asdict(self))

    @property
    def is_empty(self) -> bool:
        """Whether nobody is in it."""
        return not self.people

    def differences(self, other: EveryMark) -> list[str]:
        """What another one has otherwise, a line each, of this one and then of the other."""
        lines = []
        for what, mine, theirs, key in (
            ("student", self.people, other.people, 1),
            ("score", self.scores, other.scores, 2),
            ("mark", self.marks, other.marks, 4),
            ("comment", self.comments, other.comments, 4),
        ):
            first, second = _by_key(mine, key), _by_key(theirs, key)
            for name in sorted(first.keys() | second.keys()):
                if first.get(name) != second.get(name):
                    said = f"{_said(first.get(name))}, {_said(second.get(name))}"
                    lines.append(printable(f"{what} of {' '.join(name)}: {said}"))
        return lines


def _rows(book: Gradebook, table: type, columns: Sequence[Any]) -> list[list[Any]]:
    query = (
        book.db.query(
            SubmittedAssignment.student_id, Assignment.name, Notebook.name, BaseCell.name, *columns
        )
        .select_from(table)
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)  # type: ignore[attr-defined]
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(BaseCell, BaseCell.id == table.cell_id)  # type: ignore[attr-defined]
    )
    return sorted(([*row] for row in query), key=lambda row: row[:4])


def _by_key(rows: Iterable[list[Any]], length: int) -> dict[tuple[str, ...], list[Any]]:
    return {tuple(map(str, row[:length])): row[length:] for row in rows}


def _said(values: list[Any] | None) -> str:
    return "nothing" if values is None else "/".join("-" if v is None else f"{v}" for v in values)
