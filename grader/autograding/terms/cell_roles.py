"""What nbgrader's metadata say a cell is for."""

from __future__ import annotations

from nbformat import NotebookNode


def grade_id(cell: NotebookNode) -> str:
    """What nbgrader calls the cell; "" for a cell it doesn't know."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_answer(cell: NotebookNode) -> bool:
    """Whether students write in the cell and its text counts."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution", False))


def is_graded(cell: NotebookNode) -> bool:
    """Whether the cell carries points."""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade", False) or about.get("task", False))
