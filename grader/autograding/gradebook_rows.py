"""A submission's rows in nbgrader's gradebook: found or added, and filled with marks.

By nbgrader's own tables, but not by its methods: those commit three times a submission, so that half
of one could stay, and read by columns without an index, which takes the longer the larger the class.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

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

from grader.autograding.cell_roles import grade_id, is_answer
from grader.autograding.marking import Mark, is_unanswered

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
    entry = db.query(SubmittedAssignment.id).filter_by(**whose).scalar()
    if timestamp:
        when = {"id": entry, "timestamp": parse_utc(timestamp)}
        db.execute(update(SubmittedAssignment), [when])
    return entry


def is_late(book: Gradebook, entry: str) -> bool:
    """Whether a submission came after its date, an extension counted."""
    joined = book.db.query(
        SubmittedAssignment.timestamp, SubmittedAssignment.extension, Assignment.duedate
    ).join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    when, extension, due = joined.filter(SubmittedAssignment.id == entry).one()
    return bool(when and due and when > due + (extension or timedelta()))


def write_marks(
    book: Gradebook,
    entry: str,
    name: str,
    notebook: NotebookNode,
    marks: Sequence[Mark],
) -> None:
    """Put the marks of one notebook into an open gradebook; who called commits.

    Args:
        book: The gradebook.
        entry: The id of the submission.
        name: Which of its notebooks.
        notebook: What ran, or what was handed out where nothing could be read.
        marks: What its cells earned.
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
    db.execute(update(SubmittedNotebook), [{"id": mine, "late_submission_penalty": None}])
    cells = db.query(BaseCell.id, BaseCell.name, BaseCell.type).filter_by(notebook_id=ours).all()
    graded = {one: cell for one, cell, kind in cells if kind in _GRADED}
    _write_grades(book, mine, graded, marks)
    commented = {one: cell for one, cell, kind in cells if kind in _COMMENTED}
    _write_comments(book, mine, commented, notebook)


def _write_grades(
    book: Gradebook, mine: str, cells: Mapping[str, str], marks: Iterable[Mark]
) -> None:
    earned = {mark.grade_id: mark.score for mark in marks}
    rows = []
    for row, cell, by_hand in _rows(book, Grade, Grade.manual_score, mine, cells):
        score = earned.get(cells[cell])
        waits = by_hand is not None or score is None
        rows.append({"id": row, "auto_score": score, "needs_manual_grade": waits})
    if rows:
        book.db.execute(update(Grade), rows)


def _write_comments(
    book: Gradebook, mine: str, cells: Mapping[str, str], notebook: NotebookNode
) -> None:
    unanswered = _unanswered(notebook.cells)
    rows = []
    for row, cell, _ in _rows(book, Comment, Comment.id, mine, cells):
        said = "No response." if cells[cell] in unanswered else None
        rows.append({"id": row, "auto_comment": said})
    if rows:
        book.db.execute(update(Comment), rows)


def _rows(
    book: Gradebook, table: type, column: object, mine: str, cells: Collection[str]
) -> list[tuple[str, str, object]]:
    """Id, cell and a column of the rows of one notebook, which are added where they are missing.

    Asked for by their cells too: the index begins with them.
    """
    asked = book.db.query(table.id, table.cell_id, column).filter(
        table.cell_id.in_(cells), table.notebook_id == mine
    )
    found = asked.all()
    if missing := set(cells) - {cell for _, cell, _ in found}:
        book.db.execute(
            insert(table), [{"cell_id": cell, "notebook_id": mine} for cell in sorted(missing)]
        )
        found = asked.all()
    return found


def _unanswered(cells: Iterable[NotebookNode]) -> set[str]:
    return {grade_id(cell) for cell in cells if is_answer(cell) and is_unanswered(cell)}
