"""nbgrader's records: what was released, and what each student earned.

The gradebook is nbgrader's own database, through nbgrader's own interface; one process writes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory

from grader.autograding.marking import Mark, is_unanswered
from grader.autograding.repair import Released, grade_id, is_answer


class CourseError(Exception):
    """The course is not set up for marking; the text says what is missing and what to do."""


@dataclass(frozen=True)
class CourseFolder:
    """Where a course keeps its things, as nbgrader_config.py says.

    Attributes:
        root: The course's folder.
        submitted, autograded, source, release: Its parts.
        database: The gradebook's address.
        course_id: nbgrader's name for the course.
    """

    root: Path
    submitted: Path
    autograded: Path
    source: Path
    release: Path
    database: str
    course_id: str


def open_course() -> CourseFolder:
    """The course of the working directory, by nbgrader's own reading of its configuration."""
    app = NbGrader()
    app.load_config_file()
    courses = CourseDirectory(config=app.config)
    root = Path(courses.root)
    return CourseFolder(
        root,
        root / courses.submitted_directory,
        root / courses.autograded_directory,
        root / courses.source_directory,
        root / courses.release_directory,
        courses.db_url,
        courses.course_id,
    )


def read_released(
    course: CourseFolder, assignment: str, subjects: Mapping[str, str]
) -> list[Released]:
    """What was released of an assignment, a notebook each.

    Raises:
        CourseError: The gradebook doesn't know it.
    """
    with Gradebook(course.database, course.course_id) as book:
        try:
            notebooks = book.find_assignment(assignment).notebooks
        except MissingEntry:
            known = ", ".join(one.name for one in book.assignments) or "none"
            raise CourseError(
                f"The gradebook has no assignment {assignment!r} (it has: {known}). "
                f"`nbgrader generate_assignment --force {assignment}` puts it there."
            ) from None
        if not notebooks:
            raise CourseError(f"The assignment {assignment!r} has no notebook in the gradebook.")
        return [_released(course, assignment, one, subjects) for one in notebooks]


def _released(
    course: CourseFolder, assignment: str, notebook: object, subjects: Mapping[str, str]
) -> Released:
    known = {cell.name: cell for cell in notebook.source_cells}
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    answers = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    graded = {cell.name for cell in notebook.grade_cells}
    path = course.release / assignment / f"{notebook.name}.ipynb"
    handed_out: dict[str, str] = {}
    cells: list[NotebookNode] = []
    if path.exists():
        cells = [
            cell
            for cell in nbformat.read(path, as_version=4).cells
            if not grade_id(cell) or grade_id(cell) in known
        ]
    cells += [
        nbformat.from_dict({"cell_type": one.cell_type, "source": one.source, "metadata": {}})
        | {"nbgrader_name": name}
        for name, one in known.items()
        if name not in {grade_id(cell) for cell in cells}
    ]
    for cell in cells:
        name = cell.pop("nbgrader_name", "") or grade_id(cell)
        cell.pop("outputs", None)
        if not name:
            continue
        one = known[name]
        about = {
            "schema_version": 3,
            "grade_id": name,
            "grade": name in graded,
            "solution": name in answers,
            "task": name in tasks,
            "locked": bool(one.locked),
            "cell_type": one.cell_type,
            "checksum": one.checksum,
        }
        if name in points:
            about["points"] = float(points[name])
        handed_out[name] = cell.source.strip()
        cell.cell_type = one.cell_type
        if name not in answers:
            cell.source = one.source
        cell.metadata = nbformat.from_dict({"nbgrader": about})
    return Released(assignment, notebook.name, cells, subjects, handed_out)


def record(
    course: CourseFolder,
    assignment: str,
    student: str,
    timestamp: str,
    notebooks: Mapping[str, tuple[NotebookNode | None, Sequence[Mark]]],
) -> None:
    """Write the marks of one submission, in one transaction.

    Args:
        course: The course.
        assignment: Its name.
        student: The student's id; one whom the gradebook doesn't know is added.
        timestamp: When it was handed in, as nbgrader wrote it; "" where that isn't known.
        notebooks: Notebook name to what ran (None: nothing was handed in) and the marks.
    """
    when = {"timestamp": timestamp} if timestamp else {}
    with Gradebook(course.database, course.course_id) as book:
        book.update_or_create_student(student)
        with book.db.no_autoflush:  # as SQLAlchemy warns that nbgrader should
            book.update_or_create_submission(assignment, student, **when)
        for name, (notebook, marks) in notebooks.items():
            found = book.find_submission_notebook(name, assignment, student)
            earned = {mark.grade_id: mark.score for mark in marks}
            for grade in found.grades:
                grade.auto_score = earned.get(grade.name, 0.0 if notebook is None else None)
                by_hand = grade.manual_score is not None or grade.auto_score is None
                grade.needs_manual_grade = by_hand
            unanswered = _unanswered(notebook.cells) if notebook is not None else None
            for comment in found.comments:
                open_still = unanswered is None or comment.name in unanswered
                comment.auto_comment = "No response." if open_still else None
        book.db.commit()


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
