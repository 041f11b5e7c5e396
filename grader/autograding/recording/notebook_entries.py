"""Each submitted notebook of an assignment as the gradebook has it: when it came, and what it earned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from nbgrader.api import Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import case, func


@dataclass(frozen=True)
class NotebookEntry:
    """One notebook of one submission.

    Attributes:
        entry: The id of the submission.
        student: Whose it is.
        timestamp, extension: When the submission was handed in (UTC), and how much longer there was.
        notebook: The id of the notebook; None for a submission that has none, as after an extension.
        penalty: What lateness takes off; None where nobody has worked it out.
        score: Points with marks by hand and extra points in them.
        automatic: Points by the automatic checks alone.
        waiting: How many cells need a look.
        graded: How many cells have a mark, or wait for one.
    """

    entry: str
    student: str
    timestamp: datetime | None
    extension: timedelta | None
    notebook: str | None
    penalty: float | None
    score: float
    automatic: float
    waiting: int
    graded: int


def notebook_entries(book: Gradebook, assignment: str) -> list[NotebookEntry]:
    """Those of an assignment, by its id, in one query whatever the size of the class."""
    keys = (
        SubmittedAssignment.id,
        SubmittedAssignment.student_id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
        SubmittedNotebook.id,
        SubmittedNotebook.late_submission_penalty,
    )
    rows = (
        book.db.query(
            *keys,
            func.coalesce(func.sum(Grade.score), 0.0),
            func.coalesce(func.sum(Grade.auto_score), 0.0),
            func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
            func.count(Grade.id),
        )
        .select_from(SubmittedAssignment)
        .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .filter(SubmittedAssignment.assignment_id == assignment)
        .group_by(*keys)
    )
    return [
        NotebookEntry(
            entry,
            student,
            timestamp,
            extension,
            notebook,
            penalty,
            float(score),
            float(automatic),
            int(waiting),
            int(graded),
        )
        for (
            entry,
            student,
            timestamp,
            extension,
            notebook,
            penalty,
            score,
            automatic,
            waiting,
            graded,
        ) in rows
    ]


def seconds_late(
    timestamp: datetime | None, due: datetime | None, extension: timedelta | None
) -> float | None:
    """How late something came, an extension counted; None where its time or the date isn't known."""
    if timestamp is None or due is None:
        return None
    return max(0.0, (timestamp - due - (extension or timedelta())).total_seconds())
