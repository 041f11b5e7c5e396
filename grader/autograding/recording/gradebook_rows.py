"""A submission's rows in nbgrader's gradebook: found or added, and filled with marks.

By nbgrader's own tables, but not by its methods: those commit three times a submission, so that half
of one could stay, and read by columns without an index, which takes the longer the larger the class.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.utils import parse_utc
from sqlalchemy import insert, update

from grader.autograding.marking.cell_marks import is_unanswered
from grader.autograding.terms.cell_roles import grade_id, is_answer
from grader.autograding.terms.results import Mark, Marked

_GRADED, _COMMENTED = {"GradeCell", "TaskCell"}, {"SolutionCell", "TaskCell"}  # BaseCell.type


def entry_of(book: Gradebook, assignment: str, student: str, timestamp: str = "") -> str:
    """The id of a student's submission; it and the student are added where they are new.

    Who called commits.

    Args:
        book: The gradebook, which knows the assignment.
        assignment, student: Whose.
        timestamp: When it was handed in; "" leaves what the gradebook says.
    """
    db = book.db
    if not db.query(Student.id).filter_by(id=student).first():
        db.execute(insert(Student), [{"id": student}])
    whose = {
        "assignment_id": db.query(Assignment.id).filter_by(name=assignment).scalar(),
        "student_id": student,
    }
    if not db.query(SubmittedAssignment.id).filter_by(**whose).first():
        db.execute(insert(SubmittedAssignment), [whose])
    entry: str = db.query(SubmittedAssignment.id).filter_by(**whose).scalar()
    if timestamp:
        when = {"id": entry, "timestamp": parse_utc(timestamp)}
        db.execute(update(SubmittedAssignment), [when])
    return entry


def set_times(book: Gradebook, assignment: str, times: Mapping[str, str]) -> None:
    """Say when submissions were handed in, and commit.

    Args:
        book: The gradebook.
        assignment: Its name.
        times: Student to a time in ISO's form; what is no time is left out.
    """
    if not times:
        return
    rows = book.db.query(
        SubmittedAssignment.id, SubmittedAssignment.student_id, SubmittedAssignment.timestamp
    ).join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    changed = []
    for entry, student, before in rows.filter(Assignment.name == assignment).all():
        when = _utc(times.get(student, ""))
        if when is not None and when != before:
            changed.append({"id": entry, "timestamp": when})
    if changed:
        book.db.execute(update(SubmittedAssignment), changed)
    book.db.commit()


def _utc(time: str) -> datetime | None:
    try:
        return parse_utc(time) if time else None
    except (ValueError, OverflowError, TypeError, AttributeError):  # the summary says: no time
        return None


def flag(book: Gradebook, entry: str) -> None:
    """Raise the flag that Formgrader shows beside a submission; who called commits."""
    rows = book.db.query(SubmittedNotebook.id).filter_by(assignment_id=entry)
    raised = [{"id": notebook, "flagged": True} for (notebook,) in rows]
    if raised:
        book.db.execute(update(SubmittedNotebook), raised)


def same_answers(before: Marked | None, now: Marked) -> frozenset[str]:
    """Graded cells whose answer is what it was when it was marked last."""
    known = before.answers if before else {}
    return frozenset(name for name, digest in now.answers.items() if known.get(name) == digest)


def write_marks(
    book: Gradebook,
    entry: str,
    name: str,
    notebook: NotebookNode,
    marks: Sequence[Mark],
    same: Collection[str] = (),
) -> None:
    """Put the marks of one notebook into an open gradebook; who called commits.

    A mark by hand stays. It asks for a new look where the automatic mark is another than it was, or
    where the answer may be.

    Args:
        book: The gradebook.
        entry: The id of the submission.
        name: Which of its notebooks.
        notebook: What ran, or what was handed out where nothing could be read.
        marks: What its cells earned.
        same: Graded cells whose answer is known to be what it was.
    """
    db = book.db
    ours = (
        db.query(Notebook.id)
        .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Notebook.assignment_id)
        .filter(SubmittedAssignment.id == entry, Notebook.name == name)
        .scalar()
    )
    theirs = {"notebook_id": ours, "assignment_id": entry}
    if not db.query(SubmittedNotebook.id).filter_by(**theirs).first():
        db.execute(insert(SubmittedNotebook), [theirs])
    mine = db.query(SubmittedNotebook.id).filter_by(**theirs).scalar()
    cells = db.query(BaseCell.id, BaseCell.name, BaseCell.type).filter_by(notebook_id=ours).all()
    graded = {one: cell for one, cell, kind in cells if kind in _GRADED}
    _write_grades(book, mine, graded, marks, same)
    commented = {one: cell for one, cell, kind in cells if kind in _COMMENTED}
    _write_comments(book, mine, commented, notebook)


def _write_grades(
    book: Gradebook,
    mine: str,
    cells: Mapping[str, str],
    marks: Iterable[Mark],
    same: Collection[str],
) -> None:
    earned = {mark.grade_id: mark.score for mark in marks}
    rows = []
    columns = (Grade.manual_score, Grade.auto_score, Grade.needs_manual_grade)
    for row, cell, by_hand, before, waited in _rows(book, Grade, columns, mine, cells):
        score = earned.get(cells[cell])
        if by_hand is None:
            waits = score is None
        else:
            waits = waited or score != before or cells[cell] not in same
        rows.append({"id": row, "auto_score": score, "needs_manual_grade": waits})
    if rows:
        book.db.execute(update(Grade), rows)


def _write_comments(
    book: Gradebook, mine: str, cells: Mapping[str, str], notebook: NotebookNode
) -> None:
    unanswered = _unanswered(notebook.cells)
    rows = []
    for row, cell in _rows(book, Comment, (), mine, cells):
        said = "No response." if cells[cell] in unanswered else None
        rows.append({"id": row, "auto_comment": said})
    if rows:
        book.db.execute(update(Comment), rows)


class _OfCells(Protocol):
    """A table with a row for each cell of each notebook that was handed in."""

    id: Any
    cell_id: Any
    notebook_id: Any


def _rows(
    book: Gradebook,
    table: type[_OfCells],
    columns: Iterable[object],
    mine: str,
    cells: Collection[str],
) -> list[tuple[Any, ...]]:
    """Id, cell and columns of the rows of one notebook, which are added where they are missing.

    Asked for by their cells too: the index begins with them.
    """
    asked = book.db.query(table.id, table.cell_id, *columns).filter(
        table.cell_id.in_(cells), table.notebook_id == mine
    )
    found: list[tuple[Any, ...]] = asked.all()
    if missing := set(cells) - {row[1] for row in found}:
        book.db.execute(
            insert(table), [{"cell_id": cell, "notebook_id": mine} for cell in sorted(missing)]
        )
        found = asked.all()
    return found


def _unanswered(cells: Iterable[NotebookNode]) -> set[str]:
    return {grade_id(cell) for cell in cells if is_answer(cell) and is_unanswered(cell)}
