"""A student who leaves: taken out of the class with all that is theirs, which is kept aside.

Nothing is deleted. Files are moved into `.nbgrader/dropped`, and what stood in the gradebook and in
the records is written there before it is taken out; so a student comes back as they were. Interrupted,
either way is continued by the same command.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from grader.autograding.recording.class_list import read_class_list, write_class_list
from grader.autograding.recording.class_marks import Person, class_marks_of
from grader.autograding.recording.collected import parts_from, parts_of, put_back, take_out
from grader.autograding.recording.due_dates import due_dates
from grader.autograding.recording.earlier_runs import markers_of
from grader.autograding.recording.keyed_records import (
    entries_of,
    put_entries_back,
    take_entries_out,
)
from grader.autograding.recording.student_rows import remove_rows, restore_rows, rows_of
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.record_files import write_record
from grader.autograding.terms.untrusted_text import printable

LEAVING, GONE, COMING_BACK = "leaving", "gone", "coming back"
_RECORD, _MARKS = "record.json", "marks.csv"


@dataclass(frozen=True)
class Leaver:
    """What is kept of a student who left, or is about to.

    Attributes:
        student: Their id.
        folder: Where it is kept.
        state: LEAVING and COMING_BACK while that is not done; else GONE.
        when: When they left, in ISO's form with its zone.
        rows: What the gradebook had.
        collected, entries: What the records of collecting and others said.
    """

    student: str
    folder: Path
    state: str
    when: str
    rows: Mapping[str, Any]
    collected: Mapping[str, Any]
    entries: Mapping[str, Any]

    @property
    def name(self) -> str:
        """First and last name; "" where nobody ever said."""
        about = self.rows["student"]
        return " ".join(about[key] for key in ("first_name", "last_name") if about.get(key))

    @property
    def person(self) -> Person:
        """Who left, as the gradebook had them."""
        about = self.rows["student"]
        said = (about.get(key) for key in ("first_name", "last_name", "email", "lms_user_id"))
        return Person(self.student, *(str(value or "") for value in said))


def drop(course: CourseFolder, book: Gradebook, student: str) -> Leaver:
    """Take a student out of the class.

    Raises:
        CourseError: Nobody is called so, or a folder is in the way.
        OSError: Something can't be moved or written; the same command goes on.
    """
    leaver = next((one for one in leavers(course.root, student) if one.state == LEAVING), None)
    rows = rows_of(book, student)
    if leaver is None:
        if rows is None:
            raise CourseError(f"Nobody in the gradebook is called {printable(student)}.")
        leaver = Leaver(
            student,
            _new_folder(course.root, student),
            LEAVING,
            datetime.now().astimezone().isoformat(timespec="seconds"),
            rows,
            {name: asdict(part) for name, part in parts_of(course.root, student).items()},
            entries_of(course.root, student),
        )
        _write_marks(book, leaver)
        _write(leaver)
    for source, kept in _places(course, leaver):
        if source.exists():
            _move(source, kept)
    take_out(course.root, student)
    take_entries_out(course.root, student)
    # Who was there and is not later was taken out: their work doesn't bring them back.
    write_class_list(course.root, read_class_list(book, course.root))
    if rows is not None:
        remove_rows(book, student)
        book.db.commit()
    return _in_state(leaver, GONE)


def bring_back(course: CourseFolder, book: Gradebook, student: str) -> list[str]:
    """Undo what `drop` did last of a student.

    Returns:
        What could not be put back and stays aside, in words.

    Raises:
        CourseError: Nothing is kept of them, or they are there again with work of their own.
        OSError: Something can't be moved or written; the same command goes on.
    """
    kept = leavers(course.root, student)
    if not kept:
        raise CourseError(
            f"Nothing is kept of {printable(student)}: nobody of that id was dropped."
        )
    leaver = kept[-1]
    now = rows_of(book, student)
    if leaver.state == GONE and now is not None and now["submissions"]:
        raise CourseError(
            f"{printable(student)} is in the class again, with work that was handed in since, so "
            f"what is kept in {leaver.folder.relative_to(course.root)} was not put in its place."
        )
    stays: list[str] = []
    if leaver.state == GONE or now is None:
        leaver = _in_state(leaver, COMING_BACK)
        if now is not None:  # somebody has added them again, and nothing more
            remove_rows(book, student)
        stays += [f"marks of {name}" for name in restore_rows(book, leaver.rows)]
        book.db.commit()
    put_back(course.root, parts_from(leaver.collected))
    put_entries_back(course.root, leaver.entries, student)
    for place, kept_at in _places(course, leaver):
        if kept_at.is_dir():
            stays += _merge(kept_at, place, course.root)
        elif kept_at.exists() and not place.exists():
            _move(kept_at, place)
    if stays:
        _in_state(leaver, GONE)
    else:
        shutil.rmtree(leaver.folder)  # records alone, which are where they were
        if not any(leaver.folder.parent.iterdir()):
            leaver.folder.parent.rmdir()
    return stays


def leavers(root: Path, student: str = "") -> list[Leaver]:
    """What is kept of those who left, or of one of them, the latest last."""
    folders = (root / ".nbgrader" / "dropped").glob("*/*/" + _RECORD)
    read = [leaver for path in folders if (leaver := _read(path))]
    chosen = [one for one in read if not student or one.student == student]
    return sorted(chosen, key=lambda one: (one.when, int(one.folder.name)))


def _places(course: CourseFolder, leaver: Leaver) -> Iterator[tuple[Path, Path]]:
    """Where something of theirs lies in the course, and where it is kept."""
    student, folder = leaver.student, leaver.folder
    for name in ("submitted", "autograded", "feedback"):
        yield getattr(course, name) / student, folder / name
    marked = course.root / ".nbgrader" / "marked"
    theirs = {path.relative_to(marked) for path in markers_of(course, student)}
    kept = {path.relative_to(folder / "marked") for path in (folder / "marked").glob("*/*.json")}
    for path in sorted(theirs | kept):
        yield marked / path, folder / "marked" / path


def _move(source: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise CourseError(
            f"{source} can't be moved to {target}, where something lies already: look at both, and "
            "remove one."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)


def _merge(kept: Path, place: Path, root: Path) -> list[str]:
    """Move a folder's entries back; those stay that the course has again."""
    place.mkdir(parents=True, exist_ok=True)
    stays = []
    for entry in sorted(kept.iterdir()):
        if os.path.lexists(place / entry.name):
            stays.append(f"{entry.relative_to(root)}, since {place.relative_to(root)} has it again")
        else:
            shutil.move(entry, place / entry.name)
    if not stays:
        kept.rmdir()
    return stays


def _new_folder(root: Path, student: str) -> Path:
    """One for each time they leave, all of them in one that is called as they are."""
    folder = root / ".nbgrader" / "dropped" / student
    number = 1
    while (folder / str(number)).exists():
        number += 1
    return folder / str(number)


def _write(leaver: Leaver) -> None:
    said = {name: value for name, value in asdict(leaver).items() if name != "folder"}
    write_record(leaver.folder / _RECORD, said)


def _in_state(leaver: Leaver, state: str) -> Leaver:
    said = {name: getattr(leaver, name) for name in leaver.__dataclass_fields__}
    changed = Leaver(**(said | {"state": state}))
    _write(changed)
    return changed


def _read(path: Path) -> Leaver | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        leaver = Leaver(**(said | {"folder": path.parent}))
        parts_from(leaver.collected)
        int(leaver.folder.name)
        return leaver if leaver.rows["student"]["id"] == leaver.student else None
    # Half a one, or somebody else's.
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _write_marks(book: Gradebook, leaver: Leaver) -> None:
    """Write what they had earned as a table, for people: each single mark is in the record."""
    leaver.folder.mkdir(parents=True, exist_ok=True)
    with (leaver.folder / _MARKS).open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(
            ["assignment", "student_id", "name", "handed in (UTC)", "raw", "penalty", "score", "of"]
        )
        for name in due_dates(book):
            marks = class_marks_of(book, name)
            mine = marks.marks.get(leaver.student)
            if mine is None or not mine.is_marked:
                continue
            figures = [mine.raw_score, mine.penalty, mine.score, marks.most]
            table.writerow([name, leaver.student, leaver.name, mine.timestamp or "", *figures])
