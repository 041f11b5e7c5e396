"""All that the gradebook has of one student: read whole, taken out, put back, and called otherwise.

By nbgrader's own tables. What was taken out is kept by names besides its ids, since an assignment that
was generated anew may have other cells when the student comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

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
from sqlalchemy import delete, insert, select, update

Row = dict[str, Any]


def rows_of(book: Gradebook, student: str) -> dict[str, Any] | None:
    """What the gradebook has of a student, in JSON's own types; None where it doesn't know them.

    Times are in ISO's form and in UTC, extensions in seconds.
    """
    people = _rows(book, select(Student.__table__).where(Student.id == student))
    if not people:
        return None
    entries = []
    theirs = _named(SubmittedAssignment, Assignment, SubmittedAssignment.assignment_id)
    for entry in _rows(book, theirs.where(SubmittedAssignment.student_id == student)):
        notebooks = []
        theirs = _named(SubmittedNotebook, Notebook, SubmittedNotebook.notebook_id)
        for notebook in _rows(book, theirs.where(SubmittedNotebook.assignment_id == entry["id"])):
            grades, comments = (
                _rows(
                    book,
                    _named(table, BaseCell, table.cell_id).where(
                        table.notebook_id == notebook["id"]
                    ),
                )
                for table in (Grade, Comment)
            )
            notebooks.append(notebook | {"grades": grades, "comments": comments})
        entries.append(entry | {"notebooks": notebooks})
    return {"student": people[0], "submissions": entries}


def remove_rows(book: Gradebook, student: str) -> None:
    """Take out all of a student; who called commits."""
    ours = select(SubmittedAssignment.id).where(SubmittedAssignment.student_id == student)
    notebooks = select(SubmittedNotebook.id).where(SubmittedNotebook.assignment_id.in_(ours))
    for table in (Grade, Comment):
        _execute(book, delete(table).where(table.notebook_id.in_(notebooks)))
    _execute(book, delete(SubmittedNotebook).where(SubmittedNotebook.assignment_id.in_(ours)))
    _execute(book, delete(SubmittedAssignment).where(SubmittedAssignment.student_id == student))
    _execute(book, delete(Student).where(Student.id == student))


def restore_rows(book: Gradebook, kept: Mapping[str, Any]) -> list[str]:
    """Put back what `rows_of` gave; who called commits.

    Returns:
        What of it the gradebook has no place for any more, in words: `01-tensors, row_means`.
    """
    homeless: list[str] = []
    book.db.execute(insert(Student), [_of_table(Student, kept["student"])])
    assignments = dict(book.db.query(Assignment.name, Assignment.id).all())
    for entry in kept["submissions"]:
        if entry["name"] not in assignments:
            homeless.append(entry["name"])
            continue
        own = assignments[entry["name"]]
        row = _of_table(SubmittedAssignment, entry) | {"assignment_id": own}
        book.db.execute(insert(SubmittedAssignment), [row])
        notebooks = dict(book.db.query(Notebook.name, Notebook.id).filter_by(assignment_id=own))
        for notebook in entry["notebooks"]:
            if notebook["name"] not in notebooks:
                homeless.append(f"{entry['name']}, {notebook['name']}")
                continue
            theirs = notebooks[notebook["name"]]
            row = _of_table(SubmittedNotebook, notebook) | {"notebook_id": theirs}
            book.db.execute(insert(SubmittedNotebook), [row])
            cells = dict(book.db.query(BaseCell.name, BaseCell.id).filter_by(notebook_id=theirs))
            for table, marks in ((Grade, notebook["grades"]), (Comment, notebook["comments"])):
                rows = [
                    _of_table(table, mark) | {"cell_id": cells[mark["name"]]}
                    for mark in marks
                    if mark["name"] in cells
                ]
                if rows:
                    book.db.execute(insert(table), rows)
                lost = {mark["name"] for mark in marks} - set(cells)
                homeless += [f"{entry['name']}, {name}" for name in sorted(lost)]
    return list(dict.fromkeys(homeless))


def rename_rows(book: Gradebook, old: str, new: str) -> None:
    """Call a student otherwise, whom nobody else is called as; who called commits.

    A new row first, so that a database that minds its references sees each kept.
    """
    (row,) = _rows(book, select(Student.__table__).where(Student.id == old))
    book.db.execute(insert(Student), [row | {"id": new}])
    theirs = update(SubmittedAssignment).where(SubmittedAssignment.student_id == old)
    _execute(book, theirs.values(student_id=new))
    _execute(book, delete(Student).where(Student.id == old))


def _named(table: Any, named: Any, reference: Any) -> Any:
    """A table's rows with the names of what they belong to, which are the same in another gradebook."""
    return select(table.__table__, named.name.label("name")).join(named, named.id == reference)


def _rows(book: Gradebook, query: Any) -> list[Row]:
    return [
        {name: _as_json(value) for name, value in row._mapping.items()}
        for row in book.db.execute(query)
    ]


def _execute(book: Gradebook, statement: Any) -> None:
    book.db.execute(statement.execution_options(synchronize_session=False))


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else value


def _of_table(table: Any, row: Row) -> Row:
    """Of a kept row what the table has columns for, in its own types."""
    known: Sequence[str] = [column.key for column in table.__table__.columns]
    own = {name: row[name] for name in known if name in row}
    if own.get("timestamp"):
        own["timestamp"] = datetime.fromisoformat(own["timestamp"])
    if own.get("extension") is not None:
        own["extension"] = timedelta(seconds=own["extension"])
    return own
