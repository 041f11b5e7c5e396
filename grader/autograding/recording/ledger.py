"""Writes down what each student earned: the autograded notebooks, then nbgrader's gradebook.

The gradebook is nbgrader's own database; one process writes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import BasePlugin
from sqlalchemy import text

from grader.autograding.reading.handed_in import SECRET, TIMESTAMP
from grader.autograding.reading.submissions import why_no_id
from grader.autograding.recording.class_list import read_class_list, write_class_list
from grader.autograding.recording.collected import Collected
from grader.autograding.recording.gradebook_rows import (
    entry_of,
    flag,
    same_answers,
    set_times,
    write_marks,
)
from grader.autograding.recording.penalties import work_out_penalties
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.results import Marked, Work

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
        self._admitted: set[str] = set()
        self._book = Gradebook(course.database, course.course_id)
        if self._book.engine.dialect.name == "sqlite":  # which waits for 5 s by itself
            self._book.db.execute(text(f"PRAGMA busy_timeout = {1000 * PATIENCE:.0f}"))
            self._book.db.commit()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def entries(self) -> dict[str, str]:
        """Student to the id of their submission in the gradebook; without those that hold nothing but
        an extension."""
        assignment = self._book.find_assignment(self._assignment)
        rows = (
            self._book.db.query(SubmittedAssignment.student_id, SubmittedAssignment.id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .filter(SubmittedAssignment.assignment_id == assignment.id)
            .distinct()
        )
        return dict(rows.all())

    def record(self, work: Work, before: Marked | None = None) -> str:
        """Write the notebooks first, then the marks, in one transaction.

        A student whom the gradebook doesn't know is added; `admitted` says who may be, and who was
        not asked about is admitted here. Where anything is raised, the gradebook is as it was.

        Args:
            work: What was marked.
            before: What was recorded of this student's submission last.

        Returns:
            The id of the submission in the gradebook.
        """
        student = work.marked.student
        if student not in self._admitted:
            self.admitted([student], add_all=True)
        self._write_files(work)
        book = self._book
        try:
            entry = entry_of(book, self._assignment, student, work.timestamp)
            same = same_answers(before, work.marked)
            for name, (notebook, marks) in work.notebooks.items():
                write_marks(book, entry, name, notebook, marks, same)
            if set(work.marked.needs_a_look()) - set(before.needs_a_look() if before else ()):
                flag(book, entry)
            book.db.commit()
        except BaseException:  # Ctrl-C as well
            book.db.rollback()
            raise
        return entry

    def admitted(self, students: Iterable[str], add_all: bool = False) -> set[str]:
        """Of those who handed in, the ones whose work goes into the gradebook.

        Who is added where there is no class list is written down: they must not be taken for one.

        Args:
            students: Who handed in.
            add_all: Whether to add those too who are not in the class list.
        """
        listed = read_class_list(self._book, self._course.root)
        fit = [one for one in students if not why_no_id(one)]
        admitted = {one for one in fit if add_all or listed.has(one)}
        new = admitted - set(listed.people)
        write_class_list(self._course.root, listed, () if listed.is_a_list else new)
        self._admitted |= admitted
        return admitted

    def note_who_is_there(self) -> None:
        """Write down who is in the gradebook: who is not later was taken out of it."""
        write_class_list(self._course.root, read_class_list(self._book, self._course.root))

    def take_times(self, collected: Collected) -> None:
        """Put the times that collecting knew into the gradebook, but for submissions that came with
        a time of their own."""
        times = {
            one: delivery.time
            for one, delivery in collected.students.items()
            if delivery.time and not self._has_time(one)
        }
        set_times(self._book, self._assignment, times)

    def _has_time(self, student: str) -> bool:
        return (self._course.submitted / student / self._assignment / TIMESTAMP).is_file()

    def work_out_penalties(self, plugin: BasePlugin) -> Mapping[str, str]:
        """Write everybody's penalties anew; students to why theirs couldn't be."""
        return work_out_penalties(self._book, self._assignment, plugin)

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
            _sync(path)
        for name, said in ((TIMESTAMP, work.timestamp), (SECRET, work.secret)):
            path = folder / name
            path.unlink(missing_ok=True)  # nbgrader leaves it without the right to write it
            if said:
                path.write_text(said, encoding="utf-8")
                _sync(path)
        for below in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            _sync(below)  # the names in it: a marker vouches for all this next


def _sync(path: Path) -> None:
    """Have the disk hold what was written, so that nothing of it is lost with the power."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
