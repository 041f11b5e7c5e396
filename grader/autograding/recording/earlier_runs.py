"""What an earlier run recorded, kept beside the gradebook: so that nothing unchanged runs again.

A marker vouches for the files that were written before it: what a crash emptied or cut runs again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from grader.autograding.marking.grounds import LOST, NEW, reason_to_run
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.results import Marked


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
) -> tuple[Marked | None, str]:
    """What an earlier run recorded of the same submission by the same rules, if it still stands.

    Args:
        course, assignment, student: Whose.
        digest: Of the submission and of all that its marks depend on.
        entry: The id of the submission in the gradebook: another one has its marks from elsewhere,
            or has none.

    Returns:
        That, or None and the reason to mark it now.
    """
    found = _read(_marker(course, assignment, student))
    if found is None:
        return None, LOST if entry else NEW
    if entry != found.entry:
        return None, LOST
    if found.digest != digest:
        return None, reason_to_run(found.digest, digest)
    folder = course.autograded / student / assignment
    if not found.written or not all(
        _is_whole(folder / name, said) for name, said in found.written.items()
    ):
        return None, LOST
    found.marked.unchanged, found.marked.reason = True, ""
    return found.marked, ""


def last_marked(course: CourseFolder, assignment: str, student: str) -> Marked | None:
    """What was recorded of a student's submission last, whatever has changed since."""
    found = _read(_marker(course, assignment, student))
    return found.marked if found else None


def _is_whole(path: Path, digest: str) -> bool:
    """Whether a file is as it was written; a notebook may be any whole one, as nbgrader's button and
    Formgrader write it anew."""
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == digest:
            return True
        return path.suffix == ".ipynb" and isinstance(json.loads(content)["cells"], list)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _written(folder: Path) -> dict[str, str]:
    """The files of a folder: path relative to it, and digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def remember(
    course: CourseFolder, assignment: str, marked: Marked, digest: str, entry: str
) -> None:
    """Write down that all of a submission is recorded, and what was written for it."""
    marker = _marker(course, assignment, marked.student)
    aside = marker.with_suffix(".writing")
    written = _written(course.autograded / marked.student / assignment)
    said = {**asdict(marked), "digest": digest, "entry": entry, "written": written}
    aside.write_text(json.dumps(said), encoding="utf-8")
    os.replace(aside, marker)


def all_marked(course: CourseFolder, assignment: str) -> list[Marked]:
    """Everybody whose marks of an assignment were recorded, in the order of their ids."""
    folder = _folder(course, assignment)
    read = [_read(path) for path in folder.glob("*.json")]
    return sorted((found.marked for found in read if found), key=lambda one: one.student)


def markers_of(course: CourseFolder, student: str) -> list[Path]:
    """The files that record a student's submissions, one for each assignment."""
    name = _marker(course, "", student).name
    return sorted((course.root / ".nbgrader" / "marked").glob(f"*/{name}"))


def rename_markers(course: CourseFolder, old: str, new: str) -> None:
    """Let what was recorded of one student be of one who is called otherwise, each file whole or not
    at all."""
    for marker in markers_of(course, old):
        renamed = marker.with_name(_marker(course, "", new).name)
        aside = renamed.with_suffix(".writing")
        try:
            said = json.loads(marker.read_text(encoding="utf-8")) | {"student": new}
        except (ValueError, TypeError, RecursionError):  # half a one vouches for nothing
            marker.unlink()
            continue
        aside.write_text(json.dumps(said), encoding="utf-8")
        os.replace(aside, renamed)
        marker.unlink()


@dataclass(frozen=True)
class _Marker:
    """What a marker says: what came of a submission, and what that rests on."""

    marked: Marked
    digest: str
    entry: str
    written: dict[str, str]


def _names_and_digests(said: object) -> dict[str, str]:
    """What a marker says was written; nothing where it says something else, or is an older one."""
    if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
        return {}
    return said


def _read(path: Path) -> _Marker | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        digest, entry = said.pop("digest"), said.pop("entry")
        written = _names_and_digests(said.pop("written", None))
        marked = Marked(**said)
    # None, half a one, or somebody else's.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    fields = zip(vars(marked).values(), vars(Marked("")).values(), strict=True)
    sound = all(isinstance(value, type(usual)) for value, usual in fields)
    return _Marker(marked, digest, entry, written) if sound else None
