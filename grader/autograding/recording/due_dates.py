"""When an assignment is due, and how much longer single students have.

By nbgrader's own columns: an extension stands in a student's submission. `nbgrader` adds one to a
submission that is there; here it is given before anything was handed in, too, by an entry without
notebooks, which marking later fills.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from sqlalchemy import update

from grader.autograding.recording.class_list import read_class_list, write_class_list
from grader.autograding.recording.gradebook_rows import entry_of


def due_dates(book: Gradebook) -> dict[str, datetime | None]:
    """Each assignment of the gradebook, by name, to when it is due (UTC); None where nothing is set."""
    rows = book.db.query(Assignment.name, Assignment.duedate).order_by(Assignment.name)
    return {name: due for name, due in rows}


def set_due_date(book: Gradebook, assignment: str, due: datetime | None) -> None:
    """Say when an assignment is due (UTC), and commit; None takes the date away."""
    book.db.execute(update(Assignment).where(Assignment.name == assignment).values(duedate=due))
    book.db.commit()


def extensions(book: Gradebook, assignment: str) -> Mapping[str, timedelta]:
    """Student to how much longer they have, of those who have longer."""
    rows = (
        book.db.query(SubmittedAssignment.student_id, SubmittedAssignment.extension)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment, SubmittedAssignment.extension.is_not(None))
        .order_by(SubmittedAssignment.student_id)
    )
    return {student: extension for student, extension in rows if extension}


def set_extension(
    book: Gradebook, root: Path, assignment: str, student: str, extension: timedelta | None
) -> None:
    """Say how much longer a student has, and commit; None takes it back.

    Args:
        book: The gradebook, which knows the assignment.
        root: The course's folder.
        assignment: Its name.
        student: Somebody of the class list, or, where there is none, whoever may hand in: who is
            added so makes no list.
        extension: Replaces what was given before.
    """
    if extension is None and student not in extensions(book, assignment):
        return
    listed = read_class_list(book, root)  # before an entry, which would look like work handed in
    write_class_list(root, listed, () if student in listed.people else (student,))
    entry = entry_of(book, assignment, student)
    changed = update(SubmittedAssignment).where(SubmittedAssignment.id == entry)
    book.db.execute(changed.values(extension=extension))
    book.db.commit()
