"""`nbgrader collect` and Formgrader's button, for an exchange that learners write into as they like.

nbgrader believes a folder's name, follows the links in it with the instructor's rights, and stops at
the first folder that it can't read (0.9.6). nbgrader_config.py names this step in place of nbgrader's.
"""

from __future__ import annotations

import datetime
import fnmatch
import os
import pwd
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.exchange.default.collect import ExchangeCollect
from nbgrader.exchange.default.list import ExchangeList
from nbgrader.utils import check_mode

from grader.autograding.nbgrader_plugins.student_names import few, names_of
from grader.autograding.reading.handed_in import (
    TIMESTAMP,
    File,
    copy_folder,
    look_through,
    read_said,
    remove,
    replace_folder,
    time_of,
)
from grader.autograding.reading.submissions import why_no_id
from grader.autograding.recording.collected import Delivery, Skipped, add_collected
from grader.autograding.recording.due_dates import due_dates, extensions
from grader.autograding.terms.course_folder import course_of
from grader.autograding.terms.untrusted_text import printable

_NAMED = 8  # students, and folders, that are named


@dataclass(frozen=True)
class _Inbound:
    """A folder that somebody handed in.

    Attributes:
        student: Whose it is, by its name.
        path: Where it lies.
        time: When it was handed in, by its name; in UTC without saying so.
        owner: The account that owns it.
    """

    student: str
    path: Path
    time: datetime.datetime
    owner: str


class CollectWhatIsTheirs(ExchangeCollect):
    """Collects each student's newest folder that is theirs, and names what it leaves out."""

    def init_src(self) -> None:
        """Find what was handed in."""
        if self.coursedir.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        self.inbound_path = os.path.join(self.root, self.coursedir.course_id, "inbound")
        if not os.path.isdir(self.inbound_path):
            self.fail(f"Course not found: {self.inbound_path}")
        if not check_mode(self.inbound_path, read=True, execute=True):
            self.fail(f"You don't have read permissions for the directory: {self.inbound_path}")
        self._skipped: list[Skipped] = []
        students: dict[str, list[_Inbound]] = {}
        for path in sorted(Path(self.inbound_path).iterdir()):
            if inbound := self._inbound(path):
                students.setdefault(inbound.student, []).append(inbound)
        due, longer = self._due() if self.before_duedate else (None, {})
        self.src_records = [
            _counting(folders, due and due + longer.get(student, datetime.timedelta()))
            for student, folders in students.items()
        ]

    def _inbound(self, path: Path) -> _Inbound | None:
        """What a folder is; None where it is another assignment's, or is left out."""
        student, time = _read_name(path.name, self.coursedir.assignment_id)
        asked = self.coursedir.student_id or "*"
        if not student or not (student == asked or fnmatch.fnmatchcase(student, asked)):
            return None
        why = ""
        try:
            status = path.lstat()
        except OSError as error:
            self._skip(path, f"It cannot be read: {error.strerror}.", student)
            return None
        owner = _account(status.st_uid)
        if not stat.S_ISDIR(status.st_mode):
            why = "It is no folder."
        elif self.check_owner and owner != student:
            why = (
                f"Its name says that it is of {student}, and it belongs to the account {owner}. "
                "Where accounts are called otherwise than students, "
                "`c.ExchangeCollect.check_owner = False` in nbgrader_config.py lets it through."
            )
        elif time is None:
            why = "Its name says no time that can be read."
        elif student.startswith("."):
            why = "Its name holds no student's id."
        else:
            why = why_no_id(student)
        # Who hands in under another's name is not that student.
        whose = student if owner == student or not self.check_owner else owner
        if why or time is None:
            self._skip(path, why, whose)
            return None
        return _Inbound(student, path, time, owner)

    def _skip(self, path: Path, why: str, student: str) -> None:
        self._skipped.append(Skipped(str(path), why, student))

    def _due(self) -> tuple[datetime.datetime | None, Mapping[str, datetime.timedelta]]:
        """When the assignment is due, and how much longer students have."""
        name = self.coursedir.assignment_id
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            return due_dates(book).get(name), extensions(book, name)

    def copy_files(self) -> None:
        """Copy what counts into the course, and say what came of it."""
        collected: dict[str, list[str]] = {"collected": [], "updated": [], "there already": []}
        deliveries: dict[str, Delivery] = {}
        self.log.info(
            "Processing %d submissions of '%s' for course '%s'",
            len(self.src_records), self.coursedir.assignment_id, self.coursedir.course_id,
        )  # fmt: skip
        for inbound in self.src_records:
            try:
                done = self._collect(inbound)
            except OSError as error:  # whatever it is, it costs this one
                self._skip(inbound.path, f"It cannot be copied: {error}.", inbound.student)
                continue
            collected[done].append(inbound.student)
            if done != "there already":
                when = inbound.time.replace(tzinfo=datetime.UTC).isoformat()
                deliveries[inbound.student] = Delivery(None, when, str(inbound.path), inbound.owner)
        everybody = (self.coursedir.student_id or "*") == "*"
        add_collected(
            Path(self.coursedir.root), self.coursedir.assignment_id, deliveries, self._skipped,
            self.inbound_path if everybody else "",
        )  # fmt: skip
        named = names_of(course_of(self.coursedir, self.config))
        for done, students in collected.items():
            if students:
                shown = few([named(student) for student in students], _NAMED)
                self.log.info("%s", printable(f"{len(students)} {done}: {shown}"))
        if collected["there already"] and not self.update:
            self.log.info("--update replaces what is there already by what is newer.")
        for entry in self._skipped[:_NAMED]:
            whose = "" if named(entry.student) == entry.student else f"{named(entry.student)}: "
            self.log.warning("%s", printable(f"Left out: {whose}{entry.path}: {entry.why}"))
        unnamed = len(self._skipped) - _NAMED
        if unnamed > 0:
            self.log.warning(
                "%d more left out; all are listed in .nbgrader/collected/%s.json.",
                unnamed,
                self.coursedir.assignment_id,
            )

    def _collect(self, inbound: _Inbound) -> str:
        """Copy one folder, unless what is there already is to stay; what was done."""
        target = Path(
            self.coursedir.format_path(
                self.coursedir.submitted_directory, inbound.student, self.coursedir.assignment_id
            )
        )
        there = os.path.lexists(target)
        if there and not self._replaces(inbound, target):
            return "there already"
        aside = target.with_name(f".{target.name} collected")
        remove(aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            for problem in copy_folder(inbound.path, aside, self._wanted):
                self._skip(inbound.path, problem, inbound.student)
            self._write_time(inbound, aside)
            if self.coursedir.groupshared:
                _share_with_group(aside)
            replace_folder(aside, target)
        finally:
            remove(aside)
        return "updated" if there else "collected"

    def _replaces(self, inbound: _Inbound, target: Path) -> bool:
        before = time_of(read_said(target, TIMESTAMP)[0].strip())
        newer = before is None or inbound.time > before
        return (self.update and newer) or (self.before_duedate and before != inbound.time)

    def _wanted(self, file: File) -> bool:
        """Whether nbgrader's own settings let a file through."""
        parts = file.name.split("/")
        courses = self.coursedir
        if any(fnmatch.fnmatch(part, pattern) for part in parts for pattern in courses.ignore):
            return False
        included = any(fnmatch.fnmatch(parts[-1], pattern) for pattern in courses.include)
        small = not courses.max_file_size or file.size <= 1000 * courses.max_file_size
        if included and not small:
            self.log.warning("%s", printable(f"Left out, larger than max_file_size: {file.path}"))
        return included and small

    def _write_time(self, inbound: _Inbound, folder: Path) -> None:
        """Let the time in the folder be one that nbgrader reads; of two that differ the later one."""
        said = time_of(read_said(folder, TIMESTAMP)[0].strip())
        if said is None or said < inbound.time:
            remove(folder / TIMESTAMP)
            (folder / TIMESTAMP).write_text(f"{inbound.time.isoformat(' ')} UTC")


def _read_name(name: str, assignment: str) -> tuple[str, datetime.datetime | None]:
    """Student and time of a folder called STUDENT+ASSIGNMENT+TIME+RANDOM, as `nbgrader submit` calls
    it, or without RANDOM; "" where it is none of this assignment. Each part may hold a "+"."""
    student, time = "", None
    for match in re.finditer(rf"(?=\+{re.escape(assignment)}\+)", name):
        rest = name[match.start() + len(assignment) + 2 :]
        student = name[: match.start()]
        time = time_of(rest.rpartition("+")[0]) or time_of(rest)
        if time:
            break
    return student, time


def _counting(folders: Sequence[_Inbound], due: datetime.datetime | None) -> _Inbound:
    """The newest; where a due date counts, the newest before it, if there is one."""
    in_time = [folder for folder in folders if due and folder.time <= due]
    return max(in_time or folders, key=lambda folder: folder.time)


def _account(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"number {number}"


def _share_with_group(folder: Path) -> None:
    """As nbgrader does where `CourseDirectory.groupshared` is set."""
    for place, _, files in os.walk(folder):
        os.chmod(place, (os.stat(place).st_mode | 0o2770) & 0o2777)
        for name in files:
            path = os.path.join(place, name)
            os.chmod(path, (os.stat(path).st_mode | 0o660) & 0o777)


class ListWhatIsPlain(ExchangeList):
    """Lists what is in the exchange; of what learners put there, only folders of plain files.

    nbgrader opens what it lists: it would wait at a pipe forever, and follow a link (0.9.6).
    """

    assignments: list[str]

    def init_dest(self) -> None:
        """Find the folders."""
        super().init_dest()
        if not self.inbound:
            return
        fit = []
        for path in self.assignments:
            if os.path.islink(path) or not os.path.isdir(path) or look_through(Path(path)).problems:
                self.log.warning(
                    "%s", printable(f"Not listed, since links or special files are in it: {path}")
                )
            else:
                fit.append(path)
        self.assignments = fit
