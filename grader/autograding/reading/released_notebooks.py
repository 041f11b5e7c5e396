"""Reads what was released of an assignment: from the gradebook, and from what was handed out."""

from __future__ import annotations

from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry, Notebook

from grader.autograding.reading.releases import known_versions, record_release
from grader.autograding.terms.cell_roles import grade_id
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError, no_such_assignment
from grader.autograding.terms.released import Released


def read_released(
    course: CourseFolder, assignment: str, subjects: Mapping[str, str]
) -> list[Released]:
    """What was released of an assignment, a notebook each.

    Raises:
        CourseError: The gradebook doesn't know it, or what was released can't be read.
    """
    try:
        record_release(course.root, course.release, assignment)
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be written: {error.strerror}.") from error
    with Gradebook(course.database, course.course_id) as book:
        try:
            notebooks = book.find_assignment(assignment).notebooks
        except MissingEntry:
            known = [one.name for one in book.assignments]
            raise no_such_assignment(assignment, known) from None
        if not notebooks:
            raise CourseError(
                f"The assignment {assignment!r} has no notebook in the gradebook. "
                f"`nbgrader generate_assignment --force {assignment}` puts it there, or says what "
                "is wrong with it."
            )
        return [_released(course, assignment, one, subjects) for one in notebooks]


def _released(
    course: CourseFolder, assignment: str, notebook: Notebook, subjects: Mapping[str, str]
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
        try:
            handed = nbformat.read(path, as_version=4)
        except (OSError, ValueError) as error:
            raise CourseError(
                f"{path} cannot be read ({type(error).__name__}). "
                f"`nbgrader generate_assignment --force {assignment}` makes it anew."
            ) from error
        cells = [cell for cell in handed.cells if not grade_id(cell) or grade_id(cell) in known]
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
    versions = known_versions(course.root, assignment, notebook.name)
    return Released(assignment, notebook.name, cells, subjects, handed_out, versions)
