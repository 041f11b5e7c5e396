"""Call a student otherwise: in the gradebook, in the folders of the course, and in what is recorded.

Each step is whole or not done, and may be done twice; what is to be done is written down first. So an
interrupted one is continued, and until it is, no other begins.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from nbgrader.api import Gradebook, Student

from grader.autograding.reading.submissions import why_no_id
from grader.autograding.recording.class_list import rename_in_class_list
from grader.autograding.recording.collected import rename_in_collected
from grader.autograding.recording.earlier_runs import rename_markers
from grader.autograding.recording.keyed_records import rename_entries
from grader.autograding.recording.split import rename_in_splits
from grader.autograding.recording.student_rows import rename_rows
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.record_files import write_record
from grader.autograding.terms.untrusted_text import printable


def rename(course: CourseFolder, book: Gradebook, old: str, new: str) -> bool:
    """Call a student otherwise.

    Args:
        course: The course.
        book: Its gradebook.
        old: What they are called.
        new: What they are to be called.

    Returns:
        Whether an interrupted one was continued.

    Raises:
        CourseError: That can't be; nothing was changed.
        OSError: A folder or a file can't be moved; the same command goes on.
    """
    begun = _begun(course.root)
    if begun is not None and begun != (old, new):
        was, to = map(printable, begun)
        raise CourseError(
            f"Calling {was} {to} was interrupted: `grader rename {was} {to}` goes on with it. Then this "
            "can be done."
        )
    if begun is None:
        _refuse(course, book, old, new)
        write_record(_journal(course.root), {"old": old, "new": new})
    for below in (course.submitted, course.autograded, course.feedback):
        if (below / old).exists():
            os.rename(below / old, below / new)
    rename_markers(course, old, new)
    rename_in_collected(course.root, old, new)
    rename_entries(course.root, old, new)
    rename_in_splits(course.root, old, new)
    rename_in_class_list(course.root, old, new)
    if book.db.get(Student, old) is not None:
        rename_rows(book, old, new)
        book.db.commit()
    _journal(course.root).unlink()
    return begun is not None


def why_no_student_id(student: str) -> str:
    """Why a text can be no student's id, or "": it becomes the name of folders."""
    if not student.strip() or student != student.strip():
        return "An id is no empty text, and no space stands at its ends."
    if "/" in student or student.startswith("."):
        return "An id becomes the name of a folder: it holds no / and begins with no full stop."
    return why_no_id(student)


def _refuse(course: CourseFolder, book: Gradebook, old: str, new: str) -> None:
    shown = printable(new)
    if reason := why_no_student_id(new):
        raise CourseError(f"Nobody can be called {shown!r}. {reason}")
    if old == new:
        raise CourseError(f"{shown} is called so already.")
    if book.db.get(Student, new) is not None:
        raise CourseError(
            f"{shown} is somebody else in the gradebook, and two are not made one. What belongs to "
            f"{printable(old)} has to be looked at by a person."
        )
    for below in (course.submitted, course.autograded, course.feedback):
        if os.path.lexists(below / new):
            raise CourseError(
                f"{below.name}/{shown} is there already: look whose it is, and move it away."
            )


def _journal(root: Path) -> Path:
    return root / ".nbgrader" / "renaming.json"


def _begun(root: Path) -> tuple[str, str] | None:
    """What an interrupted one was to do."""
    with contextlib.suppress(FileNotFoundError):
        record = json.loads(_journal(root).read_text(encoding="utf-8"))
        return str(record["old"]), str(record["new"])
    return None
