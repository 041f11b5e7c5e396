"""Where a course keeps its things, and what it released: nbgrader's configuration and gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.autograding.cell_roles import grade_id
from grader.autograding.repair import Released


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
        config: All that nbgrader_config.py sets, for what nbgrader itself does.
    """

    root: Path
    submitted: Path
    autograded: Path
    source: Path
    release: Path
    database: str
    course_id: str
    config: Config = field(default_factory=Config, compare=False, repr=False)


def open_course() -> CourseFolder:
    """The course of the working directory, by nbgrader's own reading of its configuration."""
    app = NbGrader()
    app.load_config_file()
    return course_of(CourseDirectory(config=app.config), app.config)


def course_of(courses: CourseDirectory, config: Config) -> CourseFolder:
    """The same from what nbgrader made of its configuration."""
    root = Path(courses.root)
    return CourseFolder(
        root,
        root / courses.submitted_directory,
        root / courses.autograded_directory,
        root / courses.source_directory,
        root / courses.release_directory,
        courses.db_url,
        courses.course_id,
        config,
    )


def read_released(
    course: CourseFolder, assignment: str, subjects: Mapping[str, str]
) -> list[Released]:
    """What was released of an assignment, a notebook each.

    Raises:
        CourseError: The gradebook doesn't know it, or what was released can't be read.
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
            raise CourseError(
                f"The assignment {assignment!r} has no notebook in the gradebook. "
                f"`nbgrader generate_assignment --force {assignment}` puts it there, or says what "
                "is wrong with it."
            )
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
    return Released(assignment, notebook.name, cells, subjects, handed_out)
