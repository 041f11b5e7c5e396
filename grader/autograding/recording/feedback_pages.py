"""How far each student's feedback is: made, older than the marks, back with its owner, or made anew since.

What goes back through nbgrader's exchange lies in it under a name that its secret gives; what a
learning-management system hands out is written down (`returned`).
"""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import notebook_hash

from grader.autograding.reading.handed_in import SECRET, read_said
from grader.autograding.recording.returned import Returned, digest_of_pages, read_returned
from grader.autograding.terms.course_folder import CourseFolder

EXCHANGE = "exchange"
# How far feedback is. "made" can't tell a mark that a person has changed since: the gradebook knows no
# time of it.
NONE, MADE, OLD, RETURNED, CHANGED = "", "made", "outdated", "returned", "made anew"


@dataclass(frozen=True)
class Feedback:
    """One student's feedback pages of one assignment.

    Attributes:
        state: NONE; MADE, and not returned; OLD, made before the submission was marked last; RETURNED
            as it is; CHANGED, returned and made anew with another content.
        returned: When it went back (UTC); None where it did not.
        by: How it went back: EXCHANGE, or the system's name. Where it did not: EXCHANGE if it can go
            back through it, else "".
    """

    state: str = NONE
    returned: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class Released:
    """What was released into a course's part of nbgrader's exchange.

    Attributes:
        folder: Where.
        times: File name to when it was written (UTC).
    """

    folder: Path
    times: Mapping[str, datetime] = field(default_factory=dict)


def read_exchange(course: CourseFolder) -> Released:
    """What was released so far; nothing where the exchange can't be read."""
    folder = course.exchange / "feedback"
    try:
        with os.scandir(folder) as listing:
            times = {file.name: _time(file.stat()) for file in listing}
    except OSError:  # there is none, or it is somebody else's
        return Released(folder)
    return Released(folder, times)


def read_feedback(
    course: CourseFolder, assignment: str, students: Iterable[str], released: Released
) -> dict[str, Feedback]:
    """How far the feedback of some students is; who has none is left out.

    Args:
        course, assignment: Of which course and assignment.
        students: Whose.
        released: What lies in the exchange.
    """
    given_back = read_returned(course.root, assignment)
    found = {}
    for student in students:
        folder = course.feedback / student / assignment
        pages = pages_in(folder)
        record = given_back.get(student)
        if not (pages or record):
            continue
        back = _by_exchange(folder, pages, released)
        if record and not (back.returned and back.same):
            by_system = _by_system(folder, pages, record)
            back = by_system if by_system.same or not back.returned else back
        notebooks = course.autograded / student / assignment
        state = RETURNED if back.same else CHANGED
        if not back.returned:
            state = MADE
        elif not pages:  # they were removed when they had gone back
            state = RETURNED
        for page, made in pages.items():
            if _is_older(made, notebooks / f"{Path(page).stem}.ipynb"):
                state = OLD
        found[student] = Feedback(state, back.returned, back.by)
    return found


@dataclass(frozen=True)
class _Back:
    """When and how pages went back, and whether they are those that are there now."""

    returned: datetime | None = None
    by: str = ""
    same: bool = False


def pages_in(folder: Path) -> dict[str, datetime]:
    """The feedback pages of a student's folder, by file name, with the times when they were made (UTC);
    none where it, or one of them, is a link."""
    if folder.is_symlink():
        return {}
    try:
        with os.scandir(folder) as listing:
            return {
                file.name: _time(file.stat())
                for file in listing
                if file.name.endswith(".html") and file.is_file(follow_symlinks=False)
            }
    except OSError:  # no feedback
        return {}


def _time(status: os.stat_result) -> datetime:
    return datetime.fromtimestamp(status.st_mtime, UTC).replace(tzinfo=None)


def _is_older(made: datetime, notebook: Path) -> bool:
    try:
        return made < _time(notebook.stat())
    except OSError:  # it isn't there any more
        return False


def _by_exchange(folder: Path, pages: Mapping[str, datetime], released: Released) -> _Back:
    """By nbgrader's rule a page is called by its secret there."""
    secret = read_said(folder, SECRET)[0] if pages else ""
    if not secret:
        return _Back()
    names = {
        page: f"{notebook_hash(secret=secret, notebook_id=Path(page).stem)}.html" for page in pages
    }
    if not all(name in released.times for name in names.values()):
        return _Back(by=EXCHANGE)
    same = all(
        made <= released.times[names[page]]
        or filecmp.cmp(folder / page, released.folder / names[page], shallow=False)
        for page, made in pages.items()
    )
    return _Back(max(released.times[name] for name in names.values()), EXCHANGE, same)


def _by_system(folder: Path, pages: Mapping[str, datetime], record: Returned) -> _Back:
    time = datetime.fromisoformat(record.time).astimezone(UTC).replace(tzinfo=None)
    same = all(made <= time for made in pages.values()) or digest_of_pages(folder) == record.digest
    return _Back(time, record.by, same)
