"""`grader autograde --dry-run`: marks a class on a copy of all that marking writes, which is thrown away.

So what it tells is what marking would do, marks by hand and penalties in it, and nothing is written.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.autograding.classes.roll import Entry, Roll
from grader.autograding.classes.summary import counted, indented
from grader.autograding.reading.submissions import find_students
from grader.autograding.recording.class_marks import StudentMarks
from grader.autograding.recording.gradebook_copy import (
    copy_gradebook,
    copy_server,
    gradebook_file,
)
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.untrusted_text import printable
from grader.course import FOLDER, courses_here

_RECORDS = ".nbgrader"
_NOT_COPIED = ("exchange", "cache")  # what goes out and comes back; marking doesn't look there
_LOG = f"{_RECORDS}/autograde.log"


@contextlib.contextmanager
def rehearsed(course: CourseFolder, assignment: str) -> Iterator[CourseFolder]:
    """The same course with a copy of its gradebook, its records and what was marked of an assignment.

    What was handed in and handed out is read where it lies. The copies hold personal data: their folder is
    its owner's alone, hidden from submissions, and removed at the end.
    """
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        scratch = Path(folder)
        _copy_records(course, scratch)
        for student in find_students(course.submitted, assignment):
            marked = course.autograded / student / assignment
            if marked.is_dir():
                shutil.copytree(
                    marked, scratch / "autograded" / student / assignment, symlinks=True
                )
        _lead_to_code(course, scratch)
        yield dataclasses.replace(
            course,
            root=scratch,
            autograded=scratch / "autograded",
            database=f"sqlite:///{scratch / 'gradebook.db'}",
            hidden=(*course.hidden, folder),
        )
        log = scratch / _LOG
        if log.is_file():  # what was said of a failure names it, and it is gone in a moment
            print(f"{_LOG} would hold:\n{log.read_text('utf-8')}", file=sys.stderr)


def _copy_records(course: CourseFolder, scratch: Path) -> None:
    book, copy = gradebook_file(course), scratch / "gradebook.db"
    if book is None:
        copy_server(course.database, copy, course.course_id)
    elif book.is_file():
        copy_gradebook(book, copy)
    records = course.root / _RECORDS
    (scratch / _RECORDS).mkdir()
    for path in records.iterdir() if records.is_dir() else ():
        target = scratch / _RECORDS / path.name
        if path.is_dir() and path.name not in _NOT_COPIED:
            shutil.copytree(path, target, symlinks=True)
        elif path.is_file() and path.name != Path(_LOG).name:
            shutil.copyfile(path, target)


def _lead_to_code(course: CourseFolder, scratch: Path) -> None:
    """The tasks of a course that isn't installed, and plug-ins, are looked for from the course's root."""
    for known in courses_here(course.root):
        if known.root is not None and known.folder is not None:
            (scratch / FOLDER).symlink_to(known.folder)
    for path in course.root.glob("*.py"):
        (scratch / path.name).symlink_to(path)


def rehearsal_text(roll: Roll, before: Mapping[str, StudentMarks]) -> str:
    """What marking would change, everybody named.

    Args:
        roll: The class as marking would leave it.
        before: The gradebook's marks as they are.
    """
    here = roll.submissions
    ran = [e.marked for e in here if e.marked and not (e.marked.unchanged or e.marked.error)]
    reasons = Counter(marked.reason for marked in ran if marked.reason)
    why = "; ".join(
        reason if len(reasons) == 1 else f"{count}, {reason}"
        for reason, count in reasons.most_common()
    )
    lines = [
        f"{roll.assignment}: {counted(len(here), 'submission')}, {len(ran)} would run"
        f"{f': {why}' if why else ''}"
    ]
    changed = [entry for entry in here if _score_before(entry, before) not in (None, entry.score)]
    new = [e for e in here if e.score is not None and _score_before(e, before) is None]
    waiting = [
        e
        for e in here
        if e.marks and (was := before.get(e.person.id)) and e.marks.waiting > was.waiting
    ]
    lines.append(
        f"  marks that would change: {len(changed) or 'none'}"
        if changed or not new
        else "  no mark that is there would change"
    )
    for entry in changed:
        lines.append(f"    {_who(entry)} {_score_before(entry, before):g} to {entry.score or 0:g}")
    if new:
        lines.append(f"  marked for the first time: {len(new)}")
        lines += [f"    {_who(entry)} {entry.score:g}" for entry in new]
    if waiting:
        names = ", ".join(map(_who, waiting))
        lines.append(indented(f"would wait for you, who don't now: {names}"))
    failed = [entry for entry in roll.entries if entry.marked and entry.marked.error]
    if failed:
        lines.append(indented(f"could not be run: {', '.join(map(_who, failed))}"))
    lines.append(indented("Nothing was written; without `--dry-run` the same command records it."))
    return "\n".join(lines)


def _score_before(entry: Entry, before: Mapping[str, StudentMarks]) -> float | None:
    was = before.get(entry.person.id)
    return was.score if was and was.is_marked else None


def _who(entry: Entry) -> str:
    return printable(f"{entry.person.id} {entry.person.full_name}".strip())
