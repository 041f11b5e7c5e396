"""Writes down what each student earned: the autograded notebooks, then nbgrader's gradebook.

The gradebook is nbgrader's own database, through nbgrader's own interface; one process writes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties

from grader.autograding.cell_roles import grade_id, is_answer
from grader.autograding.course_folder import CourseFolder
from grader.autograding.marking import Mark, is_unanswered
from grader.autograding.one_submission import Work
from grader.autograding.submissions import SECRET, TIMESTAMP


class Ledger:
    """The marks of one assignment; a context manager, open while a class is marked.

    Args:
        course: The course.
        assignment: The assignment's name, which the gradebook knows.
    """

    def __init__(self, course: CourseFolder, assignment: str) -> None:
        self._course = course
        self._assignment = assignment
        self._book = Gradebook(course.database, course.course_id)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def entries(self) -> dict[str, str]:
        """Student to the id of their submission in the gradebook."""
        assignment = self._book.find_assignment(self._assignment)
        rows = self._book.db.query(SubmittedAssignment.student_id, SubmittedAssignment.id)
        return dict(rows.filter(SubmittedAssignment.assignment_id == assignment.id).all())

    def record(self, work: Work) -> str:
        """Write the notebooks first, then the marks, in one transaction.

        A student whom the gradebook doesn't know is added, as `nbgrader autograde` does.

        Returns:
            The id of the submission in the gradebook.
        """
        student = work.marked.student
        self._write_files(work)
        when = {"timestamp": work.timestamp} if work.timestamp else {}
        book = self._book
        book.update_or_create_student(student)
        with book.db.no_autoflush:  # as SQLAlchemy warns that nbgrader should
            submission = book.update_or_create_submission(self._assignment, student, **when)
        for name, (notebook, marks) in work.notebooks.items():
            write_marks(book, self._assignment, student, name, notebook, marks)
        book.db.commit()
        late, entry = submission.total_seconds_late > 0, submission.id
        book.db.expunge_all()  # what is recorded need not be kept in mind
        if late:
            self._subtract_penalties(student, work.notebooks)
        return entry

    def _write_files(self, work: Work) -> None:
        folder = self._course.autograded / work.marked.student / self._assignment
        for name, (notebook, _) in work.notebooks.items():
            path = folder / f"{name}.ipynb"
            write_notebook(path, notebook)
        for name, picture in work.pictures.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            shutil.copyfile(picture, path, follow_symlinks=False)
        for name, text in ((TIMESTAMP, work.timestamp), (SECRET, work.secret)):
            path = folder / name
            path.unlink(missing_ok=True)  # nbgrader leaves it without the right to write it
            if text:
                path.write_text(text, encoding="utf-8")

    def _subtract_penalties(self, student: str, notebooks: Iterable[str]) -> None:
        """By nbgrader's own step, with the plugin that the course's configuration names."""
        step = AssignLatePenalties(config=self._course.config)
        for name in notebooks:
            about = {
                "student": student,
                "assignment": self._assignment,
                "notebook": name,
                "db_url": self._course.database,
            }
            step.preprocess(nbformat.v4.new_notebook(), {"nbgrader": about})


def write_marks(
    book: Gradebook,
    assignment: str,
    student: str,
    name: str,
    notebook: NotebookNode,
    marks: Sequence[Mark],
) -> None:
    """Put the marks of one notebook into an open gradebook; who called commits.

    Args:
        book: The gradebook, which has the submission.
        assignment, student, name: Whose marks, and of which notebook.
        notebook: What ran.
        marks: What its cells earned.
    """
    found = book.find_submission_notebook(name, assignment, student)
    found.late_submission_penalty = None
    earned = {mark.grade_id: mark.score for mark in marks}
    for grade in found.grades:
        grade.auto_score = earned.get(grade.name)
        by_hand = grade.manual_score is not None or grade.auto_score is None
        grade.needs_manual_grade = by_hand
    unanswered = _unanswered(notebook.cells)
    for comment in found.comments:
        comment.auto_comment = "No response." if comment.name in unanswered else None


def _unanswered(cells: Iterable[NotebookNode]) -> set[str]:
    return {grade_id(cell) for cell in cells if is_answer(cell) and is_unanswered(cell)}


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook whole or not at all, also when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".writing")
    with aside.open("w", encoding="utf-8") as file:
        nbformat.write(notebook, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
