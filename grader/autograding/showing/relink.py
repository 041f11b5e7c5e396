"""Fits a notebook that was marked to where it is read: in Formgrader, and as a page of feedback.

Both stand in other folders than the exercise did, and are read without a network too.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

from grader.course import courses_here

_BADGE = re.compile(r"\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)")
_LESSON = re.compile(r"(?<=\]\()(?:\.\./)+(notebooks/[\w.-]+\.ipynb)(?=[)#])")


def fit_for_reading(notebook: NotebookNode) -> None:
    """Take the badge that opens the exercise in Colab out of a notebook, and let the links to
    lessons lead to their public address; in place. Where it is not clear which course is marked, links
    stay as they are."""
    notebook.cells = [cell for cell in notebook.cells if not _is_badge(cell)]
    if len(courses := courses_here()) != 1:
        return
    public = f"{courses[0].repository}/blob/{courses[0].branch}"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LESSON.sub(rf"{public}/\1", cell.source)


def _is_badge(cell: NotebookNode) -> bool:
    # Something else that a student wrote there is theirs.
    tagged = "badge" in cell.metadata.get("tags", ())
    return tagged and bool(_BADGE.fullmatch(cell.source.strip()))
