"""Whether the gradebook, exercises/ and the tasks tell of the same assignment."""

from __future__ import annotations

from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme

from grader.autograding.reading.releases import version_of
from grader.autograding.terms.cell_roles import grade_id
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.released import CellVersion
from grader.catalog import UnknownTaskError, find_assignment

_NAMED = 3  # cells that differ and are named


def what_differs(course: CourseFolder, assignment: str) -> list[str]:
    """Sentences about what an instructor changed in one place and not in another."""
    in_gradebook = _in_gradebook(course, assignment)
    if not in_gradebook:
        return []
    found = []
    released = _released(course, assignment, in_gradebook)
    if released is not None and (differing := _differing(in_gradebook, released)):
        found.append(
            f"The gradebook's version of {assignment} is not that of {course.release.name}/ "
            f"({differing}). Marks are by the gradebook's. "
            f"`nbgrader generate_assignment --force {assignment}` makes both the same."
        )
    points = {
        name: cell.points
        for notebook in in_gradebook.values()
        for name, cell in notebook.items()
        if cell.points is not None
    }
    found += [
        f"`{name}` is worth {most:g} points as a task and {points[name]:g} in the gradebook. A task's "
        "points stand in its module: write there what it is to be worth, print "
        f"{course.source.name}/ from it with `make exercises`, and generate the assignment anew."
        for name, most in _tasks_points(assignment).items()
        if name in points and points[name] != most
    ]
    return found


def _in_gradebook(course: CourseFolder, assignment: str) -> dict[str, dict[str, CellVersion]]:
    """Notebook to what the gradebook has of its cells, as students would get them."""
    with Gradebook(course.database, course.course_id) as book:
        try:
            notebooks = book.find_assignment(assignment).notebooks
        except MissingEntry:
            return {}
        found = {}
        for notebook in notebooks:
            graded = (*notebook.grade_cells, *notebook.task_cells)
            points = {cell.name: float(cell.max_score) for cell in graded}
            cells = [
                nbformat.from_dict(
                    {
                        "cell_type": one.cell_type,
                        "source": one.source,
                        "metadata": {"nbgrader": {"grade_id": one.name}},
                    }
                )
                for one in notebook.source_cells
            ]
            shown = NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=cells)
            for step in (ClearHiddenTests, ClearMarkScheme):
                shown, _ = step(config=course.config).preprocess(shown, {})
            for cell in shown.cells:
                if grade_id(cell) in points:
                    cell.metadata.nbgrader["points"] = points[grade_id(cell)]
            found[notebook.name] = dict(version_of(shown.cells))
        return found


def _released(
    course: CourseFolder, assignment: str, notebooks: Mapping[str, object]
) -> dict[str, dict[str, CellVersion]] | None:
    """Notebook to its cells with a grade id in the release folder; None where it can't be read."""
    found = {}
    for name in notebooks:
        path = course.release / assignment / f"{name}.ipynb"
        try:
            cells = nbformat.read(path, as_version=4).cells
        except (OSError, ValueError):  # not there, or marking has said what to do
            return None
        found[name] = dict(version_of(cell for cell in cells if grade_id(cell)))
    return found


def _differing(
    mine: Mapping[str, Mapping[str, CellVersion]], released: Mapping[str, Mapping[str, CellVersion]]
) -> str:
    said = []
    for notebook, cells in mine.items():
        other = released[notebook]
        for name in dict.fromkeys((*cells, *other)):
            here, there = cells.get(name), other.get(name)
            if here is None or there is None:
                said.append(f"`{name}` is in one of them alone")
            elif here.points != there.points:
                said.append(f"points of `{name}`: {_points(here)} and {_points(there)}")
            elif here.text != there.text:
                said.append(f"the text of `{name}`")
    more = f" and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
    return "; ".join(said[:_NAMED]) + more


def _points(cell: CellVersion) -> str:
    return "none" if cell.points is None else f"{cell.points:g}"


def _tasks_points(assignment: str) -> dict[str, float]:
    try:
        return {task.name: float(task.points) for task in find_assignment(assignment).tasks}
    except UnknownTaskError:  # an assignment of plain nbgrader cells
        return {}
