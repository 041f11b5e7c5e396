"""Writes down what each student earned: the autograded notebooks, then nbgrader's gradebook.

The gradebook is nbgrader's own database; one process writes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import text

from grader.autograding.course_folder import CourseFolder
from grader.autograding.gradebook_rows import entry_of, is_late, write_marks
from grader.autograding.one_submission import Work
from grader.autograding.submissions import SECRET, TIMESTAMP

PATIENCE = 30  # seconds that a write waits for another program, Formgrader say, that writes


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
        if self._book.engine.dialect.name == "sqlite":  # which waits for 5 s by itself
            self._book.db.execute(text(f"PRAGMA busy_timeout = {1000 * PATIENCE:.0f}"))
            self._book.db.commit()

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

        A student whom the gradebook doesn't know is added, as `nbgrader autograde` does. Where
        anything is raised, the gradebook is as it was.

        Returns:
            The id of the submission in the gradebook.
        """
        student = work.marked.student
        self._write_files(work)
        book = self._book
        try:
            entry = entry_of(book, self._assignment, student, work.timestamp)
            for name, (notebook, marks) in work.notebooks.items():
                write_marks(book, entry, name, notebook, marks)
            late = is_late(book, entry)
            book.db.commit()
        except BaseException:  # Ctrl-C as well
            book.db.rollback()
            raise
        if late:
            self._subtract_penalties(student, work.notebooks)
        return entry

    def _write_files(self, work: Work) -> None:
        folder = self._course.autograded / work.marked.student / self._assignment
        ours = {TIMESTAMP, SECRET}
        ours |= {f"{name}{ending}" for name in work.notebooks for ending in (".ipynb", ".writing")}
        _clear(folder, ours)
        for name, (notebook, _) in work.notebooks.items():
            path = folder / f"{name}.ipynb"
            write_notebook(path, notebook)
        for name, picture in work.pictures.items():
            if name.partition("/")[0] in ours:  # a folder that is called like one of our files
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, path, follow_symlinks=False)
        for name, said in ((TIMESTAMP, work.timestamp), (SECRET, work.secret)):
            path = folder / name
            path.unlink(missing_ok=True)  # nbgrader leaves it without the right to write it
            if said:
                path.write_text(said, encoding="utf-8")

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


def _clear(folder: Path, kept: Collection[str]) -> None:
    """Remove what an earlier submission left beside its notebooks: a name may be another kind now."""
    for one in os.scandir(folder) if folder.is_dir() else ():
        if one.is_dir(follow_symlinks=False):
            shutil.rmtree(one.path)
        elif one.name not in kept:
            os.unlink(one.path)


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook whole or not at all, also when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".writing")
    try:
        with aside.open("w", encoding="utf-8") as file:
            nbformat.write(notebook, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:  # a full disk, Ctrl-C; feedback would copy what lies there
        aside.unlink(missing_ok=True)
        raise
