"""What an earlier run recorded, kept beside the gradebook: so that nothing unchanged runs again."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

from grader.autograding.course_folder import CourseFolder
from grader.autograding.one_submission import Marked


def _marker(course: CourseFolder, assignment: str, student: str) -> Path:
    name = hashlib.sha256(student.encode()).hexdigest()[:32]
    return course.root / ".nbgrader" / "marked" / assignment / f"{name}.json"


def marked_before(
    course: CourseFolder, assignment: str, student: str, digest: str, entry: str
) -> Marked | None:
    """What an earlier run recorded of the same submission by the same rules, if it still stands.

    Args:
        course, assignment, student: Whose.
        digest: Of the submission and of all that its marks depend on.
        entry: The id of the submission in the gradebook: another one has its marks from elsewhere,
            or has none.
    """
    found = _read(_marker(course, assignment, student))
    if found is None or not entry or (found[1], found[2]) != (digest, entry):
        return None
    marked = found[0]
    marked.unchanged = True
    return marked


def remember(
    course: CourseFolder, assignment: str, marked: Marked, digest: str, entry: str
) -> None:
    """Write down that all of a submission is recorded."""
    marker = _marker(course, assignment, marked.student)
    marker.parent.mkdir(parents=True, exist_ok=True)
    aside = marker.with_suffix(".writing")
    said = {**asdict(marked), "digest": digest, "entry": entry}
    aside.write_text(json.dumps(said), encoding="utf-8")
    os.replace(aside, marker)


def all_marked(course: CourseFolder, assignment: str) -> list[Marked]:
    """Everybody whose marks of an assignment were recorded, in the order of their ids."""
    folder = course.root / ".nbgrader" / "marked" / assignment
    read = [_read(path) for path in folder.glob("*.json")]
    return sorted((found[0] for found in read if found), key=lambda one: one.student)


def _read(path: Path) -> tuple[Marked, str, str] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        digest, entry = said.pop("digest"), said.pop("entry")
        return Marked(**said), digest, entry
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # none, or half a one
        return None
