"""What Formgrader's tables show, read in a few questions to the gradebook, whatever the size of the class.

To show one assignment, nbgrader (0.9.6) works out all of them; it asks the gradebook for the student of
each row, and for one student it reads the whole class. The answers here are nbgrader's own, key by key; only
the last digit of a sum may differ. formgrader.py puts them in nbgrader's place.
"""

from __future__ import annotations

import datetime
import glob
import os
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.apps.api import NbGraderAPI
from nbgrader.utils import as_timezone, temp_attrs
from sqlalchemy import ColumnElement, Select, and_, func, select

# What nbgrader writes into timestamp.txt; whatever else stands there, nbgrader reads itself.
_UTC = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?) UTC")
_COLUMNS = {"code": "code_score", "markdown": "written_score", "task": "task_score"}


@dataclass(frozen=True)
class _Cell:
    """What a graded cell counts as, and its points at most."""

    kind: str
    most: float


@dataclass
class _Sums:
    """What the grades of a submission, or of one notebook of it, come to, by the kind of their cells."""

    scores: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_COLUMNS, 0.0))
    most: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_COLUMNS, 0.0))
    needs_manual_grade: bool = False
    failed_tests: bool = False

    def add(self, cell: _Cell, grade: Any) -> None:
        """Count one grade."""
        self.scores[cell.kind] += grade.score
        self.most[cell.kind] += cell.most
        self.needs_manual_grade |= grade.needs_manual_grade
        auto = grade.auto_score
        self.failed_tests |= cell.kind == "code" and auto is not None and auto < cell.most

    def columns(self) -> dict[str, float | bool]:
        """What nbgrader calls them."""
        columns: dict[str, float | bool] = {
            "score": sum(self.scores.values()),
            "max_score": sum(self.most.values()),
            "needs_manual_grade": self.needs_manual_grade,
        }
        for kind, name in _COLUMNS.items():
            columns |= {name: self.scores[kind], f"max_{name}": self.most[kind]}
        return columns


@dataclass(frozen=True)
class _Person:
    id: str


@dataclass(frozen=True)
class HandedIn:
    """A submitted notebook: all that Formgrader's way from one to the next asks of it."""

    id: str
    name: str
    student: _Person
    failed_tests: bool


class QuickGradebook(Gradebook):
    """A gradebook whose lists of submissions take three questions each, about one assignment."""

    def submission_dicts(self, assignment_id: str) -> list[dict[str, Any]]:
        """As nbgrader's: what was handed in for an assignment and has grades, a dictionary each."""
        which = Assignment.name == assignment_id
        sums = self._sums(which, by_notebook=False)
        rows = self.db.execute(
            select(
                SubmittedAssignment.id, Assignment.name, SubmittedAssignment.timestamp,
                Student.first_name, Student.last_name, Student.id.label("student"),
            )
            .select_from(SubmittedAssignment).join(Assignment).join(Student).where(which)
        )  # fmt: skip
        return [{**row._mapping, **sums[row.id].columns()} for row in rows if row.id in sums]

    def notebook_submission_dicts(
        self, notebook_id: str, assignment_id: str
    ) -> list[dict[str, Any]]:
        """As nbgrader's: the submissions of a notebook that have grades, a dictionary each."""
        which = and_(Notebook.name == notebook_id, Assignment.name == assignment_id)
        sums = self._sums(which, by_notebook=True)
        return [
            {**row._mapping, **sums[row.id].columns(), "failed_tests": sums[row.id].failed_tests}
            for row in self.db.execute(_submitted_notebooks(which))
            if row.id in sums
        ]

    def notebook_submissions(self, notebook: str, assignment: str) -> list[HandedIn]:
        """All submissions of a notebook, also those without grades.

        nbgrader's are objects that ask the gradebook whenever they are looked at, one by one.
        """
        which = and_(Notebook.name == notebook, Assignment.name == assignment)
        sums = self._sums(which, by_notebook=True)
        return [
            HandedIn(row.id, row.name, _Person(row.student), sums[row.id].failed_tests)
            for row in self.db.execute(_submitted_notebooks(which))
        ]

    def _sums(self, which: ColumnElement[bool], *, by_notebook: bool) -> Mapping[str, _Sums]:
        """The grades of some notebooks, by the id of the submitted notebook or of the submission."""
        cells = self._cells(which)
        whose = SubmittedNotebook.id if by_notebook else SubmittedNotebook.assignment_id
        grades = self.db.execute(
            select(
                whose.label("whose"), Grade.cell_id, Grade.score, Grade.auto_score,
                Grade.needs_manual_grade,
            )
            .select_from(Grade).join(SubmittedNotebook).where(Grade.cell_id.in_(cells))
        )  # fmt: skip
        sums: defaultdict[str, _Sums] = defaultdict(_Sums)
        for grade in grades:
            sums[grade.whose].add(cells[grade.cell_id], grade)
        return sums

    def _cells(self, which: ColumnElement[bool]) -> Mapping[str, _Cell]:
        """The graded cells of some notebooks, by their ids."""
        return {
            row.id: _Cell("task" if kind is TaskCell else row.cell_type, row.max_score)
            for kind in (GradeCell, TaskCell)
            for row in self.db.execute(
                select(kind.id, kind.cell_type, kind.max_score)
                .join(Notebook, Notebook.id == kind.notebook_id).join(Assignment).where(which)
            )
        }  # fmt: skip


class _ForOneAnswer(QuickGradebook):
    """A gradebook that is closed after one answer, and so may remember what it has added up."""

    def __init__(self, address: str, course: str) -> None:
        super().__init__(address, course)
        self._means: dict[str, dict[str, float]] = {}

    def average_assignment_score(self, assignment_id: str) -> float:
        """As nbgrader's: the mean of all submissions, in points; 0 where there are none."""
        return sum(self._mean(assignment_id).values())

    def average_assignment_code_score(self, assignment_id: str) -> float:
        """The same of the cells with code."""
        return self._mean(assignment_id)["code"]

    def average_assignment_written_score(self, assignment_id: str) -> float:
        """The same of the written answers."""
        return self._mean(assignment_id)["markdown"]

    def average_assignment_task_score(self, assignment_id: str) -> float:
        """The same of nbgrader's task cells."""
        return self._mean(assignment_id)["task"]

    def _mean(self, assignment_id: str) -> dict[str, float]:
        if assignment_id not in self._means:
            self._means[assignment_id] = self._mean_by_kind(assignment_id)
        return self._means[assignment_id]

    def _mean_by_kind(self, assignment_id: str) -> dict[str, float]:
        means = dict.fromkeys(_COLUMNS, 0.0)
        submissions = self.find_assignment(assignment_id).num_submissions
        if submissions == 0:
            return means
        cells = self._cells(Assignment.name == assignment_id)
        totals = self.db.execute(
            select(Grade.cell_id, func.sum(Grade.score).label("points"))
            .where(Grade.cell_id.in_(cells)).group_by(Grade.cell_id)
        )  # fmt: skip
        for total in totals:
            means[cells[total.cell_id].kind] += total.points / submissions
        return means


def _submitted_notebooks(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            SubmittedNotebook.id, Notebook.name, Student.id.label("student"),
            Student.first_name, Student.last_name, SubmittedNotebook.flagged,
        )
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment).join(Student)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .where(which)
    )  # fmt: skip


class QuickTables(NbGraderAPI):
    """nbgrader's own interface for Formgrader, which reads a class once, and of one student that one."""

    only = ""  # the student that is asked about, where it is one

    @property
    def gradebook(self) -> QuickGradebook:
        """The gradebook, newly opened: whoever asks closes it."""
        return _ForOneAnswer(self.coursedir.db_url, self.course_id)

    def get_submitted_students(self, assignment_id: str) -> set[str]:
        """Whose submission lies in the folder for them; `*` stands for any assignment."""
        submitted = self.coursedir.submitted_directory
        folders = glob.glob(
            self.coursedir.format_path(
                submitted, glob.escape(self.only) if self.only else "*", assignment_id
            )
        )
        name = "(?P<student_id>.*)"
        any_name = ".*" if assignment_id == "*" else assignment_id
        pattern = re.compile(self.coursedir.format_path(submitted, name, any_name, escape=True))
        matches = (pattern.match(folder) for folder in folders if os.path.isdir(folder))
        return {match["student_id"] for match in matches if match}

    def get_submitted_timestamp(
        self, assignment_id: str, student_id: str
    ) -> datetime.datetime | None:
        """When a submission was handed in, in UTC without saying so; None where nothing says it."""
        folder = self.coursedir.format_path(
            self.coursedir.submitted_directory, student_id, assignment_id
        )
        try:
            with open(os.path.join(folder, "timestamp.txt"), encoding="utf-8") as file:
                plain = _UTC.fullmatch(file.read().strip())
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):  # nbgrader says what is wrong with it
            plain = None
        if plain is None:
            said: datetime.datetime | None = super().get_submitted_timestamp(
                assignment_id, student_id
            )
            return said
        return datetime.datetime.fromisoformat(plain[1])

    def get_autograded_students(self, assignment_id: str) -> set[str]:
        """Whose newest submission is marked: its time is that of the one in the gradebook."""
        marked = (
            select(Student.id, SubmittedAssignment.timestamp)
            .select_from(SubmittedAssignment).join(Student).join(Assignment)
            .where(Assignment.name == assignment_id)
        )  # fmt: skip
        if self.only:
            marked = marked.where(Student.id == self.only)
        with self.gradebook as book:
            times = {row.id: row.timestamp for row in book.db.execute(marked)}
        autograded = self.coursedir.autograded_directory
        return {
            student
            for student, time in times.items()
            if os.path.isdir(self.coursedir.format_path(autograded, student, assignment_id))
            and self.get_submitted_timestamp(assignment_id, student) == time
        }

    def get_submission(
        self, assignment_id: str, student_id: str, ungraded: Any = None, students: Any = None
    ) -> dict[str, Any] | None:
        """One student's submission, as nbgrader tells it; None where there is none."""
        if students is None:
            students = self._names(student_id)
        with temp_attrs(self, only=student_id):
            told: dict[str, Any] | None = super().get_submission(
                assignment_id, student_id, ungraded, students
            )
        return told

    def get_submissions(self, assignment_id: str) -> list[dict[str, Any]]:
        """All submissions of an assignment, by student; what isn't marked yet without a score."""
        with self.gradebook as book:
            submissions = book.submission_dicts(assignment_id)
        submitted = self.get_submitted_students(assignment_id)
        ungraded = submitted - self.get_autograded_students(assignment_id)
        names = self._names() if ungraded else {}
        told = [self._dated(entry) for entry in submissions if entry["student"] not in ungraded]
        for student in ungraded:
            told.append(super().get_submission(assignment_id, student, ungraded, names))
        return sorted(told, key=lambda entry: entry["student"])

    def _dated(self, submission: dict[str, Any]) -> dict[str, Any]:
        time = submission["timestamp"]
        shown = as_timezone(time, self.timezone).strftime(self.timestamp_format) if time else None
        return submission | {
            "timestamp": time.isoformat() if time else None,
            "display_timestamp": shown,
            "autograded": True,
            "submitted": True,
        }

    def _names(self, student: str = "") -> dict[str, dict[str, str | None]]:
        """What students are called, by id: of one, or of all in the gradebook."""
        called = select(Student.id, Student.last_name, Student.first_name)
        if student:
            called = called.where(Student.id == student)
        with self.gradebook as book:
            return {row.id: dict(row._mapping) for row in book.db.execute(called)}
