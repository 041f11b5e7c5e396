"""What `nbgrader generate_assignment` does besides: every version that is handed out is written down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.autograding.reading.releases import record_release
from grader.autograding.terms.course_folder import open_course


def record_generated(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """What `nbgrader generate_assignment` calls before and after it makes a release.

    Args:
        assignment: The assignment's name, which may be a pattern.
        student: Not used; nbgrader passes it.
        notebooks: Paths of the source notebooks. The working directory is the course.
    """
    course = open_course()
    for name in {Path(notebook).parent.name for notebook in notebooks}:
        record_release(course.root, course.release, name)
