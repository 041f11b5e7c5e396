"""Whose feedback went back by a learning-management system, when, and which page.

What goes back through nbgrader's exchange lies in the exchange; of what a system is given to hand out
nothing else is kept, so it is written down for each assignment in `.nbgrader/returned`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from grader.autograding.terms.digest import digest_of
from grader.autograding.terms.record_files import write_record


@dataclass(frozen=True)
class Returned:
    """One student's feedback, as it was written for a system to hand out.

    Attributes:
        time: When, in ISO's form with its zone.
        digest: Of the pages (`digest_of_pages`): made anew with anything changed, they have another.
        by: Which system: "moodle" or "canvas".
    """

    time: str
    digest: str
    by: str


def digest_of_pages(folder: Path) -> str:
    """A digest of a student's feedback pages of one assignment, names and contents; "" without any.

    Args:
        folder: Where `nbgrader generate_feedback` writes them: feedback/STUDENT/ASSIGNMENT.

    Raises:
        OSError: A page can't be read.
    """
    pages = sorted(path for path in folder.glob("*.html") if path.is_file())
    parts = [part for page in pages for part in (os.fsencode(page.name), page.read_bytes())]
    return digest_of(parts) if parts else ""


def read_returned(root: Path, assignment: str) -> dict[str, Returned]:
    """Student to what is recorded of their feedback; nothing where nothing is, or nothing readable.

    Args:
        root: The course's folder.
        assignment: The assignment's name.
    """
    try:
        record = json.loads(_file(root, assignment).read_text(encoding="utf-8"))
        returned = {}
        for student, said in record.items():
            datetime.fromisoformat(said["time"])
            returned[str(student)] = Returned(said["time"], str(said["digest"]), str(said["by"]))
    # None, half a one, or somebody else's: returning again writes it anew.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return returned


def add_returned(root: Path, assignment: str, students: Mapping[str, Returned]) -> None:
    """Record whose feedback was returned; of the others, what was recorded stays.

    Args:
        root: The course's folder.
        assignment: The assignment's name.
        students: Student to what went back.

    Raises:
        OSError: The record can't be written; then the old one still stands.
    """
    everybody = {**read_returned(root, assignment), **students}
    record = {student: asdict(everybody[student]) for student in sorted(everybody)}
    write_record(_file(root, assignment), record)


def _file(root: Path, assignment: str) -> Path:
    return Path(root) / ".nbgrader" / "returned" / f"{assignment}.json"
