"""What an earlier run recorded, kept beside the gradebook: so that nothing unchanged runs again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from grader.autograding.course_folder import CourseError, CourseFolder
from grader.autograding.one_submission import Marked


def _marker(course: CourseFolder, assignment: str, student: str) -> Path:
    name = hashlib.sha256(student.encode()).hexdigest()[:32]
    return _folder(course, assignment) / f"{name}.json"


def _folder(course: CourseFolder, assignment: str) -> Path:
    return course.root / ".nbgrader" / "marked" / assignment


@contextlib.contextmanager
def only_one(course: CourseFolder, assignment: str) -> Iterator[None]:
    """Keep a second command from marking the same assignment while inside.

    Raises:
        CourseError: One does, or the course's own folder can't be written.
    """
    import fcntl  # not on Windows, where `grader report` runs too

    folder = _folder(course, assignment)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = folder.with_name(f"{assignment}.lock").open("w")
    except OSError as error:
        raise CourseError(f"{folder} cannot be written: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # goes with the process, also killed
        except BlockingIOError:
            raise CourseError(
                f"{assignment} is being marked already, by another `grader autograde`."
            ) from None
        yield


def forget(course: CourseFolder, assignment: str, student: str) -> None:
    """Take back that a submission is recorded."""
    _marker(course, assignment, student).unlink(missing_ok=True)


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
    aside = marker.with_suffix(".writing")
    said = {**asdict(marked), "digest": digest, "entry": entry}
    aside.write_text(json.dumps(said), encoding="utf-8")
    os.replace(aside, marker)


def all_marked(course: CourseFolder, assignment: str) -> list[Marked]:
    """Everybody whose marks of an assignment were recorded, in the order of their ids."""
    folder = _folder(course, assignment)
    read = [_read(path) for path in folder.glob("*.json")]
    return sorted((found[0] for found in read if found), key=lambda one: one.student)


def _read(path: Path) -> tuple[Marked, str, str] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        digest, entry = said.pop("digest"), said.pop("entry")
        marked = Marked(**said)
    # None, half a one, or somebody else's.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    fields = zip(vars(marked).values(), vars(Marked("")).values(), strict=True)
    sound = all(isinstance(value, type(usual)) for value, usual in fields)
    return (marked, digest, entry) if sound else None
