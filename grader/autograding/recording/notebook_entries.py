"""Each submitted notebook of an assignment as the gradebook has it: when it came, and what it earned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import and_, case, func, or_


@dataclass(frozen=True)
class NotebookEntry:
    """One notebook of one submission.

    Attributes:
        entry: The id of the submission.
        student: Whose it is.
        timestamp, extension: When the submission was handed in (UTC), and how much longer there was.
        notebook: The id of the notebook; None for a submission that has none, as after an extension.
        penalty: What lateness takes off; None where nobody has worked it out.
        flagged: Whether Formgrader shows a flag beside it.
        score: Points with marks by hand and extra points in them.
        automatic: Points by the automatic checks alone.
        waiting: How many cells need a look.
        by_hand: How many cells a person gave another mark than the checks did, or extra points.
        graded: How many cells have a mark, or wait for one.
    """

    entry: str
    student: str
    timestamp: datetime | None
    extension: timedelta | None
    notebook: str | None
    penalty: float | None
    flagged: bool
    score: float
    automatic: float
    waiting: int
    by_hand: int
    graded: int


def notebook_entries(book: Gradebook, assignment: str) -> list[NotebookEntry]:
    """Those of an assignment, by its id."""
    return entries_of_all(book, [assignment])[assignment]


def entries_of_all(book: Gradebook, assignments: Collection[str]) -> dict[str, list[NotebookEntry]]:
    """Those of several assignments, by their ids, in three queries whatever the size of the class.

    Three, and put together here: nbgrader's tables have no index on the columns by which SQL would join
    them, so that one query took two seconds for an assignment of a class of a thousand.
    """
    submissions = book.db.query(
        SubmittedAssignment.assignment_id,
        SubmittedAssignment.id,
        SubmittedAssignment.student_id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
    ).filter(SubmittedAssignment.assignment_id.in_(assignments))
    notebooks: dict[str, list[tuple[Any, ...]]] = {}
    theirs = (
        book.db.query(
            SubmittedNotebook.assignment_id,
            SubmittedNotebook.id,
            SubmittedNotebook.late_submission_penalty,
            SubmittedNotebook.flagged,
        )
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .filter(Notebook.assignment_id.in_(assignments))
    )
    for entry, *row in theirs:
        notebooks.setdefault(entry, []).append(tuple(row))
    grades = _grades(book, assignments)
    found: dict[str, list[NotebookEntry]] = {assignment: [] for assignment in assignments}
    for assignment, entry, student, timestamp, extension in submissions:
        for notebook, penalty, flagged in notebooks.get(entry, [(None, None, False)]):
            came = (entry, student, timestamp, extension, notebook, penalty, bool(flagged))
            sums = grades.get(notebook, (0.0, 0.0, 0, 0, 0))
            found[assignment].append(NotebookEntry(*came, *sums))
    return found


def _grades(
    book: Gradebook, assignments: Collection[str]
) -> dict[str | None, tuple[float, float, int, int, int]]:
    """Notebook to what its cells sum up to."""
    notebooks = (
        book.db.query(SubmittedNotebook.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .filter(Notebook.assignment_id.in_(assignments))
    )
    changed = or_(
        and_(
            Grade.manual_score.is_not(None),
            or_(Grade.auto_score.is_(None), Grade.manual_score != Grade.auto_score),
        ),
        Grade.extra_credit != 0,
    )
    rows = (
        book.db.query(
            Grade.notebook_id,
            func.coalesce(func.sum(Grade.score), 0.0),
            func.coalesce(func.sum(Grade.auto_score), 0.0),
            func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
            func.sum(case((changed, 1), else_=0)),
            func.count(Grade.id),
        )
        .filter(Grade.notebook_id.in_(notebooks.scalar_subquery()))
        .group_by(Grade.notebook_id)
    )
    return {
        notebook: (float(score), float(automatic), int(waiting), int(by_hand), int(graded))
        for notebook, score, automatic, waiting, by_hand, graded in rows
    }


def seconds_late(
    timestamp: datetime | None, due: datetime | None, extension: timedelta | None
) -> float | None:
    """How late something came, an extension counted; None where its time or the date isn't known."""
    if timestamp is None or due is None:
        return None
    return max(0.0, (timestamp - due - (extension or timedelta())).total_seconds())
